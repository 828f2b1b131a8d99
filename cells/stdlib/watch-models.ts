import type { RunScope } from '@/cells/kernel/kernel';
import type { Column, Columns } from '@/cells/ml/model';
import {
  type AnsweredRows,
  classifyDomain,
  createErrorEstimator,
  type DomainClassification,
  type DomainOptions,
  type ErrorEstimator,
  type ErrorEstimatorOptions,
} from '@/cells/ml/monitoring';
import { findColumn, readTable } from '@/cells/ml/read-table';

export interface CompareRowsCall extends Omit<DomainOptions, 'signal' | 'onProgress'> {
  /** Columns to tell rows apart by; all that both tables have without it. */
  readonly columns?: readonly string[];
}

export interface EstimateErrorsCall extends Omit<ErrorEstimatorOptions, 'signal' | 'onProgress'> {
  /** The column of the truth. */
  readonly target: string;
  /** The column of the model's answers. */
  readonly prediction?: string;
  /** What the model was given; all other columns without it. */
  readonly features?: readonly string[];
}

/** Estimates of tables like the one it learnt from, without the target. */
export interface TableErrorEstimator {
  estimate(table: unknown): ReturnType<ErrorEstimator['estimate']>;
}

/** `ml.compareRows(before, now, {columns})`. @throws Error in words when the tables cannot be compared */
export function compareRowsCall(
  before: unknown,
  now: unknown,
  { columns, ...options }: CompareRowsCall,
  scope: Scope,
): Promise<DomainClassification> {
  const [reference, current] = [before, now].map((table) => {
    const read = readTable(table).columns;
    return columns ? { ...read, columns: columns.map((name) => columnOf(read, name)) } : read;
  });
  // Two tables give two.
  return told(scope, 'Telling rows apart', (watch) =>
    classifyDomain(reference as Columns, current as Columns, { ...options, ...watch }),
  );
}

/** `ml.estimateErrors(table, {target, prediction})`. @throws Error in words when columns are missing, or rows too few */
export async function estimateErrorsCall(
  reference: unknown,
  { target, prediction = 'prediction', features, ...options }: EstimateErrorsCall,
  scope: Scope,
): Promise<TableErrorEstimator> {
  const table = readTable(reference).columns;
  const truths = numbersOf(columnOf(table, target));
  const names =
    features ??
    table.columns.map(({ name }) => name).filter((name) => name !== target && name !== prediction);
  const rowsOf = (from: Columns): AnsweredRows => ({
    features: { numRows: from.numRows, columns: names.map((name) => columnOf(from, name)) },
    answers: numbersOf(columnOf(from, prediction)),
  });
  const { estimate } = await told(scope, 'Learning how large errors are', (watch) =>
    createErrorEstimator({ ...rowsOf(table), truths }, { ...options, ...watch }),
  );
  return { estimate: (rows) => estimate(rowsOf(readTable(rows).columns)) };
}

type Scope = Pick<RunScope, 'signal' | 'progress'>;

/** Work that can be stopped with its cell, and says in its margin how far it is. */
async function told<T>(
  { signal, progress }: Scope,
  message: string,
  work: (watch: { signal: AbortSignal; onProgress: (fraction: number) => void }) => Promise<T>,
): Promise<T> {
  try {
    return await work({ signal, onProgress: (fraction) => progress({ fraction, message }) });
  } finally {
    progress(undefined);
  }
}

function columnOf(table: Columns, name: string): Column {
  const column = findColumn(table, name);
  if (column) return column;
  throw new Error(
    `There is no column “${name}”. The columns are ${table.columns.map((one) => one.name).join(', ')}.`,
  );
}

function numbersOf(column: Column): Float64Array {
  if (column.type !== 'string') return column.values;
  throw new Error(`“${column.name}” holds text; errors are estimated of numbers.`);
}
