/** The document in which a notebook is written by several at once: kept as a state and what came since, merged with what is saved. */
import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm';
import * as Y from 'yjs';
import { z } from 'zod';
import { mergeNotebooks } from '@/cells/document/merge-notebooks';
import type { Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { readNotebook, readShared, shareNotebook, writeDifference } from '@/cells/document/shared-notebook';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import type { Database, Transaction } from '../../db/database';
import { notify } from '../../db/notify';
import { notebookDocuments, notebooks, notebookUpdates, revisionContents, revisions } from '../../db/schema';
import { AppError } from '../../errors';
import { hashOf, insertRevision, largestNotebook, notebookTooLarge } from './revisions';

/** A document in memory, and the last update that it holds. */
export interface LoadedDocument {
  readonly doc: Y.Doc;
  through: number;
}

/** What somebody wrote, as it is kept. */
export interface KeptUpdate {
  readonly id: number;
  readonly update: Uint8Array;
}

type Reader = Pick<Database | Transaction, 'select' | 'selectDistinct'>;

/** The document of a notebook; where it has none yet, one that says what its newest revision says. */
export const openDocument = command({
  action: 'notebook.read',
  input: z.object({ id: z.string() }),
  isLog: true,
  async run({ db }, { id }): Promise<LoadedDocument> {
    const head = await lockHead(db, id);
    const known = await loadDocument(db, id);
    if (known) return known;
    const doc = shareNotebook(parseNotebook(head.html));
    await db
      .insert(notebookDocuments)
      .values({ notebookId: id, state: Y.encodeStateAsUpdate(doc), through: 0 });
    return { doc, through: 0 };
  },
});

/**
 * Keeps what was written. `after`: the last update that the caller has; what came in between from elsewhere is answered, to be taken
 * before. Throws AppError not_found where the notebook is deleted.
 */
export const keepUpdates = command({
  action: 'notebook.save',
  input: z.object({
    id: z.string(),
    after: z.number().int(),
    updates: z.array(
      z.object({
        update: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
        author: z.string().max(200).optional(),
      }),
    ),
  }),
  isLog: true,
  async run(context, { id, after, updates }) {
    await lockDocument(context.db, id);
    const missed = await readMissed(context.db, id, after);
    const kept = await insertUpdates(context, id, updates);
    await context.db
      .update(notebookDocuments)
      .set({ isAhead: true })
      .where(eq(notebookDocuments.notebookId, id));
    return { missed, through: kept };
  },
});

/** What came after an update, of whoever. */
export const readUpdates = (db: Reader, notebookId: string, after: number): Promise<KeptUpdate[]> =>
  db
    .select({ id: notebookUpdates.id, update: notebookUpdates.update })
    .from(notebookUpdates)
    .where(and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.id, after)))
    .orderBy(asc(notebookUpdates.id));

/**
 * What somebody who has a document up to an update lacks of it. Where another process has packed more than that into the state, the whole
 * state stands in the place of what it packed. Updates are read before it: one that is packed meanwhile is in it.
 */
export async function readMissed(db: Reader, notebookId: string, after: number): Promise<KeptUpdate[]> {
  const updates = await readUpdates(db, notebookId, after);
  const [packed] = await db
    .select({ id: notebookDocuments.through, update: notebookDocuments.state })
    .from(notebookDocuments)
    .where(and(eq(notebookDocuments.notebookId, notebookId), gt(notebookDocuments.through, after)));
  return packed ? [packed, ...updates.filter(({ id }) => id > packed.id)] : updates;
}

/** Who wrote after an update, as far as that is still known. */
export async function readAuthors(db: Reader, notebookId: string, after: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ author: notebookUpdates.author })
    .from(notebookUpdates)
    .where(and(eq(notebookUpdates.notebookId, notebookId), gt(notebookUpdates.id, after)))
    .limit(20);
  return rows.flatMap(({ author }) => author ?? []);
}

/**
 * Makes a revision of what is written, unless the newest says the same. `document`: the caller's, which is brought up to date;
 * `missed` is what it had not got.
 */
export const reviseDocument = command({
  action: 'notebook.save',
  input: z.object({ id: z.string(), document: z.custom<LoadedDocument>().optional() }),
  isLog: true,
  async run(context, { id, document }) {
    const head = await lockHead(context.db, id);
    await lockDocument(context.db, id);
    const given = document ?? (await loadDocument(context.db, id));
    if (!given) throw missing();
    const missed = await readMissed(context.db, id, given.through);
    for (const one of missed) Y.applyUpdate(given.doc, one.update);
    const through = missed.at(-1)?.id ?? given.through;
    const notebook = readNotebook(given.doc);
    const html = serializeNotebook(notebook);
    if (html.length > largestNotebook) throw new AppError('too_large', `${notebookTooLarge}.`);
    await context.db
      .update(notebookDocuments)
      .set({ isAhead: false })
      .where(eq(notebookDocuments.notebookId, id));
    if (hashOf(html) === head.hash) return { revision: head.number, at: head.at, missed, through };
    const number = head.number + 1;
    const title = notebook.title.slice(0, 500) || 'Untitled';
    const saved = await insertRevision(context, { notebookId: id, number, title, html });
    await context.db
      .update(notebooks)
      .set({ head: number, title, updatedAt: context.now() })
      .where(eq(notebooks.id, id));
    context.audit(`notebook:${id}`, { revision: number });
    return { revision: number, at: saved.createdAt, missed, through };
  },
});

/** Notebooks that were being written when a process died: more is kept than their newest revision says. */
export async function listAhead(db: Reader): Promise<string[]> {
  const rows = await db
    .select({ id: notebookDocuments.notebookId })
    .from(notebookDocuments)
    .innerJoin(notebooks, eq(notebooks.id, notebookDocuments.notebookId))
    .where(and(eq(notebookDocuments.isAhead, true), isNull(notebooks.deletedAt)));
  return rows.map(({ id }) => id);
}

/** Packs what came since into the state. */
export const packDocument = command({
  action: 'notebook.save',
  input: z.object({ id: z.string() }),
  isLog: true,
  async run({ db }, { id }) {
    await lockDocument(db, id);
    const loaded = await loadDocument(db, id);
    if (!loaded) return;
    await db
      .update(notebookDocuments)
      .set({ state: Y.encodeStateAsUpdate(loaded.doc), through: loaded.through })
      .where(eq(notebookDocuments.notebookId, id));
    await db
      .delete(notebookUpdates)
      .where(and(eq(notebookUpdates.notebookId, id), lte(notebookUpdates.id, loaded.through)));
  },
});

/**
 * What somebody saved as a whole file goes into the document too, as what it changes of the revision before: whoever writes in the
 * notebook sees it. Runs in the transaction that makes the revision, after the notebook's row was locked by it.
 */
export async function mergeSaved(
  context: CommandContext,
  { id, base, html }: { id: string; base: string; html: string },
): Promise<void> {
  const { db } = context;
  const [row] = await db
    .select({ id: notebookDocuments.notebookId })
    .from(notebookDocuments)
    .where(eq(notebookDocuments.notebookId, id))
    .for('update');
  const loaded = row && (await loadDocument(db, id));
  if (!loaded) return;
  const { notebook: live, keys } = readShared(loaded.doc);
  const before = parseNotebook(base);
  const merged = mergeNotebooks(before, numberAnew(parseNotebook(html), before, keys), live);
  let update: Uint8Array | undefined;
  loaded.doc.once('update', (written: Uint8Array) => {
    update = written;
  });
  loaded.doc.transact(() => writeDifference(loaded.doc, keys, { before: live, after: merged }));
  if (!update) return;
  await insertUpdates(context, id, [{ update, author: context.actor.name }]);
  await db
    .update(notebookDocuments)
    .set({ isAhead: serializeNotebook(merged) !== html })
    .where(eq(notebookDocuments.notebookId, id));
}

/** Cells that are new in the file and are numbered like others in the document are others. */
function numberAnew(notebook: Notebook, base: Notebook, keys: ReadonlyMap<number, string>): Notebook {
  const known = new Set(base.cells.map(({ id }) => id));
  let last = [...keys.keys(), ...notebook.cells.map(({ id }) => id)].reduce((a, b) => Math.max(a, b), 0);
  const isTaken = (id: number) => keys.has(id) && !known.has(id);
  if (!notebook.cells.some(({ id }) => isTaken(id))) return notebook;
  const cells = notebook.cells.map((cell) => (isTaken(cell.id) ? { ...cell, id: ++last } : cell));
  return { ...notebook, cells };
}

/**
 * The newest revision of a notebook that is there. Whoever saves it waits for the end of this transaction.
 * @throws AppError not_found
 */
export async function lockHead(db: Transaction, id: string) {
  await db.select({ id: notebooks.id }).from(notebooks).where(eq(notebooks.id, id)).for('update');
  const [head] = await db
    .select({
      number: revisions.number,
      hash: revisions.hash,
      at: revisions.createdAt,
      html: revisionContents.html,
    })
    .from(notebooks)
    .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(and(eq(notebooks.id, id), isNull(notebooks.deletedAt)));
  if (!head) throw missing();
  return head;
}

/** Updates of a notebook get their numbers one transaction after the other, so that nobody misses one. */
async function lockDocument(db: Transaction, id: string): Promise<void> {
  const [row] = await db
    .select({ deletedAt: notebooks.deletedAt })
    .from(notebookDocuments)
    .innerJoin(notebooks, eq(notebooks.id, notebookDocuments.notebookId))
    .where(eq(notebookDocuments.notebookId, id))
    .for('update', { of: notebookDocuments });
  if (!row || row.deletedAt) throw missing();
}

const missing = () =>
  new AppError(
    'not_found',
    'This notebook was deleted. Restore it from the list of notebooks, or download your copy.',
  );

async function loadDocument(db: Transaction, id: string): Promise<LoadedDocument | undefined> {
  const [row] = await db.select().from(notebookDocuments).where(eq(notebookDocuments.notebookId, id));
  if (!row) return undefined;
  const doc = new Y.Doc();
  const updates = await readUpdates(db, id, row.through);
  doc.transact(() => {
    Y.applyUpdate(doc, row.state);
    for (const { update } of updates) Y.applyUpdate(doc, update);
  });
  return { doc, through: updates.at(-1)?.id ?? row.through };
}

/** Gives the number of the last one, and tells every process on commit. */
async function insertUpdates(
  context: CommandContext,
  notebookId: string,
  updates: readonly { update: Uint8Array; author?: string }[],
): Promise<number> {
  const createdAt = context.now();
  const rows = await context.db
    .insert(notebookUpdates)
    .values(updates.map(({ update, author }) => ({ notebookId, update, author, createdAt })))
    .returning({ id: notebookUpdates.id });
  const through = rows.reduce((last, { id }) => Math.max(last, id), 0);
  await notify(context.db, 'cellar_notebook', `${notebookId} ${through}`);
  return through;
}
