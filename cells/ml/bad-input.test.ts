import { describe, expect, it } from 'vitest';
import { searchableLearners, type TrainableLearner, trainableLearners } from './learners-about';
import { createScope, createTestTrainer } from './train-in-worker.fixture';
import type { TrainOptionsInput } from './train-options';

const rows = Array.from({ length: 60 }, (_, i) => ({
  x: (i * 37) % 101,
  c: `k${i % 4}`,
  nothing: null,
  label: i % 2 ? 'a' : 'b',
  /** One row of a third class, of a category that no other row has. */
  rare: i === 5 ? 'once' : i % 2 ? 'a' : 'b',
  place: i === 5 ? 'Atlantis' : `k${i % 3}`,
  same: 7,
  only: 'z',
  y: ((i * 53) % 17) + 0.5,
}));
const quick: Partial<Record<TrainableLearner, Record<string, unknown>>> = {
  'boosted-trees': { rounds: 2 },
  network: { epochs: 1, layers: [4] },
};

interface Outcome {
  readonly notes: string;
  readonly figures: readonly number[];
}
type Way = (data: unknown, options: TrainOptionsInput & { learner: TrainableLearner }) => Promise<Outcome>;

const folds = { kind: 'k-fold', k: 3 } as const;
const ways: Readonly<Record<'train' | 'cross-validate' | 'tune', Way>> = {
  async train(data, options) {
    const { trainer } = createTestTrainer();
    const { notes, evaluation } = await trainer.train(data, options, createScope().scope);
    return { notes: notes.join('\n'), figures: Object.values(evaluation.metrics) };
  },
  async 'cross-validate'(data, options) {
    const { trainer } = createTestTrainer();
    const { notes, metrics } = await trainer.crossValidate(data, { ...options, folds }, createScope().scope);
    return { notes: notes.join('\n'), figures: Object.values(metrics).map(({ mean }) => mean) };
  },
  async tune(data, { learner, options = {}, ...rest }) {
    const { trainer } = createTestTrainer();
    const search = { search: { [learner]: {} }, options: { [learner]: options }, trials: 1, workers: 1 };
    const { notes, evaluation } = await trainer.tune(data, { ...rest, ...search }, createScope().scope);
    return { notes: notes.join('\n'), figures: Object.values(evaluation.metrics) };
  },
};

/** Every learner in every way that it is trained. */
const all = trainableLearners.flatMap((learner) => [
  { learner, way: 'train' as const },
  { learner, way: 'cross-validate' as const },
  ...searchableLearners.filter((one) => one === learner).map(() => ({ learner, way: 'tune' as const })),
]);

describe.each(all)('$learner, in the way $way,', ({ learner, way }) => {
  const run = (data: unknown, given: TrainOptionsInput) =>
    ways[way](data, { ...given, learner, options: { ...quick[learner], ...given.options } });

  it('refuses in words what nothing can be learnt from', async () => {
    const features = ['x', 'c'];
    await expect(run(rows, { target: 'only', features })).rejects.toThrow(
      /“only” has one class only \(“z”\)/,
    );
    if (learner !== 'nearest-centroid')
      await expect(run(rows, { target: 'same', features, task: 'regression' })).rejects.toThrow(
        /“same” is constant \(7\)/,
      );
    await expect(run(rows.slice(0, 1), { target: 'label', features })).rejects.toThrow(
      /^1 row with a target is too few: 10 are needed at least/,
    );
    await expect(run(rows, { target: 'label', features: ['nothing'] })).rejects.toThrow(
      'No feature is left to learn from. “nothing” is not used: it has no values.',
    );
  });

  it('takes a class and a category that only one part of the rows has, and a column without values', async () => {
    const { notes, figures } = await run(rows, { target: 'rare', features: ['place', 'nothing'] });
    expect(notes).toContain('“nothing” is not used: it has no values');
    expect(notes).toMatch(
      way === 'cross-validate'
        ? /^Of the class “once” 1 of 3 folds have no training row, and 2 of 3 folds have no test row\.$/m
        : /No (test|training) row has the class “once”/,
    );
    expect(figures.length).toBeGreaterThan(3);
    expect(figures.every(Number.isFinite)).toBe(true);
  });
});

describe('a learning rate', () => {
  const features = ['x', 'c'];
  const given = (learningRate: number) => ({
    ...{ target: 'y', features, learner: 'network' as const },
    options: { learningRate, epochs: 3 },
  });

  it.each(['train', 'cross-validate', 'tune'] as const)(
    'out of its range is refused with its bound (%s)',
    async (way) => {
      await expect(ways[way](rows, given(1e6))).rejects.toThrow(/learningRate: it may be 10 at most$/);
      await expect(
        ways[way](rows, { ...given(1e6), learner: 'boosted-trees', options: { learningRate: 0 } }),
      ).rejects.toThrow(/learningRate: it must be above 0$/);
    },
  );

  it('with which a network comes apart is named, fold by fold in a cross-validation', async () => {
    const { notes } = await ways.train(rows, given(10));
    expect(notes).toMatch(
      /^The training came apart: its best loss on held-out rows, [\d,.]+, is far above \d.*: lower the learning rate \(now 10\)\.$/m,
    );
    expect((await ways['cross-validate'](rows, given(10))).notes).toMatch(
      /^Fold 3: The training came apart/m,
    );
    expect((await ways.train(rows, given(0.01))).notes).not.toContain('apart');
  });

  it('whose loss is no number is named with its fold', async () => {
    const layers = new Array<number>(10).fill(256);
    const options = { learningRate: 10, epochs: 3, batchSize: 16, activation: 'elu', layers };
    await expect(ways['cross-validate'](rows, { ...given(10), options })).rejects.toThrow(
      /^Fold \d of 3: The loss stopped being a number in epoch \d: lower the learning rate \(now 10\)\.$/,
    );
  });
});

it('a search whose rows have no such figure says why, and what to do', async () => {
  await expect(
    ways.tune(rows.slice(0, 10), { target: 'label', features: ['x'], learner: 'linear' }),
  ).rejects.toThrow(
    /Trial 1: ROC AUC cannot be measured: the 2 rows that judge a trial are all “[ab]”\. Judge by stratified folds .* or search by log loss/,
  );
});
