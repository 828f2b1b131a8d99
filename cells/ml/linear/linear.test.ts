import { describe, expect, it } from 'vitest';
import { type LinearOptions, linearOptions } from '../learner-options';
import {
  features,
  fitContext,
  masses,
  penguins,
  reference,
  rowWeights,
  species,
} from '../learners-reference.fixture';
import { createRandom, rangeOf } from '../random';
import { takeTableRows } from '../read-table';
import { linear } from '.';
import { minimize } from './lbfgs';
import { logisticLoss, logisticProbabilities, weightRows } from './logistic';
import { fitRidge } from './ridge';

const random = createRandom(5);
const n = 60;
const width = 3;
const x = Float32Array.from({ length: n * width }, () => random() - 0.5);
const at = (row: number, j: number) => x[row * width + j] ?? 0;

describe('ridge regression', () => {
  const y = Float64Array.from(
    { length: n },
    (_, row) => 3 * at(row, 0) - 2 * at(row, 1) + 7 + 0.1 * random(),
  );

  it('finds the line through points that lie on it', () => {
    const weights = fitRidge(Float32Array.of(1, 2, 3), Float64Array.of(5, 7, 9), { width: 1, l2: 0 });
    expect(weights[0]).toBeCloseTo(2, 8);
    expect(weights[1]).toBeCloseTo(3, 8);
  });

  it('meets the condition of its optimum: Xᵀ(y − Xw − b) = l2·w and the residuals sum to 0', () => {
    const l2 = 2.5;
    const weights = fitRidge(x, y, { width, l2 });
    const residuals = Array.from(
      y,
      (value, row) =>
        value - (weights[width] ?? 0) - [0, 1, 2].reduce((sum, j) => sum + at(row, j) * (weights[j] ?? 0), 0),
    );
    expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 8);
    for (let j = 0; j < width; j++)
      expect(residuals.reduce((sum, r, row) => sum + r * at(row, j), 0)).toBeCloseTo(
        l2 * (weights[j] ?? 0),
        8,
      );
  });

  it('takes columns that say the same without a penalty', () => {
    const twice = Float32Array.of(1, 1, 2, 2, 3, 3);
    const [a = 0, b = 0] = fitRidge(twice, Float64Array.of(2, 4, 6), { width: 2, l2: 0 });
    expect(a).toBeCloseTo(1, 4);
    expect(b).toBeCloseTo(1, 4);
  });
});

describe('logistic regression', () => {
  it.each([2, 3])('has the gradient of its loss (%i classes)', (classes) => {
    const y = Uint16Array.from({ length: n }, (_, row) => row % classes);
    const problem = { x, y, width, classes, l2: 0.7 };
    const size = weightRows(classes) * (width + 1);
    const point = Float64Array.from({ length: size }, () => random() - 0.5);
    const gradient = new Float64Array(size);
    logisticLoss(problem, point, gradient);
    for (let i = 0; i < size; i++) {
      const moved = (step: number) =>
        logisticLoss(problem, point.with(i, (point[i] ?? 0) + step), new Float64Array(size));
      expect((moved(1e-6) - moved(-1e-6)) / 2e-6).toBeCloseTo(gradient[i] ?? 0, 6);
    }
  });

  it('without columns answers the shares of the classes', async () => {
    const y = Uint16Array.from([0, 0, 0, 1]);
    const problem = { x: new Float32Array(4), y, width: 1, classes: 2, l2: 1 };
    const weights = await minimize(
      (point, gradient) => logisticLoss(problem, point, gradient),
      new Float64Array(2),
      { maxIterations: 100, tolerance: 1e-9 },
    );
    expect(logisticProbabilities(Float32Array.of(0), 1, 2, weights)[1]).toBeCloseTo(0.25, 6);
  });
});

describe('with weights', () => {
  const learn = async (
    options: Partial<LinearOptions>,
    { rows = rangeOf(penguins.numRows), target = species, weights }: Partial<Learnt> = {},
  ) => {
    const isNumber = target instanceof Float64Array;
    const known = isNumber ? undefined : [...new Set(target)].sort();
    const task = isNumber ? 'regression' : known?.length === 2 ? 'binary' : 'multiclass';
    const input = {
      features: takeTableRows(features, rows),
      target,
      weights,
      classes: known,
      task,
      seed: 1,
    } as const;
    const fitted = await linear.fit(
      input,
      linearOptions.parse({ tolerance: 1e-10, maxIterations: 10_000, ...options }),
      fitContext,
    );
    const file = (await fitted.files()).get('weights/coefficients.json');
    const { rows: found }: { rows: number[][] } = JSON.parse(new TextDecoder().decode(file));
    return found;
  };
  /** One Chinstrap in four. */
  const rare = rangeOf(penguins.numRows).filter((row) => species[row] !== 'Chinstrap' || row % 4 === 0);
  const isRare = Array.from(rare, (row) => (species[row] === 'Chinstrap' ? 'yes' : 'no'));
  const rareWeights = Float64Array.from(rare, (row) => rowWeights[row] ?? 1);

  it.each([
    ['balanced', { classWeights: 'balanced' }, undefined],
    ['ownWeights', { classWeights: { yes: 3 } }, undefined],
    ['balancedRows', { classWeights: 'balanced' }, rareWeights],
  ] as const)(
    'two classes are learnt as by scikit-learn’s LogisticRegression (%s)',
    async (name, options, weights) => {
      const found = await learn(options, { rows: rare, target: isRare, weights });
      expectEqual(found, reference.logistic[name]);
    },
  );

  it('so are three, and numbers as by its Ridge', async () => {
    expectEqual(await learn({ classWeights: 'balanced' }), reference.logistic.softmaxBalanced);
    expectEqual(await learn({ l2: 1 }, { target: masses, weights: rowWeights }), [reference.ridge.weighted]);
  });

  it('weights are refused where they do not go with the target', async () => {
    await expect(learn({ classWeights: 'balanced' }, { target: masses })).rejects.toThrow('has no classes');
    await expect(learn({ classWeights: { Macaroni: 2 } })).rejects.toThrow('there is no class “Macaroni”');
  });
});

interface Learnt {
  readonly rows: Uint32Array;
  readonly target: Float64Array | readonly string[];
  readonly weights: Float64Array;
}

/** To six digits of the largest: the columns are of single precision here. */
function expectEqual(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  expect(found.map((row) => row.length)).toEqual(wanted.map((row) => row.length));
  const largest = Math.max(...wanted.flat().map(Math.abs));
  wanted.flat().forEach((value, i) => {
    expect(Math.abs((found.flat()[i] ?? Number.NaN) - value) / largest).toBeLessThan(1e-6);
  });
}

describe('L-BFGS', () => {
  it('finds the bottom of Rosenbrock’s valley', async () => {
    const rosenbrock = (point: Float64Array, gradient: Float64Array) => {
      const [a = 0, b = 0] = point;
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[1] = 200 * (b - a * a);
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    };
    const [a, b] = await minimize(rosenbrock, Float64Array.of(-1.2, 1), {
      maxIterations: 200,
      tolerance: 1e-8,
    });
    expect(a).toBeCloseTo(1, 6);
    expect(b).toBeCloseTo(1, 6);
  });

  it('stops when asked, with what it has', async () => {
    let steps = 0;
    const square = (point: Float64Array, gradient: Float64Array) => {
      gradient[0] = 4 * (point[0] ?? 0) ** 3;
      return (point[0] ?? 0) ** 4;
    };
    const [found = 9] = await minimize(square, Float64Array.of(9), {
      maxIterations: 100,
      tolerance: 0,
      onStep(step) {
        steps = step;
        return step < 3;
      },
    });
    expect(steps).toBe(3);
    expect(Math.abs(found)).toBeLessThan(9);
  });
});
