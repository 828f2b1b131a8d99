import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesAttribute, writeFileLock } from '@/cells/document/file-lock';
import { serializeNotebook } from '@/cells/document/serialize';
import { createHttpApp } from '../http/app';
import { proofRoutes } from '../http/proof-routes';
import {
  createNotebook,
  deleteNotebook,
  findMissingFiles,
  keepFile,
  openFile,
  purgeNotebook,
} from '../services/notebooks';
import { admitVersion, promoteModel } from '../services/registry';
import { promoteExample, uploadPackage } from '../services/registry/testing';
import { workspaceKey } from '../signing';
import { openTestSystem, type TestSystem } from '../testing';
import { keepListedFiles } from './keep-listed-files';
import { type Bundle, readBundle } from './read-bundle';

let test: TestSystem;
let archive: Buffer;
let fingerprint: string;
beforeAll(async () => {
  test = await openTestSystem();
  fingerprint = workspaceKey(test.system.config).fingerprint;
  const { versionId } = await promoteExample(test.context, { model: 'bikes' });
  await admitVersion(test.context, { versionId });
  const app = createHttpApp(test.system, proofRoutes(test.system));
  const headers = { host: 'localhost' };
  const response = await app.request('http://localhost/api/models/bikes@champion/bundle', { headers });
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="bikes-v1.proof.zip"');
  archive = Buffer.from(await response.arrayBuffer());
  const statement = await app.request('http://localhost/api/models/bikes/statement', { headers });
  expect(await statement.json()).toMatchObject({ payloadType: 'application/vnd.in-toto+json' });
  const key = await app.request('http://localhost/api/signing-key', { headers });
  expect(await key.text()).toMatch(/^-----BEGIN PUBLIC KEY-----/);
});
afterAll(() => test.close());

async function read(content: Buffer, trusted?: string, use?: (bundle: Bundle) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-bundle-test-'));
  try {
    const file = join(folder, 'given.zip');
    await writeFile(file, content);
    const bundle = await readBundle(file, await mkdtemp(join(folder, 'unpacked-')), trusted);
    await use?.(bundle);
    return bundle;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The bundle with something done to it, as somebody who has no key could. */
async function change(act: (zip: JSZip) => unknown): Promise<Buffer> {
  const zip = await JSZip.loadAsync(archive);
  await act(zip);
  return zip.generateAsync({ type: 'nodebuffer' });
}

it('is what was promoted, with where it came from', async () => {
  const bundle = await read(archive, fingerprint);
  expect(bundle.fingerprint).toBe(fingerprint);
  expect([...bundle.files.keys()].sort()).toEqual(['cellar.json', 'notebook.html', 'weights.bin']);
  expect(bundle.statement.predicate).toMatchObject({ model: 'bikes', version: 1, output: 'model', data: [] });
  await expect(read(await change(() => {}))).resolves.toMatchObject({ fingerprint });
});

it('holds the files that its slice lists, as long as the version is there, and no others', async () => {
  const { id } = await createNotebook(test.context, { title: 'With files' });
  const { id: other } = await createNotebook(test.context, { title: 'Another' });
  const keep = async (notebookId: string, name: string) => {
    const blob = await test.system.storage.put(Buffer.from(`the content of ${name}`));
    await keepFile(test.context, { notebookId, name, blob });
    return { ...blob, type: 'application/json' };
  };
  const [own, foreign] = [await keep(id, 'towns.json'), await keep(other, 'secret.json')];
  const slice = serializeNotebook({
    title: 'Slice',
    cells: [],
    attributes: {
      [filesAttribute]:
        writeFileLock(
          new Map([
            ['towns.json', own],
            ['secret.json', foreign],
          ]),
        ) ?? '',
    },
  });
  const given = await uploadPackage(test.context, { model: 'towns', notebookId: id });
  const { versionId } = await promoteModel(test.context, { ...given, slice });
  await admitVersion(test.context, { versionId });
  // Opened as it was made, it has what the version holds.
  const opened = await createNotebook(test.context, { html: slice, origin: `version:${versionId}` });
  const hashes = [own.hash, foreign.hash];
  expect(await findMissingFiles(test.context, { notebookId: opened.id, hashes })).toEqual([foreign.hash]);
  await deleteNotebook(test.context, { id });
  await purgeNotebook(test.context, { id });
  const app = createHttpApp(test.system, proofRoutes(test.system));
  const response = await app.request('http://localhost/api/models/towns@1/bundle', {
    headers: { host: 'localhost' },
  });
  // Where it is proven, what the bundle has is put beside its notebook; what never was here keeps nobody from that.
  const proving = await createNotebook(test.context, { html: slice });
  const bundle = await read(Buffer.from(await response.arrayBuffer()), undefined, ({ beside }) =>
    keepListedFiles(test.context, proving.id, { slice, beside }),
  );
  expect([...bundle.beside.keys()]).toEqual([own.hash]);
  expect(await findMissingFiles(test.context, { notebookId: proving.id, hashes })).toEqual([foreign.hash]);
  // The re-run of the version finds them, too.
  const ask = { notebookId: id, name: 'towns.json', hash: own.hash };
  expect(await openFile(test.context, ask)).toMatchObject({ hash: own.hash });
  await expect(openFile(test.context, { ...ask, hash: foreign.hash })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

describe('is refused', () => {
  it.each<[string, (zip: JSZip) => unknown, RegExp]>([
    [
      'with other weights',
      (zip) => zip.file('package/weights.bin', 'others'),
      /package\/weights\.bin was changed: its SHA-256 is/,
    ],
    [
      'with another slice',
      (zip) => zip.file('package/notebook.html', '<notebook>'),
      /notebook\.html was changed/,
    ],
    ['without a file', (zip) => zip.remove('package/weights.bin'), /weights\.bin is missing/],
    [
      'with a file more',
      (zip) => zip.file('package/more.js', '1'),
      /more\.js was put into the bundle: nobody signed it/,
    ],
    ['without a statement', (zip) => zip.remove('statement.json'), /no bundle of a model version/],
    ['with a statement of another form', (zip) => zip.file('statement.json', '[]'), /no signed statement/],
    ['with a statement cut off', (zip) => zip.file('statement.json', '{"pay'), /not JSON/],
    [
      'with another’s key',
      (zip) => zip.file('signing-key.pem', workspaceKey({ secret: 'y'.repeat(32) }).publicKey),
      /signature does not fit/,
    ],
  ])('%s', async (_, act, words) => {
    await expect(read(await change(act))).rejects.toThrow(words);
  });

  it('signed anew by another', async () => {
    const other = workspaceKey({ secret: 'z'.repeat(32) });
    const forged = await change(async (zip) => {
      const envelope = JSON.parse((await zip.file('statement.json')?.async('string')) ?? '');
      const signed = other.sign(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
      zip.file('statement.json', JSON.stringify(signed));
      zip.file('signing-key.pem', other.publicKey);
    });
    await expect(read(forged, fingerprint)).rejects.toThrow(/Another key signed this/);
    // Without a key to trust only the fingerprint tells.
    expect((await read(forged)).fingerprint).toBe(other.fingerprint);
  });

  it('when it is no archive, is cut off, or leads out of its folder', async () => {
    await expect(read(Buffer.from('hello'))).rejects.toThrow(/cannot be read/);
    await expect(read(archive.subarray(0, archive.length / 2))).rejects.toThrow(/cannot be read/);
    const leading = Buffer.from(
      archive.toString('latin1').replaceAll('package/cellar.json', '../../../ellar.json'),
      'latin1',
    );
    await expect(read(leading)).rejects.toThrow(/cannot be read: invalid relative path/);
  });

  it('when it would unpack to more than it may', async () => {
    const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    const bomb = Buffer.from(archive);
    const directory = bomb.readUInt32LE(end + 16);
    bomb.writeUInt32LE(0xf0000000, directory + 24);
    await expect(read(bomb)).rejects.toThrow(/more than 2\.5 GB|cannot be read/);
  });
});
