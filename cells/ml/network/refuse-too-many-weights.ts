import { inWords } from '../boosted-trees/training-memory';
import type { NetworkOptions } from '../learner-options';

/** TensorFlow.js lives in one WebAssembly memory of 4 GB; the allocator needs some of it to work in. */
const mostBytes = 3.5e9;
/** A weight, its gradient, Adam's two moments, and what a step makes of them before it lets go. */
const copiesOfWeights = 7;
/** What a layer gives for each row of a batch, its gradient, and one in between. */
const copiesOfOutputs = 3;
const bytesOfNumber = 4;

export const unitsOf = (layer: NetworkOptions['layers'][number]): number =>
  typeof layer === 'number' ? layer : layer.units;

/** Weights and biases of dense layers. */
export const countWeights = (width: number, units: readonly number[]): number =>
  units.reduce((sum, n, i) => sum + n * ((units[i - 1] ?? width) + 1), 0);

/** @throws Error in words when a step would not fit the memory that it is computed in */
export function refuseTooManyWeights(
  width: number,
  outputs: number,
  { layers, batchSize }: Pick<NetworkOptions, 'layers' | 'batchSize'>,
): void {
  const units = [...layers.map(unitsOf), outputs];
  const weights = countWeights(width, units);
  const ofBatch = batchSize * (width + units.reduce((sum, n) => sum + n, 0)) * copiesOfOutputs;
  const bytes = (weights * copiesOfWeights + ofBatch) * bytesOfNumber;
  if (bytes > mostBytes)
    throw new Error(
      `A network of ${weights.toLocaleString('en')} weights takes ${inWords(bytes)} of memory to train in batches of ${batchSize.toLocaleString('en')} rows, and there can be ${inWords(mostBytes)}. ` +
        'Take fewer or smaller layers, or smaller batches.',
    );
}
