import type { Columns, Signature } from '@/cells/ml/model';
import { findColumn } from '@/cells/ml/read-table';

/** The model's inputs of some rows, in its order. */
export function inputsOf({ inputs }: Signature, rows: Columns): Columns {
  return {
    numRows: rows.numRows,
    columns: inputs.flatMap(({ name }) => findColumn(rows, name) ?? []),
  };
}
