import type * as Ort from 'onnxruntime-web/wasm';
import { widthOf } from '../elsewhere/propose';
import type { GraphValue } from '../elsewhere/tensor-graph';
import type { Column, Columns, Signature } from '../model';
import { findColumn } from '../read-table';
import type { OnnxGraph } from './read-graph';

/** Rows from `start` to before `end`. */
interface Part {
  readonly rows: Columns;
  readonly start: number;
  readonly end: number;
}

/** Rows as the tensors that a graph takes; the columns of the signature fill its inputs one after another. */
export function toFeeds(
  ort: typeof Ort,
  graph: OnnxGraph,
  signature: Signature,
  part: Part,
): Record<string, Ort.Tensor> {
  let next = 0;
  return Object.fromEntries(
    graph.inputs.map((input) => {
      const width = widthOf(input);
      const columns = signature.inputs
        .slice(next, next + width)
        .map(({ name }) => findColumn(part.rows, name));
      next += width;
      return [input.name, toTensor(ort, input, columns, part)];
    }),
  );
}

function toTensor(
  ort: typeof Ort,
  { type, shape }: GraphValue,
  columns: readonly (Column | undefined)[],
  { start, end }: Part,
): Ort.Tensor {
  const width = columns.length;
  const length = (end - start) * width;
  const sizes = shape?.length === 1 ? [end - start] : [end - start, width];
  const fill = <T extends { [index: number]: unknown }>(
    values: T,
    convert: (value: number) => T[number],
  ): T => {
    columns.forEach((column, j) => {
      for (let row = start; row < end; row++)
        values[(row - start) * width + j] = convert(Number(column?.values[row]));
    });
    return values;
  };
  switch (type) {
    case 'string': {
      const texts = new Array<string>(length).fill('');
      columns.forEach((column, j) => {
        for (let row = start; row < end; row++)
          texts[(row - start) * width + j] = String(column?.values[row] ?? '');
      });
      return new ort.Tensor('string', texts, sizes);
    }
    case 'float64':
      return new ort.Tensor(
        'float64',
        fill(new Float64Array(length), (value) => value),
        sizes,
      );
    case 'int64':
      return new ort.Tensor('int64', fill(new BigInt64Array(length), toBigInt), sizes);
    case 'int32':
      return new ort.Tensor(
        'int32',
        fill(new Int32Array(length), (value) => Number(toBigInt(value))),
        sizes,
      );
    case 'bool':
      return new ort.Tensor(
        'bool',
        fill(new Uint8Array(length), (value) => (value ? 1 : 0)),
        sizes,
      );
    default:
      return new ort.Tensor(
        'float32',
        fill(new Float32Array(length), (value) => value),
        sizes,
      );
  }
}

/** A whole number of what a model takes as one. */
function toBigInt(value: number): bigint {
  if (!Number.isSafeInteger(value))
    throw new Error(`The model takes whole numbers here, and was given ${value}.`);
  return BigInt(value);
}
