import { createRandom, rangeOf, shuffle } from '../random';
import type { Sampler } from './sampler';
import {
  coordinatesOf,
  type Dimension,
  keyOf,
  type SearchPoint,
  type SearchSpace,
  type SearchValue,
} from './search-space';
import { pointOf } from './trial';

/** Values of a range that does not say how many it wants. */
export const usualSteps = 4;
/** Places of a grid at most. */
export const mostGridPoints = 100_000;

/**
 * Every combination once, in a shuffled order, so that a search that ends early has not only seen a corner.
 * @throws Error when there are too many
 */
export function createGridSampler(space: SearchSpace, seed: number): Sampler {
  const points = listGrid(space);
  const order = shuffle(rangeOf(points.length), createRandom(seed));
  return {
    suggest(history) {
      const tried = new Set(history.map((trial) => keyOf(pointOf(trial))));
      for (const index of order) {
        const point = points[index];
        if (point && !tried.has(keyOf(point))) return point;
      }
      return undefined;
    },
  };
}

/** @throws Error when there are too many */
export function listGrid({ branches }: SearchSpace): readonly SearchPoint[] {
  return branches.flatMap(({ name, dimensions }) => {
    const axes = dimensions.map((one) => ({ name: one.name, values: gridValues(one) }));
    const size = axes.reduce((product, { values }) => product * values.length, 1);
    if (size > mostGridPoints)
      throw new Error(
        `The grid has ${size.toLocaleString('en')} combinations for ${name}; ${mostGridPoints.toLocaleString('en')} at most are searched. Give ranges fewer steps, or search at random.`,
      );
    const combinations = axes.reduce<Record<string, SearchValue>[]>(
      (before, axis) =>
        before.flatMap((values) => axis.values.map((value) => ({ ...values, [axis.name]: value }))),
      [{}],
    );
    return combinations.map((values) => ({ branch: name, values }));
  });
}

/** How many combinations there are. */
export function countGrid({ branches }: SearchSpace): number {
  return branches.reduce(
    (sum, { dimensions }) => sum + dimensions.reduce((product, one) => product * gridValues(one).length, 1),
    0,
  );
}

/** Evenly spread on the scale of the range, both ends among them. */
function gridValues(dimension: Dimension): readonly SearchValue[] {
  if (dimension.kind === 'choice') return dimension.oneOf;
  const { steps = usualSteps, from, to } = dimension;
  const { into, out } = coordinatesOf(dimension);
  const [low, high] = [into(from), into(to)];
  const values = Array.from({ length: steps }, (_, i) => {
    if (i === 0) return from;
    return i === steps - 1 ? to : out(low + ((high - low) * i) / (steps - 1));
  });
  return [...new Set(values)];
}
