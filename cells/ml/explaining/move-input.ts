import { quantile } from '@/cells/statistics';
import type { Column, Columns, Dependence, Predictions, Signature } from '../model';
import { countValues } from '../preprocessing';
import { findColumn, takeRows } from '../read-table';
import { toAnswerMatrix } from './answer-matrix';
import { spreadRows } from './spread-rows';

const mostPlaces = 30;
/** Rows whose mean is taken. */
const mostRows = 500;

export interface MoveOptions {
  readonly signature: Signature;
  /** Rows whose own curves are kept (individual conditional expectation, Goldstein et al. 2015); none without it. */
  readonly curves?: number;
}

/**
 * The mean answer as one input is given each of its values in turn and all else stays (partial dependence, Friedman 2001), for any
 * model: by prediction. Over 500 rows at most, spread evenly, at 30 values at most.
 * @throws Error in words for an input that the model does not have, or no rows
 */
export async function moveInput(
  predict: (rows: Columns) => Promise<Predictions>,
  given: Columns,
  feature: string,
  { signature, curves = 0 }: MoveOptions,
): Promise<Dependence> {
  const column = findColumn(given, feature);
  if (!column || !signature.inputs.some(({ name }) => name === feature))
    throw new Error(
      `The model has no input “${feature}”. Its inputs are ${signature.inputs.map(({ name }) => name).join(', ')}.`,
    );
  if (given.numRows === 0)
    throw new Error('The rows to take the mean of are none. Give some, or leave them away.');
  const { rows, used } = spreadRows(given, mostRows);
  const places = choosePlaces(column);
  const answers: Float64Array[] = [];
  let about: Pick<Dependence, 'outputs' | 'scale'> = { outputs: [], scale: 'answer' };
  for (let place = 0; place < places.values.length; place++) {
    const moved = takeRows(places, new Uint32Array(rows.numRows).fill(place));
    const columns = rows.columns.map((one) => (one.name === feature ? moved : one));
    const { values, ...rest } = toAnswerMatrix(await predict({ numRows: rows.numRows, columns }), signature);
    about = rest;
    answers.push(values);
  }
  const width = about.outputs.length;
  const values = new Float64Array(answers.length * width);
  answers.forEach((matrix, place) => {
    matrix.forEach((value, i) => {
      const at = place * width + (i % width);
      values[at] = (values[at] ?? 0) + value / rows.numRows;
    });
  });
  const type = signature.inputs.find(({ name }) => name === feature)?.type ?? column.type;
  return {
    ...{ kind: 'dependence', feature, type, ...about, values, rows: used },
    at: places.type === 'string' ? places.values.map((value) => value ?? '') : places.values,
    ...(curves > 0 && { curves: takeCurves(answers, { rows: rows.numRows, width, curves }) }),
  };
}

/** Row-major curves × at × outputs, of rows that are spread evenly. */
function takeCurves(
  answers: readonly Float64Array[],
  { rows, width, curves }: { rows: number; width: number; curves: number },
): Float64Array {
  const count = Math.min(curves, rows);
  const taken = new Float64Array(count * answers.length * width);
  let to = 0;
  for (let curve = 0; curve < count; curve++) {
    const row = Math.floor(((curve + 0.5) * rows) / count);
    for (const matrix of answers)
      for (let k = 0; k < width; k++) taken[to++] = matrix[row * width + k] ?? Number.NaN;
  }
  return taken;
}

/** How many predictions `moveInput` asks for. */
export const countPlaces = (column: Column): number => choosePlaces(column).values.length;

/** Values of the data: all where they are few, else those at even ranks, or the most frequent categories. */
export function choosePlaces(column: Column, most = mostPlaces): Column {
  if (column.type === 'string')
    return { ...column, values: [...countValues(column.values).keys()].slice(0, most) };
  const ascending = column.values.filter(Number.isFinite).sort();
  const distinct = ascending.filter((value, i) => value !== ascending[i - 1]);
  if (distinct.length <= most) return { ...column, values: distinct };
  const chosen = new Set(Array.from({ length: most }, (_, i) => quantile(ascending, i / (most - 1))));
  return { ...column, values: Float64Array.from(chosen) };
}
