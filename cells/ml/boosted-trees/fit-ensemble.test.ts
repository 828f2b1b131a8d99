import { describe, expect, it } from 'vitest';
import { createRandom } from '../random';
import { outputsOf } from './ensemble';
import { createFitContext, fitRows, marginsOf, numbers, table, texts } from './fit.fixture';
import { toPredictions } from './predict-ensemble';

const random = createRandom(11);
const draw = (n: number) => Float64Array.from({ length: n }, random);
const n = 600;
const [a, b] = [draw(n), draw(n)];
const noise = draw(n);
const features = table(numbers('a', a), numbers('b', b));
const target = a.map((value, row) => 3 * value + ((b[row] ?? 0) > 0.5 ? 2 : 0) + (noise[row] ?? 0));
const classes = ['no', 'perhaps', 'yes'];
const labels = Array.from(target, (y) => classes[y < 2 ? 0 : y < 3.5 ? 1 : 2] ?? '');
const held = (count: number) => {
  const [x, z, e] = [draw(count), draw(count), draw(count)];
  return {
    features: table(numbers('a', x), numbers('b', z)),
    target: x.map((value, row) => 3 * value + ((z[row] ?? 0) > 0.5 ? 2 : 0) + (e[row] ?? 0)),
  };
};

describe('objectives', () => {
  it('quantile: so many of the rows lie below each level, and the levels never cross', async () => {
    const quantiles = [0.1, 0.5, 0.9];
    const parts = await fitRows(
      { features, target },
      { objective: 'quantile', quantiles, rounds: 60, learningRate: 0.1 },
    );
    expect(outputsOf(parts.ensemble)).toBe(3);
    const { quantiles: answers } = toPredictions(parts.ensemble, marginsOf(parts, features));
    if (!answers) throw new Error('no quantiles');
    quantiles.forEach((level, k) => {
      const below = target.filter((y, row) => y < (answers.values[row * 3 + k] ?? 0)).length / n;
      expect(Math.abs(below - level)).toBeLessThan(0.06);
    });
    for (let row = 0; row < n; row++) {
      const [low = 0, middle = 0, high = 0] = answers.values.subarray(row * 3, row * 3 + 3);
      expect(low <= middle && middle <= high).toBe(true);
    }
  });

  it('absolute and huber shrug at outliers that mislead squared', async () => {
    const spoilt = target.map((y, row) => (row % 40 === 7 ? y + 500 : y));
    const errorOf = async (objective: string) => {
      const parts = await fitRows(
        { features, target: spoilt },
        { objective, rounds: 60, learningRate: 0.1, minSamplesLeaf: 10 },
      );
      return marginsOf(parts, features).reduce(
        (sum, value, row) => sum + Math.abs(value - (target[row] ?? 0)) / n,
        0,
      );
    };
    const squared = await errorOf('squared');
    expect(await errorOf('absolute')).toBeLessThan(squared / 10);
    expect(await errorOf('huber')).toBeLessThan(squared / 5);
  });

  it.each(['poisson', 'tweedie'])(
    '%s answers means, also of rows that are mostly zero',
    async (objective) => {
      const counts = target.map((y, row) => ((noise[row] ?? 0) < 0.3 ? 0 : Math.round(y)));
      const parts = await fitRows({ features, target: counts }, { objective, rounds: 40 });
      const { values } = toPredictions(parts.ensemble, marginsOf(parts, features));
      const sum = (all: Iterable<unknown>) =>
        [...all].reduce((total: number, value) => total + Number(value), 0);
      expect(Math.abs(sum(values) / sum(counts) - 1)).toBeLessThan(0.1);
      expect(Math.min(...Array.from(values, Number))).toBeGreaterThan(0);
    },
  );

  it('poisson does not explode where answers are near zero', async () => {
    const few = target.map((_, row) => (row % 100 === 0 ? 40 : 0));
    const parts = await fitRows(
      { features, target: few },
      { objective: 'poisson', rounds: 200, minSamplesLeaf: 1, maxLeaves: 31 },
    );
    const margins = marginsOf(parts, features);
    expect(Math.max(...margins)).toBeLessThan(8);
    expect(margins.every(Number.isFinite)).toBe(true);
  });

  it('softmax and logistic give the shares of classes', async () => {
    const parts = await fitRows({ features, target: labels, task: 'multiclass', classes }, { rounds: 30 });
    const { values, probabilities } = toPredictions(parts.ensemble, marginsOf(parts, features), classes);
    const right = labels.filter((label, row) => label === values[row]).length / n;
    expect(right).toBeGreaterThan(0.8);
    expect(probabilities?.values.subarray(0, 3).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    const two = labels.map((label) => (label === 'yes' ? 'yes' : 'no'));
    const binary = await fitRows(
      { features, target: two, task: 'binary', classes: ['no', 'yes'] },
      { rounds: 30 },
    );
    const answers = toPredictions(binary.ensemble, marginsOf(binary, features), ['no', 'yes']);
    expect(two.filter((label, row) => label === answers.values[row]).length / n).toBeGreaterThan(0.85);
  });

  it('class weights raise the share of the class that they favour', async () => {
    const rare = labels.map((_, row) => ((a[row] ?? 0) + (noise[row] ?? 0) > 1.7 ? 'yes' : 'no'));
    const shareOf = async (classWeights: unknown) => {
      const input = { features, target: rare, task: 'binary' as const, classes: ['no', 'yes'] };
      const parts = await fitRows(input, { classWeights });
      const { values } = toPredictions(parts.ensemble, marginsOf(parts, features), ['no', 'yes']);
      return [...values].filter((label) => label === 'yes').length;
    };
    const plain = await shareOf('none');
    expect(await shareOf('balanced')).toBeGreaterThan(plain);
    expect(await shareOf({ yes: 20 })).toBeGreaterThan(plain);
  });
});

describe('the number of rounds', () => {
  it('is that of the best on the held-out rows, and the trees are cut there', async () => {
    const context = createFitContext();
    const options = { rounds: 400, patience: 10, learningRate: 0.5, maxLeaves: 31 };
    const validation = held(200);
    const parts = await fitRows({ features, target, validation }, options, context);
    const scores = context.steps.map(({ metrics }) => metrics.validationRmse ?? Number.NaN);
    const best = scores.indexOf(Math.min(...scores)) + 1;
    expect(parts.ensemble.trees).toHaveLength(best);
    expect(scores).toHaveLength(best + 10);
    expect(parts.notes?.join()).toMatch(`Stopped at round ${best + 10}: no improvement since round ${best}`);
    const margins = marginsOf(parts, validation.features);
    const squares = margins.reduce(
      (sum, value, row) => sum + (value - (validation.target[row] ?? 0)) ** 2,
      0,
    );
    expect(Math.sqrt(squares / 200)).toBeCloseTo(Math.min(...scores), 10);
  });

  it('is chosen by folds, then all rows are trained on', async () => {
    const context = createFitContext();
    const options = { rounds: 200, patience: 8, learningRate: 0.5, folds: 4 };
    const parts = await fitRows({ features, target }, options, context);
    const scores = context.steps.map(({ metrics }) => metrics.validationRmse ?? Number.NaN);
    const best = scores.indexOf(Math.min(...scores)) + 1;
    expect(parts.ensemble.trees).toHaveLength(best);
    expect(parts.ensemble.trees[0]?.count[0]).toBe(n);
    expect(parts.notes?.join()).toMatch(`4 folds were best after ${best} rounds`);
  });

  it('is what there was when the person stopped it', async () => {
    const abort = new AbortController();
    const context = createFitContext(abort);
    const stopping = {
      ...context,
      onProgress(progress: Parameters<typeof context.onProgress>[0]) {
        context.onProgress(progress);
        if (progress.step === 5) abort.abort(new DOMException('stopped', 'AbortError'));
      },
    };
    const parts = await fitRows({ features, target }, { rounds: 1000 }, stopping);
    expect(parts.ensemble.trees).toHaveLength(5);
    expect(parts.notes?.join()).toMatch(/Stopped by hand after round 5/);
  });

  it('throws the reason when it is stopped before the first', async () => {
    const abort = new AbortController();
    abort.abort(new DOMException('stopped', 'AbortError'));
    await expect(fitRows({ features, target }, {}, createFitContext(abort))).rejects.toThrow('stopped');
  });

  it('ends when no split lowers the loss', async () => {
    const same = table(
      numbers('a', new Float64Array(50).fill(3)),
      numbers('b', new Float64Array(50).fill(Number.NaN)),
    );
    const parts = await fitRows({ features: same, target: target.slice(0, 50) }, { rounds: 100 });
    expect(parts.ensemble.trees).toHaveLength(1);
    expect(parts.notes?.join()).toMatch(/no split lowers the loss/);
    const mean = target.slice(0, 50).reduce((sum, y) => sum + y, 0) / 50;
    expect(marginsOf(parts, same)[0]).toBeCloseTo(mean, 5);
  });
});

describe('a warm start', () => {
  it('goes on where the earlier model ended: twenty rounds are ten and ten', async () => {
    const options = { learningRate: 0.2 };
    const whole = await fitRows({ features, target }, { ...options, rounds: 20 });
    const earlier = await fitRows({ features, target }, { ...options, rounds: 10 });
    const { fitEnsemble } = await import('./fit-ensemble');
    const { boostedTreesOptions } = await import('./options');
    const more = boostedTreesOptions.parse({
      ...options,
      rounds: 10,
      minSamplesLeaf: 2,
      maxLeaves: 8,
      patience: 0,
    });
    const input = { features, target, task: 'regression' as const, seed: 1 };
    const later = await fitEnsemble(input, more, createFitContext(), { earlier });
    expect(later.ensemble.trees).toHaveLength(20);
    expect(later.ensemble).toEqual(whole.ensemble);
  });

  it('refuses a model of another objective', async () => {
    const earlier = await fitRows({ features, target });
    const { fitEnsemble } = await import('./fit-ensemble');
    const { boostedTreesOptions } = await import('./options');
    const other = boostedTreesOptions.parse({ objective: 'absolute' });
    const input = { features, target, task: 'regression' as const, seed: 1 };
    await expect(fitEnsemble(input, other, createFitContext(), { earlier })).rejects.toThrow(
      /its objective is squared, and absolute is asked for/,
    );
  });
});

describe('unusual data', () => {
  it('is one row', async () => {
    const one = table(numbers('a', [1]), texts('kind', ['x']));
    const parts = await fitRows({ features: one, target: Float64Array.of(7) });
    expect([...marginsOf(parts, one)]).toEqual([7]);
  });

  it('is a column without a value, and one that is the same throughout: neither is read', async () => {
    const more = table(
      ...features.columns,
      numbers('none', new Float64Array(n).fill(Number.NaN)),
      numbers('same', new Float64Array(n).fill(5)),
      texts('empty', new Array(n).fill(null)),
      texts('word', new Array(n).fill('w')),
    );
    const parts = await fitRows({ features: more, target });
    const read = new Set(parts.ensemble.trees.flatMap(({ feature }) => [...feature]));
    expect([...read].filter((feature) => feature > 1)).toEqual([]);
  });

  it('is one class only', async () => {
    const input = {
      features,
      target: new Array(n).fill('yes'),
      task: 'binary' as const,
      classes: ['no', 'yes'],
    };
    const parts = await fitRows(input);
    expect(Math.min(...marginsOf(parts, features))).toBeGreaterThan(5);
  });

  it('is infinite: as if missing', async () => {
    const infinite = table(
      numbers(
        'a',
        a.map((value, row) => (row % 5 === 0 ? (row % 2 ? 1 : -1) * Number.POSITIVE_INFINITY : value)),
      ),
    );
    const missing = table(
      numbers(
        'a',
        a.map((value, row) => (row % 5 === 0 ? Number.NaN : value)),
      ),
    );
    const [one, other] = await Promise.all(
      [infinite, missing].map((rows) => fitRows({ features: rows, target })),
    );
    expect(one?.ensemble).toEqual(other?.ensemble);
    expect(one && marginsOf(one, infinite)).toEqual(other && marginsOf(other, missing));
  });

  it('is of huge and of tiny numbers', async () => {
    const wide = table(
      numbers(
        'a',
        a.map((value) => (value - 0.5) * 1e300),
      ),
      numbers(
        'b',
        b.map((value) => value * 1e-300),
      ),
    );
    const parts = await fitRows({ features: wide, target: target.map((y) => y * 1e30) }, { rounds: 20 });
    const margins = marginsOf(parts, wide);
    expect(margins.every(Number.isFinite)).toBe(true);
  });

  it('is five thousand columns, in bounded memory', async () => {
    const many = table(
      ...Array.from({ length: 5000 }, (_, i) => numbers(`c${i}`, i === 4321 ? a.slice(0, 200) : draw(200))),
    );
    const context = createFitContext();
    const parts = await fitRows({ features: many, target: a.slice(0, 200) }, { rounds: 2 }, context);
    expect(parts.ensemble.trees[0]?.feature[0]).toBe(4321);
    expect(context.messages[0]).toMatch(/200 rows × 5,000 columns: \d+ MB/);
    expect(Number(/: (\d+) MB/.exec(context.messages[0] ?? '')?.[1])).toBeLessThan(350);
  });

  it('is a hundred thousand categories, of which the frequent are told apart', async () => {
    const rows = 110_000;
    const kinds = Array.from({ length: rows }, (_, row) =>
      row < 10_000 ? `common ${row % 20}` : `rare ${row}`,
    );
    const many = table(texts('kind', kinds));
    const y = Float64Array.from(kinds, (kind) =>
      kind === 'common 3' ? 10 : kind.startsWith('common') ? 1 : 0,
    );
    const parts = await fitRows({ features: many, target: y }, { rounds: 3, learningRate: 1, categoryL2: 0 });
    const asked = table(texts('kind', ['common 3', 'common 4', 'rare 50000', 'never seen', null]));
    const answers = marginsOf(parts, asked);
    expect(answers[0]).toBeCloseTo(10, 1);
    expect(answers[1]).toBeCloseTo(1, 1);
    expect([answers[2], answers[3], answers[4]].every((value) => Math.abs(value ?? 1) < 0.1)).toBe(true);
  });
});
