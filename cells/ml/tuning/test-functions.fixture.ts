import { runSearch } from './run-search';
import type { Sampler } from './sampler';
import type { SearchPoint, SearchSpace } from './search-space';

/** Published functions with known minima (Surjanovic and Bingham, Virtual Library of Simulation Experiments). */
export interface TestFunction {
  readonly space: SearchSpace;
  readonly minimum: number;
  at(point: SearchPoint): number;
}

const box = (ends: readonly (readonly [number, number])[]): SearchSpace => ({
  branches: [
    {
      name: 'only',
      dimensions: ends.map(([from, to], i) => ({
        ...{ kind: 'range' as const, name: `x${i}`, from, to },
        ...{ scale: 'linear' as const, whole: false },
      })),
    },
  ],
});
const read = ({ values }: SearchPoint) => Object.keys(values).map((name) => Number(values[name]));

/** Branin: three minima of 0.397887. */
export const branin: TestFunction = {
  space: box([
    [-5, 10],
    [0, 15],
  ]),
  minimum: 0.397887,
  at(point) {
    const [x = 0, y = 0] = read(point);
    const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
    return bend * bend + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

/** Hartmann in six dimensions: −3.32237. */
export const hartmann6: TestFunction = {
  space: box(Array.from({ length: 6 }, () => [0, 1] as const)),
  minimum: -3.32237,
  at(point) {
    const x = read(point);
    return -heights.reduce((total, height, i) => {
      const distance = x.reduce(
        (sum, value, j) => sum + (slopes[i]?.[j] ?? 0) * (value - 1e-4 * (places[i]?.[j] ?? 0)) ** 2,
        0,
      );
      return total + height * Math.exp(-distance);
    }, 0);
  },
};
const heights = [1, 1.2, 3, 3.2];
const slopes = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const places = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];

/** The lowest value that a sampler finds in so many trials. */
export async function minimise(made: TestFunction, sampler: Sampler, trials: number): Promise<number> {
  const found = await runSearch(
    {
      sampler,
      trials,
      better: 'lower',
      runners: [async (point) => ({ value: made.at(point), steps: 0 })],
    },
    { signal: new AbortController().signal, onChange() {} },
  );
  return Math.min(...found.map(({ value }) => value ?? Number.POSITIVE_INFINITY));
}
