import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { createGridSampler, listGrid } from './grid-sampler';
import { normalQuantile, normalShare } from './normal';
import { createParzen } from './parzen';
import { createRandomSampler } from './random-sampler';
import { coordinatesOf, type Dimension, keyOf, type SearchSpace } from './search-space';
import { branin, hartmann6, minimise, type TestFunction } from './test-functions.fixture';
import { createTpeSampler } from './tpe-sampler';

const rate: Dimension = { kind: 'range', name: 'rate', from: 0.001, to: 1, scale: 'log', whole: false };
const leaves: Dimension = { kind: 'range', name: 'leaves', from: 2, to: 5, scale: 'linear', whole: true };
const growth: Dimension = { kind: 'choice', name: 'growth', oneOf: ['leaf', 'depth'] };
const space: SearchSpace = {
  branches: [
    { name: 'trees', dimensions: [rate, leaves, growth] },
    { name: 'linear', dimensions: [{ ...rate, name: 'l2' }] },
  ],
};

describe('the test functions', () => {
  it('have the minima that are published', () => {
    const at = (made: TestFunction, ...x: number[]) =>
      made.at({ branch: 'only', values: Object.fromEntries(x.map((value, i) => [`x${i}`, value])) });
    expect(at(branin, Math.PI, 2.275)).toBeCloseTo(branin.minimum, 5);
    expect(at(branin, -Math.PI, 12.275)).toBeCloseTo(branin.minimum, 5);
    expect(at(hartmann6, 0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573)).toBeCloseTo(
      hartmann6.minimum,
      5,
    );
  });
});

describe('random search', () => {
  const points = Array.from({ length: 400 }, (_, i) => createRandomSampler(space, 3).suggest([], i + 1));

  it('spreads evenly over branches, scales and whole numbers', () => {
    const trees = points.filter((point) => point?.branch === 'trees');
    expect(Math.abs(trees.length - 200)).toBeLessThan(40); // four standard deviations
    const rates = trees.map((point) => Number(point?.values.rate));
    expect(Math.abs(rates.filter((value) => value < 0.0316).length / trees.length - 0.5)).toBeLessThan(0.15);
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.001);
    expect(Math.max(...rates)).toBeLessThanOrEqual(1);
    const counts = [2, 3, 4, 5].map((n) => trees.filter((point) => point?.values.leaves === n).length);
    expect(counts.reduce((a, b) => a + b)).toBe(trees.length);
    for (const count of counts) expect(Math.abs(count / trees.length - 0.25)).toBeLessThan(0.13);
  });

  it('draws only what the branch has', () => {
    for (const point of points)
      expect(Object.keys(point?.values ?? {})).toEqual(
        point?.branch === 'trees' ? ['rate', 'leaves', 'growth'] : ['l2'],
      );
  });

  it('is the same for a seed, another for another', () => {
    expect(createRandomSampler(space, 3).suggest([], 7)).toEqual(points[6]);
    expect(createRandomSampler(space, 4).suggest([], 7)).not.toEqual(points[6]);
  });
});

describe('a grid', () => {
  const grid: SearchSpace = {
    branches: [{ name: 'trees', dimensions: [{ ...rate, steps: 4 }, leaves, growth] }],
  };

  it('takes every combination, evenly on the scale, both ends among them', () => {
    const all = listGrid(grid);
    expect(new Set(all.map(keyOf)).size).toBe(4 * 4 * 2);
    const rates = [...new Set(all.map(({ values }) => Number(values.rate)))];
    expect(rates.map((value) => Number(value.toPrecision(6)))).toEqual([0.001, 0.01, 0.1, 1]);
  });

  it('refuses more than can be tried', () => {
    const wide = Array.from({ length: 9 }, (_, i) => ({ ...rate, name: `x${i}` }));
    expect(() => createGridSampler({ branches: [{ name: 'trees', dimensions: wide }] }, 1)).toThrow(
      /262,144 combinations for trees/,
    );
  });
});

describe('the density of the tree-structured Parzen estimator', () => {
  it('knows the normal distribution', () => {
    for (const [z, share] of [
      [0, 0.5],
      [1, 0.8413447460685429],
      [-1.959963984540054, 0.025],
      [3, 0.9986501019683699],
    ] as const) {
      expect(normalShare(z)).toBeCloseTo(share, 6);
      expect(normalQuantile(share)).toBeCloseTo(z, 6);
    }
  });

  it.each([
    ['linear numbers', { ...rate, scale: 'linear' as const }, [0.01, 0.02, 0.5]],
    ['logarithms', rate, [0.01, 0.02, 0.5]],
  ])('integrates to one over %s', (_, dimension, values) => {
    const { low, high, out } = coordinatesOf(dimension);
    const density = createParzen(
      [dimension],
      values.map((value) => ({ rate: value })),
    );
    const steps = 4000;
    let total = 0;
    for (let i = 0; i < steps; i++) {
      const place = low + ((i + 0.5) / steps) * (high - low);
      total += Math.exp(density.logDensity({ rate: out(place) })) * ((high - low) / steps);
    }
    expect(total).toBeCloseTo(1, 3);
  });

  it('sums to one over whole numbers and choices, and is highest where the trials were', () => {
    const whole = createParzen([leaves], [{ leaves: 4 }, { leaves: 4 }, { leaves: 4 }]);
    const masses = [2, 3, 4, 5].map((value) => Math.exp(whole.logDensity({ leaves: value })));
    expect(masses.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(Math.max(...masses)).toBe(masses[2]);
    const counted = createParzen([growth], [{ growth: 'leaf' }, { growth: 'leaf' }, { growth: 'depth' }]);
    // Two kernels that are 5 / 6 leaf, one that is 1 / 6, and the prior.
    expect(Math.exp(counted.logDensity({ growth: 'leaf' }))).toBeCloseTo(
      (5 / 6 + 5 / 6 + 1 / 6 + 1 / 2) / 4,
      12,
    );
  });

  it('draws as it is dense, over two dimensions together', () => {
    const both = [
      { leaves: 4, growth: 'leaf' },
      { leaves: 2, growth: 'depth' },
    ];
    const density = createParzen([leaves, growth], both);
    const random = createRandom(1);
    const drawn = Array.from({ length: 4000 }, () => density.draw(random));
    let total = 0;
    for (const count of [2, 3, 4, 5])
      for (const way of ['leaf', 'depth']) {
        const share = Math.exp(density.logDensity({ leaves: count, growth: way }));
        total += share;
        const seen = drawn.filter((one) => one.leaves === count && one.growth === way).length / 4000;
        expect(Math.abs(seen - share)).toBeLessThan(0.03); // four standard deviations
      }
    expect(total).toBeCloseTo(1, 5);
  });
});

describe('the tree-structured Parzen estimator', () => {
  const seeds = Array.from({ length: 30 }, (_, i) => i + 1);

  it.each([
    ['Branin', branin, 60],
    ['Hartmann 6', hartmann6, 100],
  ])('beats random search on %s over thirty seeds', async (_, made, trials) => {
    const gains: number[] = [];
    for (const seed of seeds) {
      const random = await minimise(made, createRandomSampler(made.space, seed), trials);
      const tpe = await minimise(made, createTpeSampler(made.space, seed), trials);
      gains.push(random - tpe);
    }
    const mean = gains.reduce((a, b) => a + b) / gains.length;
    const spread = Math.sqrt(gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1));
    // Student's t at 97.5 % with 29 degrees of freedom: the 95 % interval of the paired gain lies above zero.
    expect(mean - (2.045 * spread) / Math.sqrt(gains.length)).toBeGreaterThan(0);
  });

  it('is the same for a seed', async () => {
    const run = () => minimise(branin, createTpeSampler(branin.space, 5), 30);
    expect(await run()).toBe(await run());
  });

  it('prefers the branch and the choice that do well', async () => {
    const sampler = createTpeSampler(space, 1);
    const history = Array.from({ length: 40 }, (_, i) => {
      const point = createRandomSampler(space, 9).suggest([], i + 1);
      if (!point) throw new Error('no point');
      const loss = point.branch === 'linear' ? 1 : point.values.growth === 'leaf' ? 0.5 : 0.1;
      const number = i + 1;
      return {
        ...point,
        number,
        state: 'complete' as const,
        loss,
        value: loss,
        steps: 1,
        durationMs: 1,
        rungs: [],
      };
    });
    const next = Array.from({ length: 40 }, (_, i) => sampler.suggest(history, 41 + i));
    expect(next.filter((point) => point?.values.growth === 'depth').length).toBeGreaterThan(30);
  });
});

it('ends when a small space is tried out', async () => {
  const small: SearchSpace = { branches: [{ name: 'only', dimensions: [growth] }] };
  for (const create of [createRandomSampler, createTpeSampler, createGridSampler]) {
    let runs = 0;
    const made: TestFunction = {
      space: small,
      minimum: 0,
      at: ({ values }) => {
        runs++;
        return values.growth === 'leaf' ? 1 : 0;
      },
    };
    expect(await minimise(made, create(small, 1), 50)).toBe(0);
    expect(runs).toBe(2);
  }
});
