import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors';
import { createNotebook, readNotebook, saveNotebook } from '../../services/notebooks';
import { openTestFolder } from './testing';
import type { Workspace } from './workspace';

describe('a folder that changes while it is brought in step, and a run that is ended', {
  timeout: 60_000,
}, () => {
  const folder = openTestFolder();
  const {
    path,
    sync,
    real,
    refuse,
    write,
    read,
    retitle,
    isThere,
    notebook,
    pulled,
    keepAll,
    listed,
    missing,
  } = folder;

  it('keeps files and a text that are saved while others are sent, and sends them with the next push', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old', 'c.csv': 'c' });
    await write('cities.files/a.csv', 'newer');
    await write('cities.files/b.csv', 'b');
    await rm(path('cities.files/c.csv'));
    const editing: Partial<Workspace> = {
      async keepFile(...given) {
        await real().keepFile(...given);
        await retitle('cities.html', 'Towns');
      },
    };
    expect((await sync('push', true, editing)).done).toEqual(['↑ cities.html: revision 3.']);
    expect(await read('cities.html')).toContain('Towns');
    expect((await sync('push', true)).done).toEqual(['↑ cities.html: revision 4.']);
    expect(await readNotebook(folder.context, { id })).toMatchObject({ title: 'Towns' });
    expect([...(await listed(id))].map(([name, { bytes }]) => [name, bytes])).toEqual([
      ['a.csv', 5],
      ['b.csv', 1],
    ]);
    expect(await sync('both', true)).toEqual({ done: [], open: [], failed: false });

    await mkdir(path('fresh.files'));
    await write('fresh.files/a.csv', 'a');
    await write('fresh.html', notebook('Fresh', new Map()));
    const editingNew: Partial<Workspace> = {
      async create(html) {
        const made = await real().create(html);
        await retitle('fresh.html', 'Fresher');
        return made;
      },
    };
    await sync('push', false, editingNew);
    expect(await read('fresh.html')).toContain('Fresher');
    expect((await sync('push')).done).toEqual(['↑ fresh.html: revision 2.']);
    expect(await missing('Fresher')).toEqual([]);
  });

  it('keeps files and a text that are saved while others are fetched', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old', 'b.csv': 'old', 'c.csv': 'old' });
    const theirs = await keepAll(id, { 'a.csv': 'newer', 'b.csv': 'new' });
    await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
    const editing: Partial<Workspace> = {
      async readFile(notebookId, file) {
        if (file.name === 'a.csv') {
          await retitle('cities.html', 'Towns');
          await write('cities.files/b.csv', 'my own b');
          await write('cities.files/c.csv', 'my own c');
        }
        return real().readFile(notebookId, file);
      },
    };
    expect(await sync('pull', false, editing)).toMatchObject({
      done: [],
      open: [expect.stringContaining('cities.files/b.csv changed here')],
    });
    expect(await read('cities.html')).toContain('Towns');
    expect(await read('cities.files/b.csv')).toBe('my own b');
    expect(await read('cities.files/c.csv')).toBe('my own c');
    expect((await sync('both')).failed).toBe(true);
    await rm(path('cities.conflict.html'));
    expect((await sync('both')).done).toEqual(['↑ cities.html: revision 4.']);
    expect([...(await listed(id))].map(([name, { bytes }]) => [name, bytes])).toEqual([
      ['a.csv', 5],
      ['b.csv', 8],
      ['c.csv', 8],
    ]);
    // What is new to the folder has its name before anything of it travels.
    const { id: next } = await createNotebook(folder.context, { title: 'Next' });
    const files = await keepAll(next, { 'a.csv': 'a' });
    await saveNotebook(folder.context, { id: next, html: notebook('Next', files), baseRevision: 1 });
    const looking: Partial<Workspace> = {
      async read(notebookId) {
        const found = await real().read(notebookId);
        await write('next.html', 'mine');
        return found;
      },
      async readFile(...given) {
        expect(await isThere('next-2.html')).toBe(true);
        return real().readFile(...given);
      },
    };
    expect((await sync('pull', false, looking)).done).toEqual(['+ next-2.html: revision 2.']);
    expect(await read('next.html')).toBe('mine');
  });

  it('puts files that both sides have into what solves a conflict, though the text here does not list them yet', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'old' });
    await write('cities.files/a.csv', 'newer');
    const unanswered: Partial<Workspace> = {
      async save(...given) {
        await real().save(...given);
        return refuse();
      },
    };
    expect((await sync('push', false, unanswered)).failed).toBe(true);
    await retitle('cities.html', 'Towns');
    expect((await sync('both')).failed).toBe(true);
    await rm(path('cities.conflict.html'));
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 4.']);
    expect((await listed(id)).get('a.csv')?.bytes).toBe(5);

    await write('cities.files/b.csv', 'b');
    const theirs = await keepAll(id, { 'a.csv': 'newer', 'b.csv': 'b' });
    await saveNotebook(folder.context, { id, html: notebook('Villages', theirs), baseRevision: 4 });
    expect((await sync('both')).failed).toBe(true);
    await rm(path('cities.conflict.html'));
    expect((await sync('push')).done).toEqual(['↑ cities.html: revision 6.']);
    expect([...(await listed(id)).keys()]).toEqual(['a.csv', 'b.csv']);
  });

  it('writes over no conflict file in which somebody works', async () => {
    const { id } = await pulled('Cities', { 'a.csv': 'a' });
    const files = await listed(id);
    const saveThere = (text: string, baseRevision: number) =>
      saveNotebook(folder.context, { id, html: notebook('Cities', files, text), baseRevision });
    await saveThere('theirs', 2);
    await write('cities.html', notebook('Cities', files, 'mine'));
    await sync('both');
    await write('cities.conflict.html', notebook('Cities', files, 'of both'));
    await saveThere('theirs again', 3);
    expect((await sync('both')).open).toEqual([
      expect.stringMatching(/revision 4\), and cities\.conflict\.html was written by somebody/),
    ]);
    expect(await read('cities.conflict.html')).toContain('of both');
    // Taken over: what came last is still to be looked at.
    await rename(path('cities.conflict.html'), path('cities.html'));
    expect((await sync('both')).failed).toBe(true);
    expect(await read('cities.conflict.html')).toContain('theirs again');
    await rm(path('cities.conflict.html'));
    expect((await sync('both')).done).toEqual(['↑ cities.html: revision 5.']);
    expect((await readNotebook(folder.context, { id })).html).toContain('of both');
  });

  it('knows how far it came when it is killed', async () => {
    // What a process that is killed on the way leaves: the state as it stood then.
    let left = '';
    const kill = async (): Promise<never> => {
      left = await read('.cellar-notebooks.json').catch(() => '');
      throw new AppError('unavailable', 'Killed.');
    };
    const resume = () =>
      left === '' ? rm(path('.cellar-notebooks.json')) : write('.cellar-notebooks.json', left);
    await mkdir(path('fresh.files'));
    await write('fresh.files/a.csv', 'a');
    await write('fresh.html', notebook('Fresh', new Map()));
    await expect(sync('push', false, { keepFile: kill })).rejects.toThrow('Killed');
    await resume();
    expect((await sync('push')).done).toEqual(['↑ fresh.html: its files.']);
    expect(await missing('Fresh')).toEqual([]);
    expect(await sync('both')).toEqual({ done: [], open: [], failed: false });

    const killedAt = (name: string): Partial<Workspace> => ({
      readFile: async (id, file) => (file.name === name ? kill() : real().readFile(id, file)),
    });
    const { id } = await pulled('Cities', { 'a.csv': 'old', 'b.csv': 'old' });
    const theirs = await keepAll(id, { 'a.csv': 'newer', 'b.csv': 'new' });
    await saveNotebook(folder.context, { id, html: notebook('Cities', theirs), baseRevision: 2 });
    await expect(sync('pull', false, killedAt('b.csv'))).rejects.toThrow('Killed');
    await resume();
    expect(await sync('both')).toEqual({ done: ['↓ cities.html: revision 3.'], open: [], failed: false });

    const { id: next } = await createNotebook(folder.context, { title: 'Next' });
    const files = await keepAll(next, { 'a.csv': 'a', 'b.csv': 'b' });
    await saveNotebook(folder.context, { id: next, html: notebook('Next', files), baseRevision: 1 });
    await expect(sync('both', false, killedAt('b.csv'))).rejects.toThrow('Killed');
    await resume();
    expect(await sync('both')).toEqual({ done: ['↓ next.html: revision 2.'], open: [], failed: false });
    expect((await readdir(path('next.files'))).sort()).toEqual(['a.csv', 'b.csv']);
  });
});
