import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createDocumentStore, type SharedStore } from '@/cells/document/document-store';
import { parseNotebook } from '@/cells/document/parse';
import { actingAs } from '../../context';
import { auditEntries } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import {
  createNotebook,
  deleteNotebook,
  keepUpdates,
  listAhead,
  listRevisions,
  openDocument,
  packDocument,
  readMissed,
  readNotebook,
  readUpdates,
  renameNotebook,
  reviseDocument,
  saveNotebook,
} from '.';

const file = (title: string, ...bodies: string[]) =>
  `<!doctype html>\n<notebook>\n  <title>${title}</title>\n${bodies
    .map((body, index) => `  <script id="${index + 1}" type="module">\n    ${body}\n  </script>\n`)
    .join('')}</notebook>\n`;

describe.each(testDatabases)('documents on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  /** Somebody who has opened the notebook: a store, and what was written in it since the last time. */
  async function write(id: string) {
    const { doc, through } = await openDocument(test.context, { id });
    const store: SharedStore = createDocumentStore(doc);
    const written: Uint8Array[] = [];
    store.onUpdate((update) => written.push(update));
    const keep = () =>
      keepUpdates(test.context, {
        id,
        after: through,
        updates: written.splice(0).map((update) => ({ update, author: 'Ann' })),
      });
    return { store, keep };
  }
  const html = async (id: string) => (await readNotebook(test.context, { id })).html;

  it('begin with what the newest revision says, once for all', async () => {
    const { id } = await createNotebook(test.context, { html: file('One', 'a', 'b') });
    const states = await Promise.all([1, 2, 3].map(() => openDocument(test.context, { id })));
    const doc = new Y.Doc();
    for (const one of states) Y.applyUpdate(doc, Y.encodeStateAsUpdate(one.doc));
    expect(createDocumentStore(doc).get()).toEqual(parseNotebook(file('One', 'a', 'b')));
  });

  it('keep what two write, and make one revision of it', async () => {
    const { id } = await createNotebook(test.context, { html: file('Two', 'a', 'b') });
    const [ann, bob] = [await write(id), await write(id)];
    ann.store.apply({ type: 'source', id: 1, source: 'a of ann' });
    bob.store.apply({ type: 'source', id: 2, source: 'b of bob' });
    await ann.keep();
    const { missed } = await bob.keep();
    expect(missed).toHaveLength(1);
    expect(await listAhead(test.system.db)).toContain(id);
    const audited = await test.system.db.$count(auditEntries);
    const { revision } = await reviseDocument(test.context, { id });
    expect(revision).toBe(2);
    expect(await html(id)).toBe(file('Two', 'a of ann', 'b of bob'));
    // Again, it makes none; and only revisions are written down as done.
    expect((await reviseDocument(test.context, { id })).revision).toBe(2);
    expect(await test.system.db.$count(auditEntries)).toBe(audited + 1);
    expect(await listAhead(test.system.db)).not.toContain(id);
    expect(await listRevisions(test.context, { id })).toHaveLength(2);
  });

  it('take what is saved as a whole file as what it changes, and what is renamed', async () => {
    const { id } = await createNotebook(test.context, { html: file('Three', 'a', 'b') });
    const ann = await write(id);
    ann.store.apply({ type: 'source', id: 1, source: 'a of ann' });
    await ann.keep();
    await saveNotebook(test.context, { id, html: file('Three', 'a', 'b pushed', 'new'), baseRevision: 1 });
    await renameNotebook(test.context, { id, title: 'Three renamed' });
    expect(await html(id)).toBe(file('Three renamed', 'a', 'b pushed', 'new'));
    for (const { update } of await readUpdates(test.system.db, id, 0)) ann.store.receive(update);
    const merged = file('Three renamed', 'a of ann', 'b pushed', 'new');
    expect(ann.store.get()).toEqual(parseNotebook(merged));
    await reviseDocument(test.context, { id });
    expect(await html(id)).toBe(merged);
  });

  it('give a cell of a saved file another number where somebody just took it', async () => {
    const { id } = await createNotebook(test.context, { html: file('Four', 'a') });
    const ann = await write(id);
    ann.store.apply({ type: 'insert', at: 1, cell: { kind: 'javascript', type: 'module', source: 'ann' } });
    await ann.keep();
    await saveNotebook(test.context, { id, html: file('Four', 'a', 'pushed'), baseRevision: 1 });
    await reviseDocument(test.context, { id });
    const sources = parseNotebook(await html(id)).cells.map(({ source }) => source);
    expect(sources.sort()).toEqual(['a', 'ann', 'pushed']);
  });

  it('are the same when packed', async () => {
    const { id } = await createNotebook(test.context, { html: file('Five', '') });
    const ann = await write(id);
    for (let key = 1; key <= 50; key++) ann.store.apply({ type: 'source', id: 1, source: 'x'.repeat(key) });
    await ann.keep();
    await packDocument(test.context, { id });
    expect(await readUpdates(test.system.db, id, 0)).toEqual([]);
    const { doc } = await openDocument(test.context, { id });
    expect(createDocumentStore(doc).get()).toEqual(ann.store.get());
  });

  it('are whole also for who was away while they were packed', async () => {
    const { id } = await createNotebook(test.context, { html: file('Packed', 'a', 'b', 'c') });
    const [late, later] = [
      await openDocument(test.context, { id }),
      await openDocument(test.context, { id }),
    ];
    const [ann, bob] = [await write(id), await write(id)];
    ann.store.apply({ type: 'source', id: 1, source: 'a of ann' });
    await ann.keep();
    await packDocument(test.context, { id });
    bob.store.apply({ type: 'source', id: 2, source: 'b of bob' });
    const { missed } = await bob.keep();
    for (const { update } of missed) bob.store.receive(update);
    const merged = file('Packed', 'a of ann', 'b of bob', 'c');
    expect(bob.store.get()).toEqual(parseNotebook(merged));

    const { through, missed: lacking } = await reviseDocument(test.context, { id, document: late });
    expect(await html(id)).toBe(merged);
    expect(lacking.map((one) => one.id)).toEqual([through - 1, through]);
    for (const { update } of await readMissed(test.system.db, id, later.through))
      Y.applyUpdate(later.doc, update);
    expect(createDocumentStore(later.doc).get()).toEqual(parseNotebook(merged));
    expect(await readMissed(test.system.db, id, through)).toEqual([]);
  });

  it('are renamed and revised at once, one after the other', async () => {
    const { id } = await createNotebook(test.context, { html: file('Busy', 'a') });
    for (let round = 1; round <= 5; round++) {
      const ann = await write(id);
      ann.store.apply({ type: 'source', id: 1, source: `a of ann ${round}` });
      await ann.keep();
      await Promise.all([
        renameNotebook(test.context, { id, title: `Busy ${round}` }),
        reviseDocument(test.context, { id }),
        renameNotebook(test.context, { id, title: `Busier ${round}` }),
      ]);
    }
    await reviseDocument(test.context, { id });
    const written = parseNotebook(await html(id));
    expect(written.cells[0]?.source).toBe('a of ann 5');
    expect(written.title).toMatch(/^Bus(y|ier) 5$/);
    const numbers = (await listRevisions(test.context, { id })).map(({ revision }) => revision);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => numbers.length - i));
  });

  it('are not written in by who may only read, nor when deleted', async () => {
    const { id } = await createNotebook(test.context, { html: file('Six', 'a') });
    const viewer = actingAs(test.system, { id: 'v', name: 'Vera', roles: ['viewer'] });
    await openDocument(viewer, { id });
    const ann = await write(id);
    ann.store.apply({ type: 'title', title: 'Written' });
    await expect(
      keepUpdates(viewer, { id, after: 0, updates: [{ update: new Uint8Array([0, 0]) }] }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await deleteNotebook(test.context, { id });
    await expect(ann.keep()).rejects.toMatchObject({ code: 'not_found' });
  });
});
