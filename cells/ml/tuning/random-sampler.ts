import type { Random } from '../random';
import { randomOfTrial, type Sampler } from './sampler';
import {
  coordinatesOf,
  type Dimension,
  keyOf,
  type SearchPoint,
  type SearchSpace,
  type SearchValue,
} from './search-space';
import { pointOf, type Trial } from './trial';

/** Draws after which a space is taken for tried out: it has a few places only. */
const mostDraws = 200;

/** Evenly at random (Bergstra and Bengio 2012), never the same place twice. */
export function createRandomSampler(space: SearchSpace, seed: number): Sampler {
  return {
    suggest: (history, number) => drawUntried(space, history, randomOfTrial(seed, number)),
  };
}

/** An even draw that is in no trial; undefined when none was found. */
export function drawUntried(
  space: SearchSpace,
  history: readonly Trial[],
  random: Random,
): SearchPoint | undefined {
  const tried = new Set(history.map((trial) => keyOf(pointOf(trial))));
  for (let draw = 0; draw < mostDraws; draw++) {
    const point = drawPoint(space, random);
    if (!tried.has(keyOf(point))) return point;
  }
  return undefined;
}

function drawPoint({ branches }: SearchSpace, random: Random): SearchPoint {
  const branch = branches[Math.floor(random() * branches.length)];
  if (!branch) throw new Error('The search space is empty.');
  return {
    branch: branch.name,
    values: Object.fromEntries(branch.dimensions.map((one) => [one.name, drawValue(one, random)])),
  };
}

export function drawValue(dimension: Dimension, random: Random): SearchValue {
  if (dimension.kind === 'choice')
    return dimension.oneOf[Math.floor(random() * dimension.oneOf.length)] ?? dimension.oneOf[0] ?? '';
  const { low, high, out } = coordinatesOf(dimension);
  return out(low + random() * (high - low));
}
