import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHttpApp } from '../http/app';
import { findVersion, learnExpectations } from '../services/datasets';
import { openTestSystem, type TestSystem } from '../testing';
import { runCommandLine } from '.';

const programFolder = join(import.meta.dirname, '../..');

/** The commands as typed, against a server that answers on a port. */
describe('cellar datasets', { timeout: 60_000 }, () => {
  let test: TestSystem;
  let folder: string;
  const server = createServer();
  const out: string[] = [];
  const refused: string[] = [];
  beforeAll(async () => {
    test = await openTestSystem();
    server.on('request', getRequestListener(createHttpApp(test.system).fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'cellar-datasets-'));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    vi.stubEnv('CELLAR_DATA', folder);
    vi.stubEnv('CELLAR_URL', `http://127.0.0.1:${port}`);
    vi.spyOn(console, 'log').mockImplementation((text) => out.push(String(text)));
    vi.spyOn(console, 'error').mockImplementation((text) => refused.push(String(text)));
    await copyFile(join(programFolder, 'examples/data/penguins.csv'), join(folder, 'penguins.csv'));
    await writeFile(join(folder, 'one.csv'), 'id,size\n1,10\n2,20\n3,30\n');
    await writeFile(join(folder, 'two.csv'), 'id,size,tag\n1,10,a\n2,25,b\n4,40,c\n');
  });
  afterEach(() => {
    out.length = 0;
    refused.length = 0;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });
  const cellar = (...words: string[]) => runCommandLine(programFolder, folder, ['datasets', ...words]);

  it('pushes a file as a version, once, with what is said of it', async () => {
    expect(await cellar('push', 'penguins.csv', 'a/b @ c')).toBe(0);
    expect(out).toEqual(['a/b @ c version 1: 344 rows.']);
    expect(
      await cellar('push', 'one.csv', 'sizes', '--note', 'As measured', '--as', 'raw', '--from', 'a/b @ c@1'),
    ).toBe(0);
    expect(await cellar('push', 'one.csv', 'sizes', '--json')).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ name: 'sizes', version: 1, isNew: false });
    expect(await cellar('push', 'two.csv', 'sizes')).toBe(0);
    expect(out.at(-1)).toBe('sizes version 2: 3 rows.');
  });

  it('pulls it back byte for byte, never over another file', async () => {
    expect(await cellar('pull', 'a/b @ c@1', 'back.csv')).toBe(0);
    expect(out.at(-1)).toMatch(/back\.csv written: a\/b @ c version 1, 344 rows/);
    expect(await readFile(join(folder, 'back.csv'))).toEqual(await readFile(join(folder, 'penguins.csv')));
    expect(await cellar('pull', 'a/b @ c', 'back.csv')).toBe(0);
    expect(out.at(-1)).toContain('was there already');
    expect(await cellar('pull', 'sizes@raw', 'back.csv')).toBe(2);
    expect(refused.at(-1)).toMatch(/back\.csv is there and is not that version/);
    expect(await cellar('pull', 'sizes@raw', 'raw.csv', '--json')).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({
      version: 1,
      versionName: 'raw',
      note: 'As measured',
    });
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('tells what differs, in words and as JSON', async () => {
    expect(await cellar('diff', 'sizes@raw', 'sizes@2')).toBe(0);
    expect(out.at(-1)?.split('\n').slice(0, 8)).toEqual([
      'sizes v1 (raw) → sizes v2',
      'Columns  + tag VARCHAR',
      '         2 in both',
      'Rows     3 → 3',
      '         by id (proposed): 1 added, 1 removed, 1 changed, 1 unchanged',
      '         changed: size 1',
      '           2: size 20 → 25',
      expect.stringMatching(/^Values {3}\w+ moved: KS 0\.333, PSI /),
    ]);
    expect(await cellar('diff', 'sizes@1', 'sizes@2', '--key', 'none', '--json')).toBe(0);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({
      differs: true,
      rowDifferences: { key: [], added: 2, removed: 2, changed: null },
    });
  });

  it('ends with 1 for differences only when asked to', async () => {
    expect(await cellar('diff', 'sizes@1', 'sizes@2', '--exit-code')).toBe(1);
    expect(await cellar('diff', 'sizes@1', 'sizes@1', '--exit-code')).toBe(0);
    expect(out.at(-1)).toContain('by id (proposed): 0 added, 0 removed, 0 changed, 3 unchanged');
  });

  it('checks a version, and ends with 1 when it is not what is expected', async () => {
    expect(await cellar('check', 'sizes@1')).toBe(2);
    expect(refused.at(-1)).toBe(
      'Nothing is expected of sizes yet. Learn expectations on its page, then check.',
    );
    const { id } = await findVersion(test.context, { reference: 'sizes' });
    await learnExpectations(test.context, { id, version: 1, expected: 0 });
    expect(await cellar('check', 'sizes@1')).toBe(0);
    expect(out.at(-1)).toBe('sizes version 1 is what is expected.');
    expect(await cellar('check', 'sizes')).toBe(1);
    expect(out.at(-1)).toContain('sizes version 2 is not what is expected:');
    expect(out.at(-1)).toMatch(/tag: A column that nothing is said of/);
    expect(await cellar('check', 'sizes', '--json')).toBe(1);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ version: 2, verdict: 'failed' });
  });

  it('ends with 2 for what is refused, and says why', async () => {
    const refusals: [string[], string][] = [
      [['pull'], 'Say which: cellar datasets pull bike-demand@3.'],
      [['pull', 'nothing'], 'There is no data set named nothing.'],
      [['pull', 'sizes@7'], 'sizes has no version 7. It has versions 1 to 2.'],
      [['push', 'missing.csv', 'sizes'], `There is no file ${join(folder, 'missing.csv')}.`],
      [['push', 'two.csv', 'other', '--from', 'gone@1'], 'There is no data set named gone.'],
      [
        ['push', 'back.csv', 'sizes', '--as', 'raw'],
        'Version 1 is named raw. Choose another name, or take it away there first.',
      ],
      [
        ['diff', 'sizes@1', 'sizes@2', '--key', 'size,tag'],
        'tag cannot be part of the key: it is no column of both. Those are id, size.',
      ],
      [['diff', 'sizes@1', 'sizes@2', '--key'], '--key needs a value behind it.'],
    ];
    for (const [words, message] of refusals) {
      expect(await cellar(...words), words.join(' ')).toBe(2);
      expect(refused.at(-1)).toBe(message);
    }
    expect(await cellar('diff', 'a', 'b', '--keys', 'x')).toBe(2);
    expect(refused.at(-1)).toContain('There is no option --keys here. Usage: cellar datasets diff');
    vi.stubEnv('CELLAR_URL', 'http://127.0.0.1:9');
    expect(await cellar('pull', 'sizes')).toBe(2);
    expect(refused.at(-1)).toBe('No server answers at http://127.0.0.1:9. Start it, or set CELLAR_URL.');
  });
});
