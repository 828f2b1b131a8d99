import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LockedPackage } from '@/cells/document/package-lock';
import { actingAs } from '../../context';
import { parseRanges } from '../../outbound';
import { openTestSystem, type TestSystem } from '../../testing';
import { collectBlobs } from '../storage';
import { listPackages, listStored, loadModule } from '.';
import { type FakeRegistry, packFiles, startFakeRegistry } from './fake-registry.fixture';
import { unpack } from './unpack';

let registry: FakeRegistry;
let test: TestSystem;
beforeAll(async () => {
  registry = await startFakeRegistry();
  test = await openTestSystem({
    config: { npmRegistry: registry.address, outboundPrivate: parseRanges('127.0.0.1') },
  });
  await registry.add({
    name: 'inner',
    version: '1.2.0',
    manifest: { license: 'ISC' },
    files: { 'package/index.js': 'export const ten = 10; export const unused = "nobody reads this";' },
  });
  await registry.add({
    name: '@scope/outer',
    version: '2.0.1',
    manifest: {
      type: 'module',
      main: 'lib/main.js',
      dependencies: { inner: '^1.0.0' },
      peerDependencies: { absent: '1' },
      peerDependenciesMeta: { absent: { optional: true } },
      scripts: { postinstall: 'touch /tmp/cellar-ran-a-script' },
    },
    files: {
      'package/lib/main.js':
        'import {ten} from "inner"; export const eleven = ten + 1; export default "whole";',
      'package/lib/part.js': 'export const part = "of it";',
      'package/README.md': '# outer',
    },
  });
});
afterAll(async () => {
  await test.close();
  await registry.close();
});

type Asked = { name: string; range?: string; path?: string; locked?: LockedPackage };

/** Asks until it is there, as a frame does. */
async function load({ name, range = '', path = '', locked }: Asked, of = test) {
  for (;;) {
    const loaded = await loadModule(of.context, { notebookId: 'n', name, range, path, locked });
    if (loaded.state === 'ready') return loaded.module;
  }
}

async function run(hash: string): Promise<Record<string, unknown>> {
  const code = Buffer.from(await test.system.storage.readAll(hash)).toString('base64');
  return { ...(await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`)) };
}

describe('a package', () => {
  let lock: LockedPackage;

  it('is fetched once, with what it needs, checked, made into one module and kept', async () => {
    const module = await load({ name: '@scope/outer', range: '2' });
    expect(await run(module.hash)).toMatchObject({ eleven: 11, default: 'whole' });
    expect(module).toMatchObject({ version: '2.0.1', licence: 'MIT', format: 'esm', notes: [] });
    expect(module.dependencies).toEqual([
      { name: 'inner', version: '1.2.0', licence: 'ISC', integrity: expect.stringMatching(/^sha512-/) },
    ]);
    const { version, integrity, dependencies } = module;
    lock = { version, integrity, dependencies: dependencies.map(({ licence, ...pinned }) => pinned) };
    const code = Buffer.from(await test.system.storage.readAll(module.hash)).toString();
    expect(code).not.toContain('nobody reads this');
    await expect(readFile('/tmp/cellar-ran-a-script')).rejects.toThrow();
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('cellar-package-'))).toEqual([]);
  });

  it('is what its lock says when there are newer ones, without a look at the registry', async () => {
    await registry.add({
      name: '@scope/outer',
      version: '2.1.0',
      manifest: { type: 'module' },
      files: { 'package/index.js': 'export const eleven = "another";' },
    });
    registry.asked.length = 0;
    expect((await load({ name: '@scope/outer', range: '2', locked: lock })).version).toBe('2.0.1');
    expect(registry.asked).toEqual([]);
    expect((await load({ name: '@scope/outer', range: '2' })).version).toBe('2.1.0');
    // A path that is new comes from the locked version all the same.
    const part = await load({ name: '@scope/outer', range: '2', path: 'lib/part.js', locked: lock });
    expect(part.version).toBe('2.0.1');
    expect(await run(part.hash)).toMatchObject({ part: 'of it' });
  });

  it('comes from storage where no registry answers or none may be asked; what is not stored says so', async () => {
    const off = {
      ...test,
      context: { ...test.context, config: { ...test.system.config, npmRegistry: undefined } },
    };
    expect((await load({ name: '@scope/outer', range: '2', locked: lock }, off)).version).toBe('2.0.1');
    expect((await load({ name: '@scope/outer', range: '^2.0.0' }, off)).version).toBe('2.1.0');
    await expect(load({ name: 'elsewhere' }, off)).rejects.toThrow(/NPM_REGISTRY=off/);
    const gone = {
      ...test,
      context: { ...test.context, config: { ...test.system.config, npmRegistry: 'http://127.0.0.1:9/' } },
    };
    await expect(load({ name: 'elsewhere' }, gone)).rejects.toThrow(/127\.0\.0\.1:9, does not answer/);
  });

  it('is looked for anew by who asks after it was not there', async () => {
    await expect(load({ name: 'late' })).rejects.toThrow(/There is no package late/);
    await registry.add({ name: 'late', version: '1.0.0', files: { 'package/index.js': 'exports.a = 1' } });
    expect((await load({ name: 'late' })).version).toBe('1.0.0');
  });

  it('is listed with licence and size, and its module is never collected', async () => {
    expect(await listPackages(test.context, { names: ['inner', '@scope/outer'] })).toMatchObject([
      { name: '@scope/outer', version: '2.0.1', licence: 'MIT', bytes: expect.any(Number) },
      { version: '2.1.0' },
      { version: '2.0.1', path: 'lib/part.js' },
    ]);
    test.setTime(new Date(Date.now() + 3 * 86_400_000));
    await collectBlobs(test.context, {});
    const [stored] = await listStored(test.context, {
      ...{
        notebookId: 'n',
        name: '@scope/outer',
        path: '',
        version: lock.version,
        integrity: lock.integrity,
      },
    });
    expect(await run(stored?.hash ?? '')).toHaveProperty('eleven', 11);
  });

  it('of the older kind says that it is one value; Node is empty in it, and styles are left out, both said', async () => {
    await registry.add({
      name: 'older',
      version: '1.0.0',
      files: {
        'package/index.js':
          'require("./look.css"); const fs = require("fs"); exports.files = Object.keys(fs).length;',
        'package/look.css': 'a { color: red }',
      },
    });
    const module = await load({ name: 'older' });
    expect(module.format).toBe('cjs');
    expect(await run(module.hash)).toMatchObject({ default: { files: 0 } });
    expect(module.notes).toEqual([
      'older@1.0.0 asks for fs of Node, which a browser has not: what needs it will fail.',
      'The styles of older@1.0.0 were left out. To have them write: import "npm:older/look.css".',
    ]);
  });
});

it('styles are one text with the fonts and pictures that they name, each in one format', async () => {
  await registry.add({
    ...{ name: 'dressed', version: '1.0.0' },
    files: {
      'package/dist/all.css':
        '@import "./more.css"; @font-face { font-family: F; src: url(f.woff2), url(f.ttf) } b { background: url(./p.png) }',
      'package/dist/more.css': 'i { background: url(https://elsewhere.example/x.png) }',
      'package/dist/f.woff2': 'FONT',
      'package/dist/f.ttf': 'THE SAME AND LARGER',
      'package/dist/p.png': 'PNG',
    },
  });
  const module = await load({ name: 'dressed', path: 'dist/all.css' });
  expect(module).toMatchObject({ format: 'css', notes: [] });
  const text = Buffer.from(await test.system.storage.readAll(module.hash)).toString();
  expect(text).toContain('url(data:font/woff2,FONT),url(data:font/ttf,)');
  expect(text).toContain('b{background:url(data:image/png,PNG)}');
  // The frame fetches nothing from there.
  expect(text).toContain('https://elsewhere.example/x.png');
});

describe('what is refused, in words', () => {
  const refused = (asked: Asked) => expect(load(asked)).rejects;

  it('names that are none, and those that nobody has', async () => {
    for (const name of ['../etc', '@a/../b', 'a/b', '', '.hidden', 'a b'])
      await refused({ name }).toMatchObject({ code: 'bad_request' });
    for (const path of ['../package.json', 'lib/../../x.js', '/etc/passwd', 'a\\b', 'lib//x.js'])
      await refused({ name: 'inner', path }).toMatchObject({ code: 'bad_request' });
    await refused({ name: 'does-not-exist' }).toThrow(/^There is no package does-not-exist at 127\.0\.0\.1/);
    await refused({ name: 'inner', range: '^7' }).toThrow('There is no inner@^7: the newest is 1.2.0.');
    await refused({ name: 'inner', path: 'no/such.js' }).toThrow('inner@1.2.0 has no no/such.js.');
  });

  it('an archive that is not what was promised, or not what the lock was made with', async () => {
    const files = { 'package/index.js': 'export default 1' };
    await registry.add({ name: 'forged', version: '1.0.0', files, integrity: `sha512-${'A'.repeat(86)}==` });
    await refused({ name: 'forged' }).toThrow(
      'The archive of forged@1.0.0 is not what its registry promises',
    );
    const locked = { version: '1.2.0', integrity: `sha512-${'B'.repeat(86)}==`, dependencies: [] };
    await refused({ name: 'inner', range: '1', locked }).toThrow(
      /its checksum differs from the notebook's lock/,
    );
  });

  it('archives that reach out of their folder, by name or by link', async () => {
    const files = { 'package/index.js': 'export default 1' };
    await registry.add({
      name: 'climbs',
      version: '1.0.0',
      files: { ...files, 'package/../../out.js': '1' },
    });
    await refused({ name: 'climbs' }).toThrow(
      /a file that would lie outside of it \("package\/\.\.\/\.\.\/out\.js"\)/,
    );
    await registry.add({
      name: 'links',
      version: '1.0.0',
      files,
      link: ['package/secret.js', '/etc/passwd'],
    });
    await refused({ name: 'links' }).toThrow(/holds a symlink/);
  });

  it('modules that read the files of the server', async () => {
    const secret = join(await mkdtemp(join(tmpdir(), 'cellar-secret-')), 'secret.json');
    await writeFile(secret, '{"password": "not for notebooks"}');
    const files = {
      'package/index.js': `import secret from ${JSON.stringify(secret)}; export default secret;`,
    };
    await registry.add({ name: 'reads', version: '1.0.0', files });
    await refused({ name: 'reads' }).toThrow(/it reads a file outside of its package/);
  });

  it('archives that unpack to more than there is room for, in bytes and in files', async () => {
    const archive = await packFiles({ 'package/zeros.bin': new Uint8Array(3_000_000), 'package/b.js': '' });
    expect(archive.length).toBeLessThan(10_000);
    const folder = await mkdtemp(join(tmpdir(), 'cellar-unpack-'));
    const room = (bytes: number, files: number) => unpack(archive, folder, 'bomb@1.0.0', { bytes, files });
    await expect(room(2_000_000, 10)).rejects.toThrow(/bomb@1\.0\.0 holds more than 200 MB .*too large/);
    await expect(room(9_000_000, 1)).rejects.toThrow(/more than 20000 files/);
    await room(9_000_000, 2);
    expect(await readdir(folder)).toEqual(['b.js', 'zeros.bin']);
  });

  it('archives at private addresses, and a registry at one that was not allowed', async () => {
    const files = { 'package/index.js': 'export default 1' };
    await registry.add({
      name: 'inside',
      version: '1.0.0',
      files,
      tarball: 'https://169.254.169.254/latest',
    });
    await refused({ name: 'inside' }).toThrow(/169\.254\.169\.254 is an address of a private network/);
    const strict = {
      ...test,
      context: { ...test.context, config: { ...test.system.config, outboundPrivate: parseRanges('') } },
    };
    await expect(load({ name: 'inner', range: '1.x' }, strict)).rejects.toThrow(/No package can be fetched/);
  });

  it('a reader of notebooks has nothing fetched', async () => {
    const viewer = actingAs(test.system, { id: 'v', name: 'Vera', roles: ['viewer'] });
    await expect(
      loadModule(viewer, { notebookId: 'n', name: 'inner', range: '', path: '' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
