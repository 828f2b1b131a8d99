import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors';
import {
  createNotebook,
  deleteNotebook,
  listNotebooks,
  readNotebook,
  saveNotebook,
} from '../../services/notebooks';
import { openTestFolder } from './testing';
import type { Workspace } from './workspace';

describe('files beside a notebook in a folder', { timeout: 60_000 }, () => {
  const folder = openTestFolder();
  const { path, sync, real, refuse, write, read, isThere, notebook, keep, pulled, keepAll, listed, missing } =
    folder;

  it('go with a notebook that goes, and never to the next one of its name', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    await deleteNotebook(folder.context, { id });
    expect((await sync('pull', true)).done).toEqual(['− cities.html: deleted, as in the workspace.']);
    expect(await isThere('cities.files')).toBe(false);
    // Whatever lies there from elsewhere is not this one's.
    await mkdir(path('cities.files'));
    await write('cities.files/secret.csv', 'secret');
    const next = await createNotebook(folder.context, { title: 'Cities' });
    expect((await sync('both')).done).toEqual(['+ cities-2.html: revision 1.']);
    await write('cities-2.html', notebook('Cities', new Map(), 'b'));
    await sync('push');
    expect(await readNotebook(folder.context, { id: next.id })).toMatchObject({ revision: 2 });
    expect(await listed(next.id)).toEqual(new Map());
  });

  it('of the workspace are in what solves a conflict', async () => {
    const { id } = await pulled('Cities', { 'data.csv': 'old', 'mine.csv': 'old mine' });
    const theirs = await keepAll(id, { 'data.csv': 'new', 'mine.csv': 'their mine', 'more.csv': 'more' });
    await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
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
    await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 3 });
    await sync('both');
    expect(await read('cities.files/data.csv')).toBe('newest');

    await rm(path('cities.conflict.html'));
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
    await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
    const ended: Partial<Workspace> = {
      async readFile(notebookId, file) {
        if (file.name === 'b.csv') throw new AppError('unavailable', 'No server answers.');
        return real().readFile(notebookId, file);
      },
    };
    await expect(sync('pull', false, ended)).rejects.toThrow('No server answers');
    expect(await read('cities.files/a.csv')).toBe('new a');
    await write('cities.html', (await read('cities.html')).replace('Cities', 'Towns'));
    expect((await sync('both')).failed).toBe(true);
    await rm(path('cities.conflict.html'));
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
    await rm(path('cities.html'));
    const theirs = await keepAll(id, { 'a.csv': 'new', 'b.csv': 'new b', '.env': 'theirs' });
    await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
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
    await rm(path('cities.files/a.csv'));
    await sync('pull');
    expect(await read('cities.files/a.csv')).toBe('new');
    await write('cities.files/a.csv', 'mine');
    await sync('push');
    expect((await listed(id)).get('a.csv')?.bytes).toBe(4);
    expect((await listed(id)).get('.env')?.bytes).toBe(6);
  });

  it('with names that a disk refuses or spells in its own way keep nothing else from its place', async () => {
    const { id } = await createNotebook(folder.context, { title: 'Blocked' });
    await createNotebook(folder.context, { title: '図'.repeat(90) });
    const files = await keepAll(id, { 'a.csv': 'a' });
    await saveNotebook(folder.context, { id, html: notebook('Blocked', files), baseRevision: 1 });
    // A file where a folder should be.
    await write('blocked.files', 'in the way');
    const { open, done, failed } = await sync('pull');
    expect(failed).toBe(true);
    expect(open).toEqual([expect.stringMatching(/^✕ Blocked: .*blocked\.files/)]);
    expect(done).toHaveLength(1);
    await rm(path('blocked.files'));
    await sync('pull');
    // Decomposed on the disk, composed in the list.
    await write('blocked.files/u\u0308ber.csv', 'x');
    expect(await sync('push')).toMatchObject({ done: ['↑ blocked.html: revision 3.'], failed: false });
    expect([...(await listed(id)).keys()]).toEqual(['a.csv', '\u00fcber.csv']);
    await saveNotebook(folder.context, {
      ...{ id, baseRevision: 3 },
      html: notebook('Blocked', new Map([['\u00fcber.csv', await keep(id, '\u00fcber.csv', 'y')]])),
    });
    await sync('pull');
    expect(await readdir(path('blocked.files'))).toEqual(['u\u0308ber.csv']);
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
        await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 3 });
        return real().save(...given);
      },
    };
    expect((await sync('both', false, overtaken)).open).toEqual([
      expect.stringContaining('cities.files/a.csv changed here'),
      expect.stringContaining('cities.html changed here and in the workspace (revision 4)'),
    ]);
    expect(await read('cities.files/a.csv')).toBe('mine again');
    await rm(path('cities.conflict.html'));
    expect((await sync('both')).done).toEqual(['↑ cities.html: revision 5.']);
    expect((await listed(id)).get('a.csv')?.bytes).toBe('mine again'.length);
  });

  it('that changed alike on both sides are in step', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old' });
    await write('cities.files/a.csv', 'new');
    const theirs = notebook('Cities', await keepAll(id, { 'a.csv': 'new' }));
    await saveNotebook(folder.context, { id, html: theirs, baseRevision: 2 });
    expect(await sync('both')).toEqual({ done: ['= cities.html: revision 3.'], open: [], failed: false });
    expect(await read('cities.html')).toBe(theirs);
    expect(await sync('both')).toEqual({ done: [], open: [], failed: false });
    const newest = notebook('Cities', await keepAll(id, { 'a.csv': 'newest' }));
    await saveNotebook(folder.context, { id, html: newest, baseRevision: 3 });
    expect(await sync('both')).toEqual({ done: ['↓ cities.html: revision 4.'], open: [], failed: false });
    expect(await read('cities.files/a.csv')).toBe('newest');
  });

  it('of a new notebook are sent until the workspace has them, and what nobody has is told', async () => {
    await mkdir(path('fresh.files'));
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
    await mkdir(path('other.files'));
    await write('other.files/a.csv', 'a');
    expect((await sync('push')).done).toEqual(['↑ other.html: its files.']);
    expect(await missing('Other')).toEqual([]);
  });

  it('are never mixed with those of another folder by a new name', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a' });
    await mkdir(path('towns.files'));
    await write('towns.files/secret.csv', 'secret');
    await rename(path('cities.html'), path('towns.html'));
    expect(await sync('both', true)).toEqual({
      done: [],
      open: [expect.stringMatching(/^✕ cities\.html is towns\.html now, .*towns\.files holds other files/)],
      failed: true,
    });
    expect(await listNotebooks(folder.context, {})).toHaveLength(1);
    expect([...(await listed(id)).keys()]).toEqual(['a.csv']);
    await rename(path('towns.files'), path('elsewhere'));
    expect(await sync('both', true)).toEqual({ done: [], open: [], failed: false });
    expect(await read('towns.files/a.csv')).toBe('a');
  });

  it('of a notebook that is deleted there are a new one under another name', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a' });
    await deleteNotebook(folder.context, { id });
    await write('cities.files/a.csv', 'mine');
    expect((await sync('push')).open).toEqual([
      expect.stringMatching(/give the file and cities\.files the same other name/),
    ]);
    for (const ending of ['html', 'files']) await rename(path(`cities.${ending}`), path(`towns.${ending}`));
    expect((await sync('push')).done).toEqual(['↑ towns.html: a new notebook.']);
    expect(await missing('Cities')).toEqual([]);
    expect(await sync('push')).toEqual({ done: [], open: [], failed: false });
  });

  it('that were deleted here stay so in a conflict', async () => {
    const { id, files } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    await rm(path('cities.files/a.csv'));
    await saveNotebook(folder.context, { id, html: notebook('Cities', files, 'b'), baseRevision: 2 });
    expect((await sync('both', true)).failed).toBe(true);
    expect(await isThere('cities.files/a.csv')).toBe(false);
    await rm(path('cities.conflict.html'));
    expect((await sync('both', true)).done).toEqual(['↑ cities.html: revision 4.']);
    expect([...(await listed(id)).keys()]).toEqual(['b.csv']);
  });

  it('that are gone here go there when somebody says so, also after other changes', async () => {
    const { id, files } = await pulled('Cities', { 'a.csv': 'a', 'b.csv': 'b' });
    await rm(path('cities.files/a.csv'));
    await write('cities.html', notebook('Cities', files, 'b'));
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 3.']);
    expect([...(await listed(id)).keys()]).toEqual(['a.csv', 'b.csv']);
    expect((await sync('push', true)).done).toEqual(['↑ cities.html: revision 4.']);
    expect([...(await listed(id)).keys()]).toEqual(['b.csv']);
    expect(await sync('pull')).toEqual({ done: [], open: [], failed: false });
    // Where deletions are to come from the workspace, what is gone here comes back.
    await rm(path('cities.files/b.csv'));
    await sync('pull', true);
    expect(await read('cities.files/b.csv')).toBe('b');
  });

  it('that somebody brought to the new name already keep a rename from nothing', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a' });
    await mkdir(path('towns.files'));
    await rename(path('cities.html'), path('towns.html'));
    await rename(path('cities.files/a.csv'), path('towns.files/a.csv'));
    expect(await sync('both', true)).toEqual({ done: [], open: [], failed: false });
    expect(await isThere('cities.files')).toBe(false);
    expect([...(await listed(id)).keys()]).toEqual(['a.csv']);
    await mkdir(path('places.files'));
    await rename(path('towns.html'), path('places.html'));
    expect(await sync('both', true)).toEqual({ done: [], open: [], failed: false });
    expect(await read('places.files/a.csv')).toBe('a');
  });

  it('whose names are too long for a folder stay in the workspace, whatever the folder knew of them', async () => {
    const long = 'ж'.repeat(101);
    const { id } = await createNotebook(folder.context, { title: 'Long' });
    const file = { ...(await keep(id, 'short', 'x')), type: 'text/plain' };
    const html = notebook('Long', new Map([[long, file]]));
    await saveNotebook(folder.context, { id, html, baseRevision: 1 });
    expect((await sync('pull')).open).toEqual([expect.stringMatching(/is longer than 200 bytes/)]);
    // Versions that still took such names had noted it.
    const state = JSON.parse(await read('.cellar-notebooks.json'));
    state.notebooks[id].files = { [long]: { hash: file.hash, bytes: 1, modified: 1 } };
    await write('.cellar-notebooks.json', JSON.stringify(state));
    await sync('push', true);
    expect([...(await listed(id)).keys()]).toEqual([long]);
  });
});
