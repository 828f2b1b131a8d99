import { and, desc, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { notebookCells, notebooks } from '../../db/schema';
import { escapeLike } from './escape-like';
import { type Preview, previewOf } from './preview-of';
import { termsOf } from './search-terms';

/** Cells of all notebooks that are looked at to find the best. */
const mostFound = 2000;
/** Notebooks, those changed last, that are gone through first. */
const mostWalked = 100;
/** Cells that are shown of a notebook. */
const mostPreviews = 3;

export interface FoundNotebook {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly updatedAt: Date;
  readonly isTitle: boolean;
  readonly cells: readonly { readonly cellId: number; readonly kind: string; readonly preview: Preview }[];
  /** Cells that are not shown. */
  readonly more: number;
}

/**
 * Notebooks whose title, or a cell of which, has every word; words in quotes stand together, upper and lower case are one. The titles first, then
 * cells that have the words as they were typed, then those changed last. Where the newest have too few of them, all are searched, by index
 * (trigrams) where the database has it.
 */
export const searchNotebooks = query({
  action: 'notebook.read',
  input: z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(50).default(20) }),
  async run(context, { text, limit }) {
    const terms = termsOf(text);
    if (terms.length === 0) return { notebooks: [], isCommon: false };
    const titled = await findTitles(context, terms);
    const newest = await walkNewest(context, terms);
    // What the newest have enough of needs no index, which is slow for words that very many cells have.
    const isEnough = new Set(newest.map(({ notebookId }) => notebookId)).size >= limit;
    const found = isEnough ? [] : await findCells(context, terms);
    const isCommon = isEnough || found.length > mostFound;
    const hits = [...newest, ...found];
    const cellsOf = new Map<string, Set<number>>();
    for (const { notebookId, cellId } of hits)
      cellsOf.set(notebookId, (cellsOf.get(notebookId) ?? new Set()).add(cellId));
    const candidates = [...new Set([...titled, ...cellsOf.keys()])];
    const ranked = await readNewest(context, candidates, new Set(titled), limit);
    const texts = await readTexts(
      context,
      ranked.map(({ id }) => ({ id, cells: [...(cellsOf.get(id) ?? [])] })),
      terms,
    );
    const asTyped = text.trim().toLowerCase();
    return {
      isCommon,
      notebooks: ranked.map((notebook): FoundNotebook => {
        const cells = (texts.get(notebook.id) ?? []).sort(
          (a, b) =>
            Number(b.text.toLowerCase().includes(asTyped)) - Number(a.text.toLowerCase().includes(asTyped)) ||
            a.cellId - b.cellId,
        );
        return {
          ...notebook,
          isTitle: titled.includes(notebook.id),
          cells: cells
            .slice(0, mostPreviews)
            .map(({ cellId, kind, text: source }) => ({ cellId, kind, preview: previewOf(source, terms) })),
          more: Math.max(0, (cellsOf.get(notebook.id)?.size ?? 0) - Math.min(cells.length, mostPreviews)),
        };
      }),
    };
  },
});

const hasAll = (column: SQL, terms: readonly string[]): SQL =>
  sql.join(
    terms.map((term) => sql`${column} like ${`%${escapeLike(term)}%`}`),
    sql` and `,
  );
const cellText = sql`lower(${notebookCells.text})`;

async function findTitles({ db }: Context, terms: readonly string[]): Promise<string[]> {
  const rows = await db
    .select({ id: notebooks.id })
    .from(notebooks)
    .where(and(isNull(notebooks.deletedAt), hasAll(sql`lower(${notebooks.title})`, terms)))
    .orderBy(desc(notebooks.updatedAt))
    .limit(50);
  return rows.map(({ id }) => id);
}

interface Hit {
  readonly notebookId: string;
  readonly cellId: number;
}

const findCells = ({ db }: Context, terms: readonly string[]): Promise<Hit[]> =>
  db
    .select({ notebookId: notebookCells.notebookId, cellId: notebookCells.cellId })
    .from(notebookCells)
    .where(hasAll(cellText, terms))
    .limit(mostFound + 1);

/** The first cells that have the words, in each of the notebooks changed last. */
async function walkNewest({ db }: Context, terms: readonly string[]): Promise<Hit[]> {
  const newest = db
    .select({ id: notebooks.id })
    .from(notebooks)
    .where(isNull(notebooks.deletedAt))
    .orderBy(desc(notebooks.updatedAt))
    .limit(mostWalked);
  return db
    .select({ notebookId: notebookCells.notebookId, cellId: notebookCells.cellId })
    .from(notebookCells)
    .where(and(sql`${notebookCells.notebookId} in ${newest}`, hasAll(cellText, terms)));
}

async function readNewest(
  { db }: Context,
  ids: readonly string[],
  titled: ReadonlySet<string>,
  limit: number,
) {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: notebooks.id,
      title: notebooks.title,
      folder: notebooks.folder,
      updatedAt: notebooks.updatedAt,
    })
    .from(notebooks)
    .where(and(inArray(notebooks.id, [...ids]), isNull(notebooks.deletedAt)))
    .orderBy(desc(notebooks.updatedAt));
  const rank = ({ id }: { id: string }) => (titled.has(id) ? 0 : 1);
  // The order by time stays among equals.
  return rows.sort((a, b) => rank(a) - rank(b)).slice(0, limit);
}

async function readTexts(
  { db }: Context,
  wanted: readonly { readonly id: string; readonly cells: readonly number[] }[],
  terms: readonly string[],
) {
  const ids = wanted.filter(({ cells }) => cells.length > 0).map(({ id }) => id);
  const texts = new Map<string, { cellId: number; kind: string; text: string }[]>();
  if (ids.length === 0) return texts;
  const rows = await db
    .select({
      notebookId: notebookCells.notebookId,
      cellId: notebookCells.cellId,
      kind: notebookCells.kind,
      text: notebookCells.text,
    })
    .from(notebookCells)
    .where(and(inArray(notebookCells.notebookId, ids), hasAll(cellText, terms)))
    .limit(1000);
  for (const { notebookId, ...cell } of rows) texts.set(notebookId, [...(texts.get(notebookId) ?? []), cell]);
  return texts;
}
