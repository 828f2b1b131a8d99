import { chooseWalks } from '../explaining/sampled-values';
import type { Columns, ExplainOptions, Explanation } from '../model';
import { takeTableRows } from '../read-table';
import type { Told } from './questions';

export type ExplainRows = (rows: Columns, options?: ExplainOptions) => Promise<Explanation>;

/** Rows explained between two looks at whether somebody still waits. */
const partRows = 20;

/** As `explain`, some rows at a time, so that it tells how far it is and can be stopped. */
export async function explainInParts(
  explain: ExplainRows,
  rows: Columns,
  { signal, progress }: Told,
): Promise<Explanation> {
  const samples = chooseWalks(rows.numRows, rows.columns.length);
  const parts: Explanation[] = [];
  for (let start = 0; start < rows.numRows; start += partRows) {
    signal?.throwIfAborted();
    const length = Math.min(partRows, rows.numRows - start);
    const part = takeTableRows(
      rows,
      Uint32Array.from({ length }, (_, i) => start + i),
    );
    parts.push(await explain(part, { samples }));
    progress?.((start + length) / rows.numRows);
  }
  const [first] = parts;
  if (!first) return explain(rows);
  return {
    ...first,
    inputs: rows,
    values: join(parts.map(({ values }) => values)),
    ...(first.errors && { errors: join(parts.flatMap(({ errors }) => errors ?? [])) }),
  };
}

function join(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
