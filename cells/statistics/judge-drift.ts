import type { ColumnDrift } from './drift';

/**
 * `cellar`: a column has drifted by its verdict, a table where more than `share` of its columns have. `evidently`: by Evidently's defaults, one
 * test or distance by the number of reference rows, without a correction for many columns; a table where at least half have.
 */
export interface DriftRule {
  readonly by: 'cellar' | 'evidently';
  /** 0..1; 0.2 unless given. Evidently's half is its own. */
  readonly share?: number;
}

export interface JudgedDrift<T extends ColumnDrift> {
  readonly drifted: readonly T[];
  /** Of all columns, 0..1; 0 of none. */
  readonly share: number;
  /** Of the columns as a whole. */
  readonly isDrift: boolean;
}

/** Evidently's `drift_share`. */
const evidentlyShare = 0.5;

/** Which columns have drifted, and whether they are too many. */
export function judgeDrift<T extends ColumnDrift>(
  columns: readonly T[],
  { by, share: most = 0.2 }: DriftRule = { by: 'cellar' },
): JudgedDrift<T> {
  const drifted = columns.filter((column) =>
    by === 'evidently' ? column.drifted : column.verdict === 'drift',
  );
  const share = drifted.length / Math.max(columns.length, 1);
  const isDrift = by === 'evidently' ? share >= evidentlyShare && columns.length > 0 : share > most;
  return { drifted, share, isDrift };
}
