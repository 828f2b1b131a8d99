import { z } from 'zod';
import type { FitInput } from '@/cells/ml/learner';
import type { Column, Columns } from '@/cells/ml/model';
import { takeTableRows } from '@/cells/ml/read-table';

/**
 * The data of one case in a folder that every library reads: `table.json` says what is in `columns.f64` (features, then the target,
 * column after column, little-endian doubles; NaN is missing, categories and classes are places in their lists), `split-<seed>.u32`
 * holds the number of training rows, those rows, and the test rows.
 */
export const tableSchema = z.strictObject({
  rows: z.number().int(),
  task: z.enum(['regression', 'binary']),
  features: z.array(z.strictObject({ name: z.string(), categories: z.array(z.string()).optional() })),
  target: z.string(),
  classes: z.array(z.string()).optional(),
});
export type CaseTable = z.infer<typeof tableSchema>;

export const caseFiles = (seed: number) => ['table.json', 'columns.f64', `split-${seed}.u32`] as const;

export interface OpenCase {
  readonly table: CaseTable;
  readonly features: Columns;
  /** Numbers, or names of classes. */
  readonly target: Column;
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** The case in the bytes of its three files. */
export function openCase([json, columns, split]: readonly ArrayBuffer[]): OpenCase {
  const table = tableSchema.parse(JSON.parse(new TextDecoder().decode(json)));
  const numbers = new Float64Array(columns ?? new ArrayBuffer(0));
  const rows = new Uint32Array(split ?? new ArrayBuffer(0));
  const toColumn = (name: string, texts: readonly string[] | undefined, c: number): Column => {
    const values = numbers.subarray(c * table.rows, (c + 1) * table.rows);
    return texts
      ? { name, type: 'string', values: Array.from(values, (code) => texts[code] ?? null) }
      : { name, type: 'number', values };
  };
  const trained = 1 + (rows[0] ?? 0);
  return {
    table,
    features: {
      numRows: table.rows,
      columns: table.features.map(({ name, categories }, c) => toColumn(name, categories, c)),
    },
    target: toColumn(table.target, table.classes, table.features.length),
    train: rows.subarray(1, trained),
    test: rows.subarray(trained),
  };
}

/** Some of its rows, as a learner takes them. */
export function takeInput({ table, features, target }: OpenCase, rows: Uint32Array): FitInput {
  return {
    features: takeTableRows(features, rows),
    target:
      target.type === 'string'
        ? Array.from(rows, (row) => target.values[row] ?? '')
        : Float64Array.from(rows, (row) => target.values[row] ?? Number.NaN),
    task: table.task,
    classes: table.classes,
    seed: 1,
  };
}
