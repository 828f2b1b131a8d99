import { inWords } from '../boosted-trees/training-memory';
import { isDense, isOfMaps } from '../layer-options';
import type { NetworkOptions } from '../learner-options';
import type { PictureStep } from '../picture-step';

/** TensorFlow.js lives in one WebAssembly memory of 4 GB; the allocator needs some of it to work in. */
const mostBytes = 3.5e9;
/** A weight, its gradient, Adam's two moments, and what a step makes of them before it lets go. */
const copiesOfWeights = 7;
/** What a layer gives for each row of a batch, its gradient, and one in between. */
const copiesOfOutputs = 3;
const bytesOfNumber = 4;

/** Weights and biases of dense layers. */
export const countWeights = (width: number, units: readonly number[]): number =>
  units.reduce((sum, n, i) => sum + n * ((units[i - 1] ?? width) + 1), 0);

/** What a row is before a layer: maps of a picture, or plain numbers. */
type Row = { readonly side: number; readonly maps: number } | { readonly width: number };

/**
 * Weights of all layers, and the numbers that they give for a row, its own included.
 * `picture`: of rows that are seen as one.
 */
export function measureLayers(
  width: number,
  outputs: number,
  { layers, filters }: Pick<NetworkOptions, 'layers' | 'filters'>,
  picture?: Pick<PictureStep, 'size' | 'channels'>,
): { readonly weights: number; readonly numbers: number } {
  let row: Row = picture ? { side: picture.size, maps: picture.channels } : { width };
  let [weights, numbers] = [0, width];
  const flat = () => ('width' in row ? row.width : row.side * row.side * row.maps);
  const convolve = (made: number, window: number, stride: number) => {
    if ('width' in row) return;
    weights += made * (window * window * row.maps + 1);
    row = { side: Math.ceil(row.side / stride), maps: made };
    numbers += flat();
  };
  const pool = (window: number) => {
    if ('width' in row) return;
    row = { ...row, side: Math.floor(row.side / window) };
    numbers += flat();
  };
  const weigh = (units: number) => {
    weights += countWeights(flat(), [units]);
    row = { width: units };
    numbers += units;
  };
  if (!layers.some(isOfMaps))
    for (const made of filters) {
      convolve(made, 3, 1);
      if ('side' in row && row.side >= 2) pool(2);
    }
  for (const layer of layers) {
    if (typeof layer === 'number') weigh(layer);
    else if (isDense(layer)) weigh(layer.units);
    else if (layer.kind === 'convolution') convolve(layer.filters, layer.window, layer.stride);
    else if (layer.kind === 'pooling') pool(layer.window);
    else if (layer.kind === 'global-pooling') row = { width: 'maps' in row ? row.maps : row.width };
    else {
      weights += 4 * ('maps' in row ? row.maps : row.width);
      numbers += flat();
    }
  }
  weigh(outputs);
  return { weights, numbers };
}

/** @throws Error in words when a step would not fit the memory that it is computed in */
export function refuseTooManyWeights(
  width: number,
  outputs: number,
  options: Pick<NetworkOptions, 'layers' | 'filters' | 'batchSize'>,
  picture?: Pick<PictureStep, 'size' | 'channels'>,
): void {
  const { batchSize } = options;
  const { weights, numbers } = measureLayers(width, outputs, options, picture);
  const bytes = (weights * copiesOfWeights + batchSize * numbers * copiesOfOutputs) * bytesOfNumber;
  if (bytes > mostBytes)
    throw new Error(
      `A network of ${weights.toLocaleString('en')} weights takes ${inWords(bytes)} of memory to train in batches of ${batchSize.toLocaleString('en')} rows, and there can be ${inWords(mostBytes)}. ` +
        'Take fewer or smaller layers, or smaller batches.',
    );
}
