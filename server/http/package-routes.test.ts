import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { promoteModel } from '../services/registry';
import { uploadPackage } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { packageRoutes } from './package-routes';

let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem();
});
afterAll(() => test.close());

it('gives a version as an archive that other programs open', async () => {
  await promoteModel(test.context, await uploadPackage(test.context, { model: 'bikes' }));
  const app = createHttpApp(test.system, packageRoutes(test.system));
  const response = await app.request('http://localhost/api/models/bikes@1/package', {
    headers: { host: 'localhost' },
  });
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="bikes-v1.zip"');
  const files = readArchive(Buffer.from(await response.arrayBuffer()));
  expect([...files.keys()].sort()).toEqual(['cellar.json', 'notebook.html', 'weights.bin']);
  expect(JSON.parse(files.get('cellar.json') ?? '')).toMatchObject({ format: 1, target: 'cnt' });
  expect(files.get('notebook.html')).toContain('<notebook>');
});

it('says so when the alias points nowhere', async () => {
  const app = createHttpApp(test.system, packageRoutes(test.system));
  const response = await app.request('http://localhost/api/models/bikes/package', {
    headers: { host: 'localhost' },
  });
  expect(response.status).toBe(404);
});

/** Reads an archive the way any program does, from the directory at its end, and checks every checksum. */
function readArchive(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const size = archive.readUInt32LE(at + 24);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const start = archive.readUInt32LE(at + 42) + 30 + nameLength;
    const content = archive.subarray(start, start + size);
    expect(crc32(content)).toBe(archive.readUInt32LE(at + 16));
    files.set(name, content.toString('utf8'));
    at += 46 + nameLength;
  }
  return files;
}
