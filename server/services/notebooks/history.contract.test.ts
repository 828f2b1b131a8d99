import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revisionContents, revisions } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { createNotebook, listRevisions, nameRevision, readHistory, saveNotebook } from '.';

const file = (...cells: readonly [id: number, source: string][]) =>
  `<!doctype html>\n<notebook>\n  <title>Bikes</title>\n${cells
    .map(([id, source]) => `  <script id="${id}" type="module">\n    ${source}\n  </script>\n`)
    .join('')}</notebook>\n`;

describe.each(testDatabases)('the history of a notebook on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const minute = (count: number) => test.setTime(new Date(Date.UTC(2026, 0, 5, 14, count)));
  async function written(): Promise<string> {
    minute(0);
    const { id } = await createNotebook(test.context, { html: file([1, 'a'], [2, 'b'], [3, 'c']) });
    minute(2);
    await saveNotebook(test.context, { id, html: file([1, 'a'], [2, 'b2'], [3, 'c']), baseRevision: 1 });
    minute(60);
    await saveNotebook(test.context, { id, html: file([3, 'c'], [1, 'a'], [2, 'b3']), baseRevision: 2 });
    minute(65);
    await saveNotebook(test.context, { id, html: file([3, 'c'], [2, 'b3'], [4, 'd']), baseRevision: 3 });
    return id;
  }

  it('folds saves into sittings and says what each changed', async () => {
    const id = await written();
    const { entries, next } = await readHistory(test.context, { id });
    expect(next).toBeNull();
    expect(entries).toMatchObject([
      {
        ...{ newest: 4, oldest: 3, saves: 2, by: 'You' },
        changes: { changed: 1, added: 1, removed: 1, moved: 1 },
      },
      { newest: 2, oldest: 1, saves: 2, changes: null },
    ]);
  });

  it('a name takes a revision out of its sitting, and gives it back', async () => {
    const id = await written();
    expect(await nameRevision(test.context, { id, revision: 3, name: ' Sent to Ada ' })).toEqual({
      before: null,
    });
    const { entries } = await readHistory(test.context, { id });
    expect(entries.map(({ newest, saves, name }) => [newest, saves, name])).toEqual([
      [4, 1, null],
      [3, 1, 'Sent to Ada'],
      [2, 2, null],
    ]);
    expect(entries[0]?.changes).toEqual({ changed: 0, added: 1, removed: 1, moved: 0 });
    await nameRevision(test.context, { id, revision: 3, name: null });
    expect((await readHistory(test.context, { id })).entries).toHaveLength(2);
    await expect(nameRevision(test.context, { id, revision: 9, name: 'No' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('names the revision before what an entry and each of its saves changed, also where others were thinned out', async () => {
    const id = await written();
    const previous = async () => ({
      entries: (await readHistory(test.context, { id })).entries.map((entry) => entry.previous),
      saves: (await listRevisions(test.context, { id, from: 3 })).map((save) => save.previous),
    });
    expect(await previous()).toEqual({ entries: [2, null], saves: [3, 2] });
    await test.system.db.delete(revisions).where(and(eq(revisions.notebookId, id), eq(revisions.number, 2)));
    expect(await previous()).toEqual({ entries: [1, null], saves: [3, 1] });
  });

  it('revisions of an older release, which say nothing of their cells, are read from their text', async () => {
    const id = await written();
    const rows = await listRevisions(test.context, { id });
    for (const { hash } of rows)
      await test.system.db
        .update(revisionContents)
        .set({ cells: null })
        .where(eq(revisionContents.hash, hash));
    const { entries } = await readHistory(test.context, { id });
    expect(entries[0]?.changes).toEqual({ changed: 1, added: 1, removed: 1, moved: 1 });
  });

  it('five thousand revisions are paged through to the first, each once', async () => {
    const id = await written();
    const [first] = await listRevisions(test.context, { id, limit: 1 });
    // Two saves of a sitting each forty minutes.
    await test.system.db.execute(sql`
      insert into ${revisions} (id, notebook_id, number, hash, title, created_at, created_by)
      select ${id} || n, ${id}, n, ${first?.hash}, 'Bikes', '2026-01-06'::timestamptz + (n / 2) * interval '40 minutes', 'local'
      from generate_series(5, 5000) n`);
    const seen: number[] = [];
    let before: number | undefined;
    let slowest = 0;
    for (;;) {
      const began = performance.now();
      const { entries, next } = await readHistory(test.context, { id, before, limit: 100 });
      slowest = Math.max(slowest, performance.now() - began);
      for (const { newest, oldest } of entries)
        for (let number = newest; number >= oldest; number--) seen.push(number);
      if (next === null) break;
      before = next;
    }
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, place) => 5000 - place));
    // Some tens of milliseconds on an idle machine.
    expect(slowest).toBeLessThan(2000);
  });
});
