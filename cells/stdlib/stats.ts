import { findColumn, readTable } from '@/cells/ml/read-table';
import * as statistics from '@/cells/statistics';

/** One column of a model's data against its training profile, and what it is to the model. */
export type ProfileDrift = statistics.ColumnDrift & { readonly role: 'feature' | 'prediction' };

/** `stats`: distances, tests and verdicts on arrays, and drift of a table against a training profile. */
export const stats = { ...statistics, drift, reconstruction };

/**
 * Compares a table of logged predictions with a model's training profile: each feature that the table has, and its column
 * `prediction`. All are corrected together; the most drifted stand first. Takes whatever cells hold as a table.
 */
function drift(profile: statistics.TrainingProfile, table: unknown): ProfileDrift[] {
  const { columns } = readTable(table);
  const references = [...profile.features, { ...profile.prediction, name: 'prediction' }];
  const values = Object.fromEntries(
    references.flatMap(({ name }) => {
      const column = findColumn(columns, name);
      return column ? [[name, column.values]] : [];
    }),
  );
  return statistics
    .driftOfColumns(references, values)
    .map((one) => ({ ...one, role: one.column === 'prediction' ? 'prediction' : 'feature' }));
}

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
