import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import { z } from 'zod';
import { parseNotebook } from '@/cells/document/parse';
import { query } from '../../command';
import type { Context } from '../../context';
import {
  type CellDigest,
  executions,
  models,
  modelVersions,
  revisionContents,
  revisions,
  users,
} from '../../db/schema';
import { type ChangeCounts, countChanges, digestCells } from './cell-digests';
import { foldSittings, type Sitting } from './fold-sittings';
import { previousNumber } from './revisions';

/** Revisions that are read at once: rows without their text. */
const atOnce = 500;
/** A sitting of so many saves is cut in two, so that reading one page ends. */
const mostAtOnce = 10_000;

/**
 * The history of a notebook, the newest first: saves of one person within a sitting are one entry, named revisions stand alone. `before`
 * goes on behind the last revision that was seen; `next` is null at the beginning of the notebook.
 */
export const readHistory = query({
  action: 'notebook.read',
  input: z.object({
    id: z.string(),
    before: z.number().int().optional(),
    limit: z.number().int().min(1).max(100).default(30),
  }),
  async run(context, { id, before, limit }) {
    const rows: Row[] = [];
    let isAll = false;
    let sittings: Sitting<Row>[] = [];
    // One sitting more than wanted: only then the last one wanted is known to be whole.
    while (!isAll && sittings.length <= limit && rows.length < mostAtOnce) {
      const page = await readRows(context, id, rows.at(-1)?.number ?? before);
      rows.push(...page);
      isAll = page.length < atOnce;
      sittings = foldSittings(rows);
    }
    const shown = sittings.slice(0, isAll ? limit : Math.max(1, Math.min(limit, sittings.length - 1)));
    const [numbers, uses] = await Promise.all([
      countAll(context, shown, rows),
      readUses(
        context,
        id,
        shown.flatMap((sitting) => sitting.map(({ revisionId }) => revisionId)),
      ),
    ]);
    const entries = shown.map((sitting, place) => {
      const [newest] = sitting;
      const oldest = sitting.at(-1) ?? newest;
      return {
        newest: newest.number,
        oldest: oldest.number,
        /** The revision before all of it that is still there; null at the beginning. */
        previous: oldest.previous,
        saves: sitting.length,
        name: newest.name,
        title: newest.title,
        from: oldest.createdAt,
        to: newest.createdAt,
        by: newest.by,
        /** Null of the revision with which the notebook begins. */
        changes: numbers[place] ?? null,
        runs: sitting.reduce((sum, { revisionId }) => sum + (uses.runs.get(revisionId) ?? 0), 0),
        versions: sitting.flatMap(({ revisionId }) => uses.versions.get(revisionId) ?? []),
      };
    });
    const last = entries.at(-1);
    const goesOn = last && (!isAll || last.oldest > (rows.at(-1)?.number ?? 0));
    return { entries, next: goesOn ? last.oldest : null };
  },
});

interface Row {
  readonly number: number;
  readonly previous: number | null;
  readonly revisionId: string;
  readonly hash: string;
  readonly title: string;
  readonly name: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly by: string | null;
}

const readRows = (context: Context, id: string, before: number | undefined): Promise<Row[]> =>
  context.db
    .select({
      number: revisions.number,
      previous: previousNumber,
      revisionId: revisions.id,
      hash: revisions.hash,
      title: revisions.title,
      name: revisions.name,
      createdAt: revisions.createdAt,
      createdBy: revisions.createdBy,
      by: users.name,
    })
    .from(revisions)
    .leftJoin(users, eq(users.id, revisions.createdBy))
    .where(and(eq(revisions.notebookId, id), before === undefined ? undefined : lt(revisions.number, before)))
    .orderBy(desc(revisions.number))
    .limit(atOnce);

/** What each sitting changed: its newest revision beside the one before its oldest. */
async function countAll(
  context: Context,
  sittings: readonly Sitting<Row>[],
  rows: readonly Row[],
): Promise<(ChangeCounts | undefined)[]> {
  const placeOf = new Map(rows.map(({ number }, place) => [number, place]));
  const pairs = sittings.map((sitting) => {
    const oldest = sitting.at(-1) ?? sitting[0];
    return { after: sitting[0].hash, before: rows[(placeOf.get(oldest.number) ?? rows.length) + 1]?.hash };
  });
  const digests = await readDigests(
    context,
    pairs.flatMap(({ before, after }) => (before ? [before, after] : [after])),
  );
  return pairs.map(({ before, after }) => {
    const [then, now] = [digests.get(before ?? ''), digests.get(after)];
    return then && now && countChanges(then, now);
  });
}

async function readDigests(context: Context, hashes: string[]): Promise<Map<string, readonly CellDigest[]>> {
  if (hashes.length === 0) return new Map();
  const stored = await context.db
    .select({ hash: revisionContents.hash, cells: revisionContents.cells })
    .from(revisionContents)
    .where(inArray(revisionContents.hash, hashes));
  const digests = new Map<string, readonly CellDigest[]>();
  for (const { hash, cells } of stored) if (cells) digests.set(hash, cells);
  // Revisions of an older release say nothing of their cells: their text does.
  const silent = stored.filter(({ cells }) => !cells).map(({ hash }) => hash);
  for (const hash of silent) {
    const row = await context.db.query.revisionContents.findFirst({ where: eq(revisionContents.hash, hash) });
    if (row) digests.set(hash, digestCells(parseNotebook(row.html)));
  }
  return digests;
}

/** What refers to these revisions: how many runs that came to their end, and the versions of models that were promoted from them. */
async function readUses({ db }: Context, notebookId: string, ids: string[]) {
  const wanted = new Set(ids);
  const [ran, promoted] = await Promise.all([
    db
      .select({ revisionId: executions.revisionId })
      .from(executions)
      .where(and(eq(executions.notebookId, notebookId), eq(executions.status, 'succeeded')))
      .orderBy(desc(executions.createdAt))
      .limit(10_000),
    db
      .select({ revisionId: modelVersions.revisionId, model: models.name, version: modelVersions.number })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(eq(modelVersions.notebookId, notebookId)),
  ]);
  const runs = new Map<string, number>();
  for (const { revisionId } of ran)
    if (wanted.has(revisionId)) runs.set(revisionId, (runs.get(revisionId) ?? 0) + 1);
  const versions = new Map<string, { model: string; version: number }[]>();
  for (const { revisionId, model, version } of promoted)
    if (wanted.has(revisionId))
      versions.set(revisionId, [...(versions.get(revisionId) ?? []), { model, version }]);
  return { runs, versions };
}
