import type { AnomalyExample } from './anomaly';
import type { ColumnType } from './expectations';

/** Rows at fault, with the values they have, most frequent first. */
export interface Found {
  readonly rows: number;
  readonly examples: readonly AnomalyExample[];
}

/** One column then and now, counted over the same values or bins. */
export interface ComparedCounts {
  /** What it is compared with, in words: `version 3`. */
  readonly against: string;
  readonly labels: readonly string[];
  readonly before: readonly number[];
  readonly now: readonly number[];
}

/** What an engine counted of one column, as far as its expectation asks; absent: not asked, or none. */
export interface ColumnMeasures {
  readonly name: string;
  readonly type: ColumnType;
  /** Rows that have a value. */
  readonly values: number;
  readonly distinct: number;
  /** Values that are not of the expected type. */
  readonly unfit?: Found;
  readonly absent?: Found;
  readonly notFinite?: Found;
  readonly below?: Found;
  readonly above?: Found;
  readonly outside?: Found;
  readonly repeated?: Found;
  readonly drift?: ComparedCounts;
  readonly skew?: ComparedCounts;
}

export interface TableMeasures {
  readonly rows: number;
  /** Of the version before, when there is one. */
  readonly previous?: { readonly version: number; readonly rows: number };
  readonly columns: readonly ColumnMeasures[];
}
