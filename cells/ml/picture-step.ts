import { z } from 'zod';
import { decodePicture } from '@/cells/data/pictures/decode-picture';
import { resizePicture } from '@/cells/data/pictures/resize-picture';
import type { Column } from './model';
import type { PictureOptions } from './picture-options';
import { readPictureText } from './picture-text';

/** How pictures become numbers: size × size × channels for each, line by line, scaled to mean 0 and deviation 1 over the training rows. */
export const pictureStep = z.strictObject({
  kind: z.literal('picture'),
  column: z.string(),
  size: z.number().int().min(8).max(320),
  fit: z.enum(['letterbox', 'crop']),
  /** 1: greys (all training pictures were grey), by Rec. 601's luma; 3: red, green, blue. */
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Of values of 0 to 1, by channel. */
  mean: z.array(z.number()).min(1).max(3),
  scale: z.array(z.number().positive()).min(1).max(3),
});
export type PictureStep = z.infer<typeof pictureStep>;

/** Numbers that all pictures of a training may become: 1 GB of them. */
const mostValues = 2 ** 28;

export const pictureWidth = ({ size, channels }: PictureStep): number => size * size * channels;

/** What a base sees: size and channels, and the scale it was trained with, unless that is to be learnt. */
export interface SeenPictures extends Pick<PictureStep, 'size' | 'channels'> {
  readonly scale?: Pick<PictureStep, 'mean' | 'scale'>;
}

/** @throws Error in words where the numbers of so many pictures do not fit into memory */
export function refuseTooManyPixels(count: number, size: number): void {
  if (count * size * size * 3 > mostValues)
    throw new Error(
      `${count.toLocaleString('en')} pictures of ${size} × ${size} pixels do not fit into the memory that training takes (1 GB). Choose a smaller picture size, or fewer rows.`,
    );
}

/**
 * Learns size, channels and scale from the training pictures, as far as no base says them.
 * @throws Error in words when a picture cannot be decoded, or all of them need too much memory
 */
export function learnPictureStep(
  column: Column & { readonly type: 'string' },
  {
    pictureSize,
    pictureFit: fit,
    seen,
  }: Pick<PictureOptions, 'pictureSize' | 'pictureFit'> & { readonly seen?: SeenPictures },
): PictureStep {
  if (seen?.scale) {
    const { size, channels, scale } = seen;
    return { kind: 'picture', column: column.name, size, fit, channels, ...scale };
  }
  const size = seen?.size ?? (pictureSize || middleSize(column));
  if (!seen) refuseTooManyPixels(column.values.length, size);
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  let pixels = 0;
  let isGrey = true;
  forEachPicture(column, (picture) => {
    const values = resizePicture(picture, { size, fit });
    for (let at = 0; at < values.length; at += 3) {
      const red = values[at] ?? Number.NaN;
      if (Number.isNaN(red)) continue;
      pixels++;
      for (let k = 0; k < 3; k++) {
        const value = (values[at + k] ?? 0) / 255;
        sums[k] = (sums[k] ?? 0) + value;
        squares[k] = (squares[k] ?? 0) + value * value;
        if (isGrey && values[at + k] !== red) isGrey = false;
      }
    }
  });
  const channels = seen?.channels ?? (isGrey ? 1 : 3);
  const mean = sums.slice(0, channels).map((sum) => sum / Math.max(pixels, 1));
  const scale = mean.map(
    (value, k) => Math.sqrt((squares[k] ?? 0) / Math.max(pixels, 1) - value * value) || 1,
  );
  return { kind: 'picture', column: column.name, size, fit, channels, mean, scale };
}

/** The longer side of the middle picture, 16 to 96. */
function middleSize(column: Column & { readonly type: 'string' }): number {
  const sides: number[] = [];
  forEachPicture(column, ({ width, height }) => sides.push(Math.max(width, height)));
  const middle = sides.sort((a, b) => a - b)[sides.length >> 1] ?? 32;
  return Math.min(96, Math.max(16, middle));
}

/** Writes the numbers of each row; a missing picture is all mean, so 0. */
export function encodePictures(
  { size, fit, channels, mean, scale }: PictureStep,
  column: Column & { readonly type: 'string' },
  write: (row: number, place: number, value: number) => void,
): void {
  forEachPicture(column, (picture, row) => {
    const values = resizePicture(picture, { size, fit });
    for (let pixel = 0; pixel < size * size; pixel++)
      for (let k = 0; k < channels; k++) {
        const at = pixel * 3;
        const value = channels === 1 ? lumaAt(values, at) : (values[at + k] ?? 0);
        if (!Number.isNaN(value))
          write(row, pixel * channels + k, (value / 255 - (mean[k] ?? 0)) / (scale[k] ?? 1));
      }
  });
}

/** Of a grey pixel exactly its grey: the weights of Rec. 601 sum to 1 only about. */
function lumaAt(values: Float64Array, at: number): number {
  const [red = 0, green = 0, blue = 0] = [values[at], values[at + 1], values[at + 2]];
  return red === green && green === blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
}

function forEachPicture(
  { name, values }: Column & { readonly type: 'string' },
  use: (picture: ReturnType<typeof decodePicture>, row: number) => void,
): void {
  values.forEach((text, row) => {
    if (text === null) return;
    let picture: ReturnType<typeof decodePicture>;
    try {
      picture = decodePicture(readPictureText(text));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Column “${name}”, row ${row + 1}: ${reason}`, { cause });
    }
    use(picture, row);
  });
}
