import type { NetworkOptions } from '../learner-options';
import type { Columns } from '../model';
import { type PictureStep, refuseTooManyPixels } from '../picture-step';
import { encode, encodedWidth, type Preprocessing } from '../preprocessing';
import type { Random } from '../random';
import { rangeOf } from '../random';
import { takeTableRows } from '../read-table';
import type { Base } from '../transfer/base';
import { augmentPictures, isAugmented } from './augment-pictures';

/** What answers the numbers of rows before a network does. */
export type Before = Pick<Base, 'answer' | 'width'>;

/** Numbers of pictures that are held at once, where each can be let go again. */
const mostAtOnce = 2 ** 23;

/** The numbers that a network takes for rows, row-major: the encoded columns, or what a base makes of them, a part of the rows at a time. */
export function encodeInputs(
  preprocessing: Preprocessing,
  rows: Columns,
  before: Before | undefined,
): Float32Array {
  if (!before) return encode(preprocessing, rows);
  const inputs = new Float32Array(rows.numRows * before.width);
  forParts(preprocessing, rows, (part, start) =>
    inputs.set(before.answer(encode(preprocessing, part)), start * before.width),
  );
  return inputs;
}

/** Hands out the rows in parts whose numbers fit into memory. */
export function forParts(
  preprocessing: Preprocessing,
  rows: Columns,
  use: (part: Columns, start: number) => void,
): void {
  const atOnce = Math.max(1, Math.floor(mostAtOnce / encodedWidth(preprocessing)));
  if (rows.numRows <= atOnce) {
    use(rows, 0);
    return;
  }
  for (let start = 0; start < rows.numRows; start += atOnce)
    use(
      takeTableRows(
        rows,
        rangeOf(Math.min(atOnce, rows.numRows - start)).map((row) => row + start),
      ),
      start,
    );
}

export interface BatchReader {
  /** Numbers of a row as the network takes them. */
  readonly width: number;
  /** Those of a batch; pictures are changed by chance where that is asked for. */
  read(rows: Uint32Array): Float32Array;
}

/**
 * Reads batches of training rows. What a base answers is computed once and kept, unless pictures are changed: then at each step.
 * @throws Error in words where the pictures do not fit into memory
 */
export function createBatchReader(
  features: Columns,
  {
    preprocessing,
    picture,
    before,
    options,
    random,
  }: {
    readonly preprocessing: Preprocessing;
    readonly picture: PictureStep | undefined;
    readonly before: Before | undefined;
    readonly options: NetworkOptions;
    readonly random: Random;
  },
): BatchReader {
  const augmented = isAugmented(options) ? picture : undefined;
  const width = before?.width ?? encodedWidth(preprocessing);
  if (!augmented) {
    const x = encodeInputs(preprocessing, features, before);
    return { width, read: (rows) => gather(x, rows, width) };
  }
  refuseTooManyPixels(features.numRows, augmented.size);
  const pixels = encode(preprocessing, features);
  return {
    width,
    read(rows) {
      const batch = gather(pixels, rows, encodedWidth(preprocessing));
      augmentPictures(batch, augmented, options, random);
      return before ? before.answer(batch) : batch;
    },
  };
}

export function gather(matrix: Float32Array | Float64Array, rows: Uint32Array, width: number): Float32Array {
  const batch = new Float32Array(rows.length * width);
  for (let i = 0, to = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * width;
    for (let j = 0; j < width; j++, to++) batch[to] = matrix[from + j] ?? 0;
  }
  return batch;
}
