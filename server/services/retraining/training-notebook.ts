import { and, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { loadTypeScriptFor } from '@/cells/compiler/load-typescript';
import type { Cell } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { compileCell } from '@/cells/kinds';
import { query } from '../../command';
import type { Context } from '../../context';
import {
  datasets,
  type datasetVersions,
  grants,
  notebooks,
  type RetrainingRule,
  revisionContents,
  revisions,
} from '../../db/schema';
import { AppError } from '../../errors';
import { describeGranted } from '../datasets';
import { listReachable, readNotebook } from '../notebooks';
import { chooseNewest, isSameTable, type PinnedData } from './choose-newest';

export type TrainingNotebook = NonNullable<RetrainingRule['notebook']>;

/** The notebook that a rule names, at its revision. @throws AppError not_found for one that is not there, or was deleted */
export async function readTrainingNotebook(
  { db }: Pick<Context, 'db'>,
  { id, revision, output }: TrainingNotebook,
): Promise<{ title: string; revision: number; head: number; revisionId: string; html: string }> {
  const [found] = await db
    .select({
      title: notebooks.title,
      revision: revisions.number,
      head: notebooks.head,
      revisionId: revisions.id,
      html: revisionContents.html,
    })
    .from(notebooks)
    .innerJoin(
      revisions,
      and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, revision ?? notebooks.head)),
    )
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(and(eq(notebooks.id, id), isNull(notebooks.deletedAt)));
  if (!found)
    throw new AppError(
      'not_found',
      `The notebook${revision === null ? '' : `, or its revision ${revision},`} that trains “${output}” is not there any more. Restore it, or choose another in the rule.`,
    );
  return found;
}

/**
 * What a training notebook reads: its data sets at their newest versions whose checks did not fail, but those that it follows at a fixed
 * version, and none older than a champion read that the same notebook made. `pending`: one of them is being checked. What it imports may lend
 * tables that no cell reads: of those that the champion did not read, what was deleted, or has no version that passed, is left out, and what is being
 * checked is not waited for.
 */
export async function listNotebookData(
  context: Context,
  notebookId: string,
  champion: { readonly notebookId: string; readonly data: PinnedData },
): Promise<{ data: PinnedData; pending: boolean }> {
  const owners = [notebookId, ...(await listReachable(context, notebookId))];
  const rows = await context.db
    .select({
      ...{ table: grants.name, datasetId: grants.subjectId, version: grants.version, name: datasets.name },
      ...{ owner: grants.notebookId, deletedAt: datasets.deletedAt },
    })
    .from(grants)
    .innerJoin(datasets, eq(datasets.id, grants.subjectId))
    .where(and(inArray(grants.notebookId, owners), eq(grants.kind, 'dataset')))
    .orderBy(grants.createdAt);
  const read = champion.notebookId === notebookId ? champion.data : [];
  const data: PinnedData = [];
  let isPending = false;
  for (const { version, owner, deletedAt, ...of } of rows) {
    const row = owner === notebookId ? of : { ...of, notebook: owner };
    const before = read.find((one) => isSameTable(one, row));
    const isNeeded = owner === notebookId || before !== undefined;
    if (!isNeeded && deletedAt !== null) continue;
    if (version !== null) {
      data.push({ ...row, ...pin((await describeGranted(context, { ...row, version })).version) });
      continue;
    }
    const { version: from, hash } = before?.datasetId === row.datasetId ? before : { version: 0, hash: '' };
    const chosen = await chooseNewest(context, [{ ...row, version: from, hash }], { waits: isNeeded });
    isPending ||= chosen.pending;
    const isRefused = !chosen.pending && chosen.data.some(({ hash }) => hash === '');
    if (isRefused && !isNeeded) continue;
    if (isRefused)
      throw new AppError(
        'unprocessable',
        `No version of ${row.name} has passed the data set’s checks, so nothing can be trained on it.`,
      );
    data.push(...chosen.data);
  }
  return { data, pending: isPending };
}

const pin = ({ number, hash }: typeof datasetVersions.$inferSelect) => ({ version: number, hash });

/** Names in a notebook that may hold a trained model, and the tables that it reads, or else those that it is lent: what a rule may choose from. */
export const listTrainers = query({
  action: 'retraining.read',
  input: z.object({ notebookId: z.string(), revision: z.number().int().positive().nullable() }),
  async run(context, { notebookId, revision }) {
    const read = await readNotebook(context, { id: notebookId, revision: revision ?? undefined });
    const { cells } = parseNotebook(read.html);
    await loadTypeScriptFor(cells);
    const names = new Set(cells.flatMap(({ output }) => output ?? []));
    const tables = await context.db
      .select({ table: grants.name, owner: grants.notebookId })
      .from(grants)
      .where(
        and(
          inArray(grants.notebookId, [notebookId, ...(await listReachable(context, notebookId))]),
          eq(grants.kind, 'dataset'),
        ),
      )
      .orderBy(grants.createdAt);
    const own = tables.filter(({ owner }) => owner === notebookId);
    return {
      revision: read.revision,
      head: read.head,
      outputs: cells.filter(isTrainer).flatMap((cell) => compileCell(cell, { names }).outputs),
      tables: [...new Set((own.length > 0 ? own : tables).map(({ table }) => table))],
    };
  },
});

/** A form that trains, or code that calls a learner. */
const isTrainer = ({ kind, source }: Cell): boolean =>
  kind === 'train' ||
  kind === 'tune' ||
  ((kind === 'javascript' || kind === 'typescript') && /\bml\s*\.\s*(train|tune|model)\b/.test(source));
