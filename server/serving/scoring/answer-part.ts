import type { Columns, Predictions, Signature } from '@/cells/ml/model';
import { readFittingRows } from '@/cells/ml/read-fitting-rows';
import { takeTableRows } from '@/cells/ml/read-table';

/** Answers to the rows of a part, in its order. */
export interface PartAnswers {
  readonly values: readonly (string | number | null)[];
  /** Row-major rows × classes; NaN where a row was refused. */
  readonly probabilities: Float64Array | undefined;
  /** Why a row has no answer. */
  readonly reasons: ReadonlyMap<number, string>;
}

/** Given to the model at once: few enough that a stop is heeded soon, and always the same rows together. */
const chunkRows = (signature: Signature) =>
  signature.inputs.some(({ content }) => content === 'image') ? 100 : 5000;

/** Asks a model for every row that fits its signature. `stillWanted` throws when nobody waits any more. */
export async function answerPart(
  model: { readonly signature: Signature; predict(rows: Columns): Promise<Predictions> },
  table: { numRows: number; values: ReadonlyMap<string, readonly unknown[]> },
  stillWanted: () => void,
): Promise<PartAnswers> {
  const { rows, at, reasons } = readFittingRows(model.signature, table);
  const values = new Array<string | number | null>(table.numRows).fill(null);
  const classes = model.signature.output.classes?.length ?? 0;
  let probabilities: Float64Array | undefined;
  const most = chunkRows(model.signature);
  for (let start = 0; start < rows.numRows; start += most) {
    stillWanted();
    const length = Math.min(most, rows.numRows - start);
    const chunk = takeTableRows(
      rows,
      Uint32Array.from({ length }, (_, i) => start + i),
    );
    const answers = await model.predict(chunk);
    if (answers.probabilities) probabilities ??= new Float64Array(table.numRows * classes).fill(Number.NaN);
    for (let i = 0; i < length; i++) {
      const row = at[start + i] ?? 0;
      const value = answers.values[i] ?? null;
      values[row] = typeof value === 'number' && !Number.isFinite(value) ? null : value;
      for (let k = 0; k < classes && probabilities && answers.probabilities; k++)
        probabilities[row * classes + k] = answers.probabilities.values[i * classes + k] ?? Number.NaN;
    }
  }
  return { values, probabilities, reasons };
}
