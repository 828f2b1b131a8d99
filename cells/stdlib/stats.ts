import { profileColumn } from '@/cells/ml/profile';
import { findColumn, readTable } from '@/cells/ml/read-table';
import * as statistics from '@/cells/statistics';
import type { LogSummary } from './summarize-log';

/** One column of a model's data against its training profile, and what it is to the model. */
export type ProfileDrift = statistics.ColumnDrift & { readonly role: 'feature' | 'prediction' };

/** `stats`: distances, tests and verdicts on arrays, and drift of a table against a training profile. */
export const stats = { ...statistics, drift, profile, reconstruction };

/**
 * Compares a table of logged predictions with a model's training profile: each feature that the table has, and its column
 * `prediction`. All are corrected together; the most drifted stand first. Takes whatever cells hold as a table, and the summary of a log;
 * of a table whose rows stand for different numbers of requests (`stands_for`) a sample of which each stands for as many.
 */
function drift(profile: statistics.TrainingProfile, table: unknown): ProfileDrift[] {
  const references = [...profile.features, { ...profile.prediction, name: 'prediction' }];
  const values = readColumns(
    table,
    references.map(({ name }) => name),
  );
  return statistics
    .driftOfColumns(references, values)
    .map((one) => ({ ...one, role: one.column === 'prediction' ? 'prediction' : 'feature' }));
}

/**
 * `stats.profile(before, trained.profile)`: what later data is compared with, learnt from a table or the summary of a log in place of the
 * training data; its columns are those of the other profile.
 */
function profile(
  table: unknown,
  like: Pick<statistics.TrainingProfile, 'features' | 'prediction' | 'target'>,
): statistics.TrainingProfile {
  const learn = (reference: statistics.ColumnProfile, name = reference.name) => {
    const found = readColumns(table, [name])[name];
    if (!found) return undefined;
    const { sample, rows, missing } = 'sample' in found ? found : { sample: found };
    const learnt =
      reference.type === 'string'
        ? profileColumn({ name, type: 'string', values: Array.from(sample, toText) })
        : profileColumn({ name, type: reference.type, values: toNumbers(sample) });
    return rows === undefined || missing === undefined ? learnt : standFor(learnt, { rows, missing });
  };
  const prediction = learn(like.prediction, 'prediction');
  if (!prediction)
    throw new Error('The table has no column “prediction”, so it is none of logged predictions.');
  const features = like.features.flatMap((feature) => learn(feature) ?? []);
  return { format: 1, rows: prediction.count, features, prediction, target: like.target };
}

/** The profile of a sample as that of all rows: its counts are theirs, its shares stay. */
function standFor(
  profile: statistics.ColumnProfile,
  { rows, missing }: { rows: number; missing: number },
): statistics.ColumnProfile {
  const scale = rows / Math.max(profile.count - profile.missing, 1);
  const counted = { count: rows + missing, missing };
  if (profile.type === 'string')
    return {
      ...{ ...profile, ...counted, other: profile.other * scale },
      frequencies: profile.frequencies.map(({ value, count }) => ({ value, count: count * scale })),
    };
  const { edges, counts } = profile.histogram;
  return { ...profile, ...counted, histogram: { edges, counts: counts.map((count) => count * scale) } };
}

const toText = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value);

const toNumbers = (values: ArrayLike<unknown>): Float64Array =>
  Float64Array.from(values, (value) =>
    value === null || value === undefined
      ? Number.NaN
      : value instanceof Date
        ? value.getTime()
        : Number(value),
  );

function readColumns(
  table: unknown,
  names: readonly string[],
): Record<string, ArrayLike<unknown> | statistics.SampledColumn> {
  if (isSummary(table))
    return Object.fromEntries(
      names.flatMap((name) => {
        const column = table.columns[name];
        return column ? [[name, column]] : [];
      }),
    );
  const { columns } = readTable(table);
  // Logged predictions, some of which stand for more requests than others.
  const weights = findColumn(columns, 'stands_for');
  const taken = weights && weights.type === 'number' ? statistics.drawEvenly(weights.values) : undefined;
  return Object.fromEntries(
    names.flatMap((name) => {
      const column = findColumn(columns, name);
      if (!column) return [];
      const { values } = column;
      return [[name, taken ? Array.from(taken, (row) => values[row]) : values]];
    }),
  );
}

const isSummary = (table: unknown): table is LogSummary =>
  typeof table === 'object' && table !== null && 'sampled' in table && 'columns' in table;

/** Error of tables when rebuilt from the principal components of a reference. */
export interface TableReconstruction extends Omit<statistics.Reconstruction, 'measure'> {
  measure(table: unknown): statistics.ReconstructionError;
}

/** `stats.reconstruction(before).measure(now)`: drift of many columns together; takes whatever cells hold as a table. */
function reconstruction(
  reference: unknown,
  options?: Parameters<typeof statistics.learnReconstruction>[1],
): TableReconstruction {
  const read = (table: unknown) => readTable(table).columns.columns;
  const learnt = statistics.learnReconstruction(read(reference), options);
  return { ...learnt, measure: (table) => learnt.measure(read(table)) };
}
