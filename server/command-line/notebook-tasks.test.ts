import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readFileLock, writeFileLock } from '@/cells/document/file-lock';
import { parseNotebook } from '@/cells/document/parse';
import { createHttpApp } from '../http/app';
import {
  createNotebook,
  deleteNotebook,
  keepFile,
  listNotebooks,
  openFile,
  purgeNotebook,
  readNotebook,
  saveNotebook,
} from '../services/notebooks';
import { openTestSystem, type TestSystem } from '../testing';
import { runCommandLine } from '.';
import { writeWhole } from './notebooks/folder-state';
import { watchFolder } from './notebooks/watch-folder';
import { openWorkspace } from './notebooks/workspace';

const programFolder = join(import.meta.dirname, '../..');
const html = (title: string, source: string) =>
  `<!doctype html>\n<notebook>\n  <title>${title}</title>\n  <script id="1" type="module">\n    ${source}\n  </script>\n</notebook>\n`;

/** The commands as typed, against a server that answers on a port. Each step begins where the one before ended. */
describe('cellar notebooks', { timeout: 60_000 }, () => {
  let test: TestSystem;
  let folder: string;
  let url: string;
  const ids = new Map<string, string>();
  const server = createServer();
  const out: string[] = [];
  beforeAll(async () => {
    test = await openTestSystem();
    server.on('request', getRequestListener(createHttpApp(test.system).fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'cellar-notebooks-'));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    url = `http://127.0.0.1:${port}`;
    vi.stubEnv('CELLAR_DATA', folder);
    vi.stubEnv('CELLAR_URL', url);
    for (const method of ['log', 'error'] as const)
      vi.spyOn(console, method).mockImplementation((text) => out.push(String(text)));
    for (const name of ['Bikes', 'Übung / 1'])
      ids.set(name, (await createNotebook(test.context, { html: html(name, 'a') })).id);
  });
  afterEach(() => {
    out.length = 0;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });
  const cellar = (...words: string[]) => runCommandLine(programFolder, folder, ['notebooks', ...words]);
  const file = (name: string) => readFile(join(folder, name), 'utf8');
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const bikes = () => readNotebook(test.context, { id: ids.get('Bikes') ?? '' });
  const saveThere = async (source: string) => {
    const { id, revision } = await bikes();
    await saveNotebook(test.context, { id, html: html('Bikes', source), baseRevision: revision });
  };

  it('takes files along, in a folder beside the notebook, both ways', async () => {
    const put = async (name: string, text: string, id: string) => {
      const blob = await test.system.storage.put(Buffer.from(text));
      await keepFile(test.context, { notebookId: id, name, blob });
      return { ...blob, type: 'application/json' };
    };
    const { id } = await createNotebook(test.context, { html: html('Cities', 'a') });
    const text = (files: Parameters<typeof writeFileLock>[0]) =>
      html('Cities', 'a').replace('<notebook>', `<notebook data-files="${writeFileLock(files)}">`);
    const towns = await put('towns.json', '["Oslo"]', id);
    const lock = new Map([['towns.json', towns]]);
    await saveNotebook(test.context, { id, html: text(lock), baseRevision: 1 });
    expect(await cellar('pull')).toBe(0);
    expect(await file('cities.files/towns.json')).toBe('["Oslo"]');

    // Changed and added in the folder.
    await write('cities.files/towns.json', '["Oslo", "Bergen"]');
    await write('cities.files/look.js', 'export const a = 1;');
    expect(await cellar('push')).toBe(0);
    expect(out.at(-1)).toBe('↑ cities.html: revision 3.');
    const saved = await readNotebook(test.context, { id });
    expect(await file('cities.html')).toBe(saved.html);
    const listed = readFileLock(parseNotebook(saved.html));
    expect([...listed.keys()]).toEqual(['look.js', 'towns.json']);
    for (const [name, { hash }] of listed)
      expect(await openFile(test.context, { notebookId: id, name, hash })).toMatchObject({ hash });
    expect(await cellar('push')).toBe(0);
    expect(out.at(-1)).toBe('Everything is in step.');

    // Taken out there: it goes here, and nothing else does.
    await saveNotebook(test.context, { id, html: text(lock), baseRevision: 3 });
    await write('cities.files/mine.part', 'x');
    expect(await cellar('pull')).toBe(0);
    expect((await readdir(join(folder, 'cities.files'))).sort()).toEqual(['mine.part', 'towns.json']);
    expect(await file('cities.files/towns.json')).toBe('["Oslo"]');
    // A notebook that is new to the workspace brings its own.
    await mkdir(join(folder, 'fresh.files'));
    await write('fresh.files/new.txt', 'new');
    await write('fresh.html', html('Fresh', 'a'));
    expect(await cellar('push')).toBe(0);
    expect(await file('fresh.html')).toContain('data-files="new.txt=');
    const made = (await listNotebooks(test.context, {})).filter(({ title }) =>
      ['Cities', 'Fresh'].includes(title),
    );
    for (const each of made) await deleteNotebook(test.context, { id: each.id });
    expect(await cellar('pull', '--delete')).toBe(0);
    for (const each of made) await purgeNotebook(test.context, { id: each.id });
    await rm(join(folder, '.cellar-notebooks.json'));
    for (const name of ['bikes.html', 'übung-1.html']) await rm(join(folder, name));
  });

  it('pulls every notebook into a file, and then what changed', async () => {
    expect(await cellar('pull')).toBe(0);
    expect((await readdir(folder)).filter((name) => name.endsWith('.html')).sort()).toEqual([
      'bikes.html',
      'übung-1.html',
    ]);
    expect(await file('bikes.html')).toBe(html('Bikes', 'a'));
    expect(await cellar('pull')).toBe(0);
    expect(out.at(-1)).toBe('Everything is in step.');
    await saveThere('b');
    expect(await cellar('pull')).toBe(0);
    expect(out.at(-1)).toBe('↓ bikes.html: revision 2.');
    expect(await file('bikes.html')).toBe(html('Bikes', 'b'));
  });

  it('pushes what changed, new files as new notebooks, and says what is no notebook', async () => {
    await write('bikes.html', html('Bikes', 'c'));
    await write('new.html', html('New', 'n'));
    expect(await cellar('push')).toBe(0);
    expect(out.at(-1)).toBe('↑ bikes.html: revision 3.\n↑ new.html: a new notebook.');
    expect(await bikes()).toMatchObject({ revision: 3, html: html('Bikes', 'c') });
    await write('page.html', '<p>no notebook</p>');
    expect(await cellar('push')).toBe(1);
    expect(out.at(-1)).toContain('✕ page.html: This is not a notebook file');
    await rm(join(folder, 'page.html'));
    // What is no notebook any more keeps the others from nothing.
    await write('bikes.html', '');
    await write('new.html', html('New', 'm'));
    expect(await cellar('push')).toBe(1);
    expect(out.at(-1)).toMatch(/^↑ new\.html: revision 2\.\n✕ bikes\.html: This file is not a notebook/);
    await write('bikes.html', html('Bikes', 'c'));
  });

  it('keeps both where both changed, and neither moves until somebody has looked', async () => {
    await write('bikes.html', html('Bikes', 'mine'));
    await saveThere('theirs');
    expect(await cellar('push')).toBe(1);
    expect(out.at(-1)).toMatch(
      /bikes\.html changed here and in the workspace \(revision 4\).*bikes\.conflict\.html/,
    );
    expect(await file('bikes.conflict.html')).toBe(html('Bikes', 'theirs'));
    expect(await file('bikes.html')).toBe(html('Bikes', 'mine'));
    expect(await cellar('pull', '--json')).toBe(1);
    expect(JSON.parse(out.at(-1) ?? '').open[0]).toContain('is in conflict');
    await saveThere('theirs again');
    expect(await cellar('push')).toBe(1);
    expect(await file('bikes.conflict.html')).toBe(html('Bikes', 'theirs again'));
    expect((await bikes()).revision).toBe(5);

    await rm(join(folder, 'bikes.conflict.html'));
    expect(await cellar('push')).toBe(0);
    expect(await bikes()).toMatchObject({ revision: 6, html: html('Bikes', 'mine') });
  });

  it('knows a renamed file, and deletes only when told to', async () => {
    await rename(join(folder, 'new.html'), join(folder, 'renamed.html'));
    expect(await cellar('push')).toBe(0);
    expect(out.at(-1)).toBe('Everything is in step.');
    await rm(join(folder, 'renamed.html'));
    expect(await cellar('push')).toBe(0);
    expect(out.at(-1)).toMatch(/renamed\.html is gone\. Push with --delete/);
    expect(await listNotebooks(test.context, {})).toHaveLength(3);
    expect(await cellar('push', '--delete')).toBe(0);
    expect((await listNotebooks(test.context, { deleted: true })).map(({ title }) => title)).toEqual(['New']);

    await deleteNotebook(test.context, { id: ids.get('Übung / 1') ?? '' });
    expect(await cellar('pull')).toBe(0);
    expect(out.at(-1)).toMatch(/übung-1\.html was deleted in the workspace/);
    expect(await cellar('pull', '--delete')).toBe(0);
    expect((await readdir(folder)).filter((name) => name.endsWith('.html'))).toEqual(['bikes.html']);
  });

  it('watches both sides until it is stopped', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const watching = watchFolder(openWorkspace({ url }), folder, {
      deletes: false,
      everyMs: 20,
      signal: stop.signal,
      say: (line) => said.push(line),
    });
    await writeWhole(join(folder, 'bikes.html'), html('Bikes', 'typed'));
    await vi.waitFor(async () => expect((await bikes()).html).toBe(html('Bikes', 'typed')), 20_000);
    await saveThere('saved');
    await vi.waitFor(async () => expect(await file('bikes.html')).toBe(html('Bikes', 'saved')), 20_000);
    stop.abort();
    await watching;
    expect(said).toEqual(['↑ bikes.html: revision 7.', '↓ bikes.html: revision 8.']);
  });

  it('refuses what cannot be right', async () => {
    expect(await cellar('watch', '--every', 'often')).toBe(2);
    expect(await cellar('pull', 'bikes.html')).toBe(2);
    expect(out.at(-1)).toContain('is no folder');
    vi.stubEnv('CELLAR_URL', 'http://127.0.0.1:9');
    expect(await cellar('pull')).toBe(2);
    expect(out.at(-1)).toMatch(/This folder is in step with http:\/\/127\.0\.0\.1:\d+, not with/);
    vi.stubEnv('CELLAR_URL', url);
    await write('.cellar-notebooks.json', '{');
    expect(await cellar('pull')).toBe(2);
    expect(out.at(-1)).toContain('is damaged');
  });
});
