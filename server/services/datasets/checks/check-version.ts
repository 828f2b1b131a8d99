import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Anomaly, type Expectations, judgeTable } from '@/cells/statistics/expectations';
import { command } from '../../../command';
import type { Context } from '../../../context';
import { datasetChecks, datasets, datasetVersions } from '../../../db/schema';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { maskAnomalies } from '../personal';
import { requireVersion } from '../read-dataset';
import { readEdition } from './expectations';
import { measureTable } from './measure-table';
import { openForCheck } from './open-for-check';

type Version = typeof datasetVersions.$inferSelect;
type Reading = Omit<Context, 'queue'>;

/**
 * Checks a version of a data set (by id or name; the newest version unless one is named) against what is expected of it, and writes
 * the verdict down. A version that was checked against these very expectations is not measured again. Examples of columns marked
 * as personal are masked. Throws AppError unprocessable where nothing is expected.
 */
export const checkVersion = command({
  action: 'dataset.check',
  input: z.object({ dataset: z.string().min(1), version: z.number().int().positive().optional() }),
  async prepare(context, { dataset: named, version: number }) {
    const dataset = await requireDataset(context, named);
    const version = await requireVersion(context, dataset.id, number);
    const edition = await readEdition(context, dataset.id);
    if (!edition.expectations)
      throw new AppError(
        'unprocessable',
        `Nothing is expected of ${dataset.name} yet. Learn expectations on its page, then check.`,
      );
    const known = await findCheck(context, version.id, edition.number);
    const anomalies = known?.anomalies ?? (await measure(context, version, edition.expectations));
    return { dataset, version, edition: edition.number, known, anomalies };
  },
  async run(context, _, { dataset, version, edition, known, anomalies }) {
    const verdict: 'passed' | 'failed' = anomalies.length === 0 ? 'passed' : 'failed';
    const checkedAt = known?.checkedAt ?? context.now();
    if (!known)
      await context.db
        .insert(datasetChecks)
        .values({
          ...{ id: createId(), versionId: version.id, expectations: edition, verdict, anomalies },
          ...{ checkedAt, checkedBy: context.actor.id },
        })
        .onConflictDoNothing();
    context.audit(`dataset:${dataset.id}`, { name: dataset.name, version: version.number, verdict });
    return {
      dataset: dataset.name,
      version: version.number,
      verdict,
      anomalies: maskAnomalies(anomalies, dataset, version),
      checkedAt,
    };
  },
});

async function requireDataset({ db }: Pick<Context, 'db'>, named: string) {
  const found =
    (await db.query.datasets.findFirst({ where: eq(datasets.id, named) })) ??
    (await db.query.datasets.findFirst({ where: eq(datasets.name, named) }));
  if (!found || found.deletedAt) throw new AppError('not_found', `There is no data set named ${named}.`);
  return found;
}

export const findCheck = ({ db }: Pick<Context, 'db'>, versionId: string, edition: number) =>
  db.query.datasetChecks.findFirst({
    where: and(eq(datasetChecks.versionId, versionId), eq(datasetChecks.expectations, edition)),
  });

async function measure(context: Reading, version: Version, expectations: Expectations): Promise<Anomaly[]> {
  const previous = await findPrevious(context, version);
  const reference = await findReference(context, expectations);
  // A file that is two of them is attached once.
  const names = new Map<string, string>();
  const nameOf = (hash: string) => {
    const name = names.get(hash) ?? `v${names.size}`;
    names.set(hash, name);
    return `${name}.data`;
  };
  const side = (of: Version) => ({ table: nameOf(of.databaseHash), rows: of.rows, columns: of.profile });
  const table = {
    ...side(version),
    previous: previous && { ...side(previous), version: previous.number },
    reference: reference && { ...side(reference.version), words: reference.words },
  };
  const databases = Object.fromEntries([...names].map(([hash, name]) => [name, hash]));
  return openForCheck(context, databases, async (db) =>
    judgeTable(expectations, await measureTable(db, table, expectations)),
  );
}

/** The version before, by number: versions are never deleted one by one. */
const findPrevious = ({ db }: Reading, { datasetId, number }: Version) =>
  db.query.datasetVersions.findFirst({
    where: and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.number, number - 1)),
  });

async function findReference(context: Reading, { reference }: Expectations) {
  const dataset =
    reference && (await context.db.query.datasets.findFirst({ where: eq(datasets.id, reference.datasetId) }));
  if (!reference || !dataset) return undefined;
  const version = await requireVersion(context, dataset.id, reference.version);
  return { version, words: `${dataset.name}, version ${version.number}` };
}
