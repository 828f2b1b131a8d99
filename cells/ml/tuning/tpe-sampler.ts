import type { Random } from '../random';
import { createParzen } from './parzen';
import { drawUntried } from './random-sampler';
import { randomOfTrial, type Sampler } from './sampler';
import { type Dimension, keyOf, type SearchPoint, type SearchSpace } from './search-space';
import { pointOf, type Trial } from './trial';

export interface TpeOptions {
  /** Trials at random before the first that learns. */
  readonly startup?: number;
  /** Places drawn near the good trials, of which the one is taken that is likeliest to be good. */
  readonly candidates?: number;
  /** Of n trials, how many are the good ones. */
  readonly good?: (n: number) => number;
}

/** Draws of a place that was not tried, before an even one is taken. */
const mostDraws = 10;

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl 2011, Algorithms for Hyper-Parameter Optimization): two
 * densities are learnt, l of the good trials and g of the rest, and of the candidates drawn from l the one of the largest l / g is next. The
 * branch is chosen first; its dimensions learn together, from its trials only. Running trials count as not good, so that workers look in
 * different places. Defaults are Optuna's: 10 at random, 24 candidates, a tenth of the trials are good, 25 at most.
 */
export function createTpeSampler(
  space: SearchSpace,
  seed: number,
  { startup = 10, candidates = 24, good = (n) => Math.min(Math.ceil(0.1 * n), 25) }: TpeOptions = {},
): Sampler {
  const branchDimension: Dimension = {
    kind: 'choice',
    name: 'branch',
    oneOf: space.branches.map(({ name }) => name),
  };

  function choose(history: readonly Trial[], random: Random): SearchPoint {
    const { low, high } = partTrials(history, good);
    const choice = (
      dimensions: readonly Dimension[],
      of: (trial: Trial) => SearchPoint['values'] | undefined,
    ) => {
      const points = (trials: readonly Trial[]) => trials.map(of).filter((values) => values !== undefined);
      const [l, g] = [createParzen(dimensions, points(low)), createParzen(dimensions, points(high))];
      const drawn = Array.from({ length: candidates }, () => l.draw(random));
      const scores = drawn.map((values) => l.logDensity(values) - g.logDensity(values));
      return drawn[scores.indexOf(Math.max(...scores))] ?? l.draw(random);
    };
    const name =
      space.branches.length === 1
        ? space.branches[0]?.name
        : choice([branchDimension], ({ branch }) => ({ branch })).branch;
    const branch = space.branches.find((one) => one.name === name);
    if (!branch) throw new Error('The search space is empty.');
    const isOurs = (trial: Trial) => (trial.branch === branch.name ? trial.values : undefined);
    return { branch: branch.name, values: choice(branch.dimensions, isOurs) };
  }

  return {
    suggest(history, number) {
      const random = randomOfTrial(seed, number);
      const ended = history.filter(({ state }) => state === 'complete' || state === 'pruned');
      if (ended.length < startup) return drawUntried(space, history, random);
      const tried = new Set(history.map((trial) => keyOf(pointOf(trial))));
      for (let draw = 0; draw < mostDraws; draw++) {
        const point = choose(history, random);
        if (!tried.has(keyOf(point))) return point;
      }
      return drawUntried(space, history, random);
    },
  };
}

/** Complete trials by their loss, then pruned ones by how far they came; running ones are not good. Each part in the order of the trials. */
function partTrials(history: readonly Trial[], good: (n: number) => number) {
  const ended = history.filter(({ state }) => state === 'complete' || state === 'pruned').toSorted(byMerit);
  const chosen = new Set(ended.slice(0, good(ended.length)));
  return {
    low: history.filter((trial) => chosen.has(trial)),
    high: history.filter((trial) => !chosen.has(trial) && trial.state !== 'failed'),
  };
}

/** The better first. */
function byMerit(a: Trial, b: Trial): number {
  if (a.state !== b.state) return a.state === 'complete' ? -1 : 1;
  if (a.state === 'complete') return (a.loss ?? 0) - (b.loss ?? 0) || a.number - b.number;
  const [rungA, rungB] = [a.rungs.at(-1), b.rungs.at(-1)];
  return (
    (rungB?.step ?? 0) - (rungA?.step ?? 0) || (rungA?.loss ?? 0) - (rungB?.loss ?? 0) || a.number - b.number
  );
}
