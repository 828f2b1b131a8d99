import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FileLock, filesAttribute, readFileLock, writeFileLock } from '@/cells/document/file-lock';
import { mediaTypeOf } from '@/cells/document/media-types';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { AppError } from '../../errors';
import { createHttpApp } from '../../http/app';
import {
  createNotebook,
  deleteNotebook,
  findMissingFiles,
  keepFile,
  listNotebooks,
  purgeNotebook,
  readNotebook,
  saveNotebook,
} from '../../services/notebooks';
import { openTestSystem, type TestSystem } from '../../testing';
import { type SyncOptions, syncFolder } from './sync-folder';
import { openWorkspace, type Workspace } from './workspace';

/** Against a server that answers on a port. Each begins with an empty folder and an empty workspace. */
describe('files beside a notebook in a folder', { timeout: 60_000 }, () => {
  let test: TestSystem;
  let folder: string;
  let url: string;
  const server = createServer();
  beforeAll(async () => {
    test = await openTestSystem();
    server.on('request', getRequestListener(createHttpApp(test.system).fetch));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server's address is an AddressInfo
    url = `http://127.0.0.1:${port}`;
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-files-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    for (const { id } of await listNotebooks(test.context, {})) await deleteNotebook(test.context, { id });
    for (const { id } of await listNotebooks(test.context, { deleted: true }))
      await purgeNotebook(test.context, { id });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await test.close();
  });

  const sync = (direction: SyncOptions['direction'], deletes = false, changed: Partial<Workspace> = {}) =>
    syncFolder({ ...openWorkspace({ url }), ...changed }, folder, { direction, deletes });
  const refuse = async () => {
    throw new AppError('internal', 'Something went wrong.');
  };
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const isThere = (name: string) =>
    access(join(folder, name)).then(
      () => true,
      () => false,
    );
  const notebook = (title: string, files: FileLock, text = 'a') =>
    serializeNotebook({
      title,
      cells: [
        {
          id: 1,
          kind: 'javascript',
          type: 'module',
          source: text,
          pinned: false,
          hidden: false,
          attributes: {},
        },
      ],
      attributes: files.size === 0 ? {} : { [filesAttribute]: writeFileLock(files) ?? '' },
    });
  const keep = async (notebookId: string, name: string, text: string) => {
    const blob = await test.system.storage.put(Buffer.from(text));
    await keepFile(test.context, { notebookId, name, blob });
    return { ...blob, type: mediaTypeOf(name) };
  };
  /** A notebook of the workspace with files, in step with the folder. */
  async function pulled(title: string, texts: Record<string, string>) {
    const { id } = await createNotebook(test.context, { title });
    const files = await keepAll(id, texts);
    await saveNotebook(test.context, { id, html: notebook(title, files), baseRevision: 1 });
    await sync('pull');
    return { id, files };
  }
  async function keepAll(id: string, texts: Record<string, string>) {
    const files = new Map<string, Awaited<ReturnType<typeof keep>>>();
    for (const [name, text] of Object.entries(texts)) files.set(name, await keep(id, name, text));
    return files;
  }
  const listed = async (id: string) =>
    readFileLock(parseNotebook((await readNotebook(test.context, { id })).html));
  /** What the only notebook of a title lists and has not got. */
  const missing = async (title: string) => {
    const [found, ...more] = (await listNotebooks(test.context, {})).filter((each) => each.title === title);
    if (!found || more.length > 0) throw new Error(`There is not one notebook ${title}.`);
    const hashes = [...(await listed(found.id)).values()].map(({ hash }) => hash);
    expect(hashes).not.toEqual([]);
    return findMissingFiles(test.context, { notebookId: found.id, hashes });
  };

  it('go with a notebook that goes, and never to the next one of its name', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    await deleteNotebook(test.context, { id });
    expect((await sync('pull', true)).done).toEqual(['− cities.html: deleted, as in the workspace.']);
    expect(await isThere('cities.files')).toBe(false);
    // Whatever lies there from elsewhere is not this one's.
    await mkdir(join(folder, 'cities.files'));
    await write('cities.files/secret.csv', 'secret');
    const next = await createNotebook(test.context, { title: 'Cities' });
    expect((await sync('both')).done).toEqual(['+ cities-2.html: revision 1.']);
    await write('cities-2.html', notebook('Cities', new Map(), 'b'));
    await sync('push');
    expect(await readNotebook(test.context, { id: next.id })).toMatchObject({ revision: 2 });
    expect(await listed(next.id)).toEqual(new Map());
  });

  it('of the workspace are in what solves a conflict', async () => {
    const { id } = await pulled('Cities', { 'data.csv': 'old', 'mine.csv': 'old mine' });
    const theirs = await keepAll(id, { 'data.csv': 'new', 'mine.csv': 'their mine', 'more.csv': 'more' });
    await saveNotebook(test.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
    await write('cities.files/mine.csv', 'my mine');
    const told = await sync('both');
    expect(told.open).toEqual([
      expect.stringMatching(/^· cities\.files\/mine\.csv changed here, and is another one in the workspace/),
      expect.stringMatching(/^✕ cities\.html changed here and in the workspace/),
    ]);
    expect(await read('cities.files/data.csv')).toBe('new');
    expect(await read('cities.files/mine.csv')).toBe('my mine');
    // Saved once more there, before anybody looked.
    theirs.set('data.csv', await keep(id, 'data.csv', 'newest'));
    await saveNotebook(test.context, { id, html: notebook('Cities', theirs), baseRevision: 3 });
    await sync('both');
    expect(await read('cities.files/data.csv')).toBe('newest');

    await rm(join(folder, 'cities.conflict.html'));
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 5.']);
    const files = await listed(id);
    expect([...files.keys()]).toEqual(['data.csv', 'mine.csv', 'more.csv']);
    expect(files.get('data.csv')?.hash).toBe(theirs.get('data.csv')?.hash);
    expect(files.get('mine.csv')?.hash).not.toBe(theirs.get('mine.csv')?.hash);
    expect(await sync('both')).toEqual({ done: [], open: [], failed: false });
  });

  it('of the workspace are in it also when they came with a run that was ended', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    const theirs = await keepAll(id, { 'a.csv': 'new a', 'b.csv': 'new b' });
    await saveNotebook(test.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
    const ended: Partial<Workspace> = {
      async readFile(notebookId, file) {
        if (file.name === 'b.csv') throw new AppError('unavailable', 'No server answers.');
        return openWorkspace({ url }).readFile(notebookId, file);
      },
    };
    await expect(sync('pull', false, ended)).rejects.toThrow('No server answers');
    expect(await read('cities.files/a.csv')).toBe('new a');
    await write('cities.html', (await read('cities.html')).replace('Cities', 'Towns'));
    expect((await sync('both')).failed).toBe(true);
    await rm(join(folder, 'cities.conflict.html'));
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 4.']);
    expect(await listed(id)).toEqual(theirs);
  });

  it('that did not change here follow the list of the text', async () => {
    const { id, files } = await pulled('Cities', { 'data.csv': 'old' });
    const other = await keep(id, 'data.csv', 'new');
    await write('cities.html', notebook('Cities', new Map([...files, ['data.csv', other]])));
    await sync('push');
    expect((await listed(id)).get('data.csv')?.hash).toBe(other.hash);
  });

  it('are not written over where they changed, nor where the folder leaves such names alone', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old', 'b.csv': 'b' });
    await write('cities.files/a.csv', 'mine');
    await write('cities.files/.env', 'my key');
    await rm(join(folder, 'cities.html'));
    const theirs = await keepAll(id, { 'a.csv': 'new', 'b.csv': 'new b', '.env': 'theirs' });
    await saveNotebook(test.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
    const { open, done } = await sync('pull');
    expect(done).toEqual(['+ cities.html: revision 3.']);
    expect(open).toEqual([
      expect.stringContaining('cities.html lists .env, which stays in the workspace'),
      expect.stringContaining('cities.files/a.csv changed here'),
    ]);
    expect(await read('cities.files/a.csv')).toBe('mine');
    expect(await read('cities.files/.env')).toBe('my key');
    expect(await read('cities.files/b.csv')).toBe('new b');
    // Moved away, the workspace's comes; put back, it is pushed.
    await rm(join(folder, 'cities.files/a.csv'));
    await sync('pull');
    expect(await read('cities.files/a.csv')).toBe('new');
    await write('cities.files/a.csv', 'mine');
    await sync('push');
    expect((await listed(id)).get('a.csv')?.bytes).toBe(4);
    expect((await listed(id)).get('.env')?.bytes).toBe(6);
  });

  it('with names that a disk refuses or spells in its own way keep nothing else from its place', async () => {
    const { id } = await createNotebook(test.context, { title: 'Blocked' });
    await createNotebook(test.context, { title: '図'.repeat(90) });
    const files = await keepAll(id, { 'a.csv': 'a' });
    await saveNotebook(test.context, { id, html: notebook('Blocked', files), baseRevision: 1 });
    // A file where a folder should be.
    await write('blocked.files', 'in the way');
    const { open, done, failed } = await sync('pull');
    expect(failed).toBe(true);
    expect(open).toEqual([expect.stringMatching(/^✕ Blocked: .*blocked\.files/)]);
    expect(done).toHaveLength(1);
    await rm(join(folder, 'blocked.files'));
    await sync('pull');
    // Decomposed on the disk, composed in the list.
    await write('blocked.files/u\u0308ber.csv', 'x');
    expect(await sync('push')).toMatchObject({ done: ['↑ blocked.html: revision 3.'], failed: false });
    expect([...(await listed(id)).keys()]).toEqual(['a.csv', '\u00fcber.csv']);
    await saveNotebook(test.context, {
      ...{ id, baseRevision: 3 },
      html: notebook('Blocked', new Map([['\u00fcber.csv', await keep(id, '\u00fcber.csv', 'y')]])),
    });
    await sync('pull');
    expect(await readdir(join(folder, 'blocked.files'))).toEqual(['u\u0308ber.csv']);
    expect(await read('blocked.files/u\u0308ber.csv')).toBe('y');
  });

  it('that changed here stay, and are pushed, whatever became of the save', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old' });
    await write('cities.files/a.csv', 'mine');
    expect(await sync('push', false, { save: refuse })).toMatchObject({ done: [], failed: true });
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 3.']);
    // Changed there between the look and the save.
    await write('cities.files/a.csv', 'mine again');
    const overtaken: Partial<Workspace> = {
      async save(...given) {
        const theirs = await keepAll(id, { 'a.csv': 'theirs' });
        await saveNotebook(test.context, { id, html: notebook('Cities', theirs), baseRevision: 3 });
        return openWorkspace({ url }).save(...given);
      },
    };
    expect((await sync('both', false, overtaken)).open).toEqual([
      expect.stringContaining('cities.files/a.csv changed here'),
      expect.stringContaining('cities.html changed here and in the workspace (revision 4)'),
    ]);
    expect(await read('cities.files/a.csv')).toBe('mine again');
    await rm(join(folder, 'cities.conflict.html'));
    expect((await sync('both')).done).toEqual(['↑ cities.html: revision 5.']);
    expect((await listed(id)).get('a.csv')?.bytes).toBe('mine again'.length);
  });

  it('that changed alike on both sides are in step', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old' });
    await write('cities.files/a.csv', 'new');
    const theirs = notebook('Cities', await keepAll(id, { 'a.csv': 'new' }));
    await saveNotebook(test.context, { id, html: theirs, baseRevision: 2 });
    expect(await sync('both')).toEqual({ done: ['= cities.html: revision 3.'], open: [], failed: false });
    expect(await read('cities.html')).toBe(theirs);
    expect(await sync('both')).toEqual({ done: [], open: [], failed: false });
    const newest = notebook('Cities', await keepAll(id, { 'a.csv': 'newest' }));
    await saveNotebook(test.context, { id, html: newest, baseRevision: 3 });
    expect(await sync('both')).toEqual({ done: ['↓ cities.html: revision 4.'], open: [], failed: false });
    expect(await read('cities.files/a.csv')).toBe('newest');
  });

  it('of a new notebook are sent until the workspace has them, and what nobody has is told', async () => {
    await mkdir(join(folder, 'fresh.files'));
    await write('fresh.files/a.csv', 'a');
    await write('fresh.html', notebook('Fresh', new Map()));
    expect(await sync('push', false, { keepFile: refuse })).toMatchObject({
      done: ['↑ fresh.html: a new notebook.'],
      failed: true,
    });
    expect((await sync('push')).done).toEqual(['↑ fresh.html: its files.']);
    expect(await sync('push')).toEqual({ done: [], open: [], failed: false });
    expect(await missing('Fresh')).toEqual([]);

    // Its text under another name, without its folder.
    await write('other.html', (await read('fresh.html')).replace('Fresh', 'Other'));
    expect(await sync('push')).toMatchObject({
      done: ['↑ other.html: a new notebook.'],
      open: [expect.stringMatching(/^· other\.html lists a\.csv, .* other\.files and push/)],
    });
    await mkdir(join(folder, 'other.files'));
    await write('other.files/a.csv', 'a');
    expect((await sync('push')).done).toEqual(['↑ other.html: its files.']);
    expect(await missing('Other')).toEqual([]);
  });

  it('are never mixed with those of another folder by a new name', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a' });
    await mkdir(join(folder, 'towns.files'));
    await write('towns.files/secret.csv', 'secret');
    await rename(join(folder, 'cities.html'), join(folder, 'towns.html'));
    expect(await sync('both', true)).toEqual({
      done: [],
      open: [expect.stringMatching(/^✕ cities\.html is towns\.html now, .*towns\.files holds other files/)],
      failed: true,
    });
    expect(await listNotebooks(test.context, {})).toHaveLength(1);
    expect([...(await listed(id)).keys()]).toEqual(['a.csv']);
    await rename(join(folder, 'towns.files'), join(folder, 'elsewhere'));
    expect(await sync('both', true)).toEqual({ done: [], open: [], failed: false });
    expect(await read('towns.files/a.csv')).toBe('a');
  });

  it('of a notebook that is deleted there are a new one under another name', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a' });
    await deleteNotebook(test.context, { id });
    await write('cities.files/a.csv', 'mine');
    expect((await sync('push')).open).toEqual([
      expect.stringMatching(/give the file and cities\.files the same other name/),
    ]);
    for (const ending of ['html', 'files'])
      await rename(join(folder, `cities.${ending}`), join(folder, `towns.${ending}`));
    expect((await sync('push')).done).toEqual(['↑ towns.html: a new notebook.']);
    expect(await missing('Cities')).toEqual([]);
    expect(await sync('push')).toEqual({ done: [], open: [], failed: false });
  });

  it('that were deleted here stay so in a conflict', async () => {
    const { id, files } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    await rm(join(folder, 'cities.files/a.csv'));
    await saveNotebook(test.context, { id, html: notebook('Cities', files, 'b'), baseRevision: 2 });
    expect((await sync('both', true)).failed).toBe(true);
    expect(await isThere('cities.files/a.csv')).toBe(false);
    await rm(join(folder, 'cities.conflict.html'));
    expect((await sync('both', true)).done).toEqual(['↑ cities.html: revision 4.']);
    expect([...(await listed(id)).keys()]).toEqual(['b.csv']);
  });

  it('that are gone here go there when somebody says so, also after other changes', async () => {
    const { id, files } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    await rm(join(folder, 'cities.files/a.csv'));
    await write('cities.html', notebook('Cities', files, 'b'));
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 3.']);
    expect([...(await listed(id)).keys()]).toEqual(['a.csv', 'b.csv']);
    expect((await sync('push', true)).done).toEqual(['↑ cities.html: revision 4.']);
    expect([...(await listed(id)).keys()]).toEqual(['b.csv']);
    expect(await sync('pull')).toEqual({ done: [], open: [], failed: false });
    // Where deletions are to come from the workspace, what is gone here comes back.
    await rm(join(folder, 'cities.files/b.csv'));
    await sync('pull', true);
    expect(await read('cities.files/b.csv')).toBe('b');
  });
});
