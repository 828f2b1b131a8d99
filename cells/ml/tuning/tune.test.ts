import { describe, expect, it } from 'vitest';
import { readBikeRides, readExampleData } from '../example-data.fixture';
import { readTrainingRows, splitTrainingRows } from '../prepare-training';
import { readTable, takeTableRows } from '../read-table';
import { createScope, createTestTrainer } from '../train-in-worker.fixture';
import { parseTuneOptions, type TuneOptionsInput } from './tune-options';

const rides = readBikeRides();
const someRides = takeTableRows(
  rides,
  Uint32Array.from({ length: 1200 }, (_, i) => (i * 11) % rides.numRows),
);
const search: TuneOptionsInput['search'] = {
  'boosted-trees': {
    learningRate: { from: 0.01, to: 0.5, scale: 'log' },
    maxLeaves: { from: 4, to: 32, scale: 'log' },
  },
};
const options: TuneOptionsInput = {
  target: 'cnt',
  search,
  options: { 'boosted-trees': { rounds: 60 } },
  trials: 8,
  workers: 1,
};

describe('ml.tune', () => {
  it('gives the model that ml.train gives for the best settings, byte by byte, with the trials beside it', async () => {
    const { trainer, workers } = createTestTrainer();
    const { scope, seen } = createScope();
    const tuned = await trainer.tune(someRides, options, scope);
    expect(workers()).toBe(0);
    const { trials, best, searched, settings } = tuned.tuning;
    expect(searched).toEqual({ metric: 'rmse', better: 'lower' });
    expect(trials).toHaveLength(8);
    const values = trials.flatMap(({ value }) => value ?? []);
    expect(trials.find(({ number }) => number === best)?.value).toBe(Math.min(...values));
    const trained = await trainer.train(someRides, settings, createScope().scope);
    expect(await tuned.toPackage()).toEqual(await trained.toPackage());
    // What verification runs: what was found, and nothing is searched.
    const { learner, options: chosen } = settings;
    const found = await trainer.tune(
      someRides,
      { ...options, found: { learner, options: chosen } },
      createScope().scope,
    );
    expect(await found.toPackage()).toEqual(await tuned.toPackage());

    expect(tuned.trials[0]).toMatchObject({ trial: 1, learner: 'boosted-trees', state: 'complete' });
    expect(Object.keys(tuned.trials[0] ?? {})).toEqual([
      ...['trial', 'state', 'learner', 'learningRate', 'maxLeaves', 'rmse', 'steps', 'seconds', 'problem'],
    ]);
    expect(seen.some((progress) => progress?.search?.trials.some(({ state }) => state === 'running'))).toBe(
      true,
    );
    expect(seen.at(-1)).toBeUndefined();
  });

  it('is repeatable with one worker, pruning included', async () => {
    const times = ({ durationMs, ...rest }: { durationMs: number }) => rest;
    const [one, two] = await Promise.all(
      [createTestTrainer(), createTestTrainer()].map(async ({ trainer }) =>
        (
          await trainer.tune(someRides, { ...options, trials: 14, pruning: { from: 5 } }, createScope().scope)
        ).tuning.trials.map(times),
      ),
    );
    expect(one).toEqual(two);
    expect(one?.some((trial) => 'state' in trial && trial.state === 'pruned')).toBe(true);
  });

  it('keeps the best when it is stopped, and goes on where it was', async () => {
    const { trainer } = createTestTrainer();
    const first = createScope();
    let isStopped = false;
    const scope = {
      ...first.scope,
      progress: (progress: Parameters<typeof first.scope.progress>[0]) => {
        first.scope.progress(progress);
        const ended = progress?.search?.trials.filter(({ state }) => state === 'complete').length ?? 0;
        if (ended < 3 || isStopped) return;
        isStopped = true;
        first.finish();
      },
    };
    const stopped = await trainer.tune(someRides, options, scope);
    expect(stopped.tuning.trials).toHaveLength(3);
    const again = createScope();
    const whole = await trainer.tune(someRides, options, again.scope);
    expect(whole.tuning.trials).toHaveLength(8);
    expect(whole.tuning.trials.slice(0, 3)).toEqual(stopped.tuning.trials);
    const lists = again.seen.flatMap((progress) => progress?.search?.trials.length ?? []);
    expect(Math.min(...lists)).toBe(3); // nothing was tried twice
    const other = createScope();
    await trainer.tune(someRides, { ...options, trials: 1, seed: 2 }, other.scope);
    expect(other.seen.flatMap((progress) => progress?.search?.trials.length ?? [])[0]).toBe(0);
  });

  it('leaves no worker behind when it is aborted', async () => {
    const { trainer, workers } = createTestTrainer();
    const { scope, abort } = createScope();
    const tuning = trainer.tune(
      someRides,
      { ...options, workers: 3 },
      {
        ...scope,
        progress: (progress) => {
          if (progress?.search?.trials.length === 3) abort.abort(new Error('The cell was edited.'));
        },
      },
    );
    await expect(tuning).rejects.toThrow('The cell was edited.');
    expect(workers()).toBe(0);
    // What was broken off is not taken for a failure by the next search.
    const { tuning: next } = await trainer.tune(someRides, options, createScope().scope);
    expect(next.trials.map(({ state }) => state)).toEqual(Array(8).fill('complete'));
  });

  it('searches learners against each other, in several workers', async () => {
    const { trainer } = createTestTrainer();
    const tuned = await trainer.tune(
      readExampleData('penguins'),
      {
        target: 'species',
        search: {
          'boosted-trees': { maxLeaves: { oneOf: [4, 8] } },
          linear: { l2: { from: 0.01, to: 100, scale: 'log', steps: 3 } },
        },
        options: { 'boosted-trees': { rounds: 20, minSamplesLeaf: 5 } },
        method: 'grid',
        metric: 'logLoss',
        workers: 2,
      },
      createScope().scope,
    );
    const { trials } = tuned.tuning;
    expect(trials).toHaveLength(5);
    expect(trials.filter(({ branch }) => branch === 'linear').map(({ values }) => values.l2)).toHaveLength(3);
    expect(tuned.evaluation.metrics.accuracy).toBeGreaterThan(0.9);
    expect(tuned.learner).toBe(tuned.tuning.settings.learner);
  });
});

describe('a search that judges by folds', () => {
  const folds = { kind: 'repeated', k: 3, repeats: 2 } as const;
  const byFolds: TuneOptionsInput = { ...options, trials: 2, validateBy: { folds } };

  it('gives each trial the figures of ml.crossValidate on the training rows, and trains the best on all of them', async () => {
    const { trainer } = createTestTrainer();
    const { scope, seen } = createScope();
    const tuned = await trainer.tune(someRides, byFolds, scope);
    const { trials, searched, settings } = tuned.tuning;
    expect(searched).toEqual({ metric: 'rmse', better: 'lower', folds: 6 });
    expect(new Set(seen.flatMap((progress) => progress?.search?.folds ?? []))).toEqual(new Set([6]));
    const read = readTable(someRides);
    const { train } = splitTrainingRows(readTrainingRows(read, settings), settings);
    for (const { values, value, foldValues, steps } of trials.slice(0, 1)) {
      const { metrics, main } = await trainer.crossValidate(
        takeTableRows(someRides, train),
        { target: 'cnt', folds, options: { rounds: 60, ...values } },
        createScope().scope,
      );
      expect(foldValues).toEqual(metrics[main]?.values);
      expect(value).toBe(metrics[main]?.mean);
      expect(steps).toBeLessThanOrEqual(6 * 60);
    }
    expect(tuned.trials[0]).toMatchObject({ folds: 6, deviation: expect.any(Number) });
    const trained = await trainer.train(someRides, settings, createScope().scope);
    expect(await tuned.toPackage()).toEqual(await trained.toPackage());
  });

  it('ends the worse trials after a fold, the same ones each time', async () => {
    const runs = await Promise.all(
      [createTestTrainer(), createTestTrainer()].map(async ({ trainer }) =>
        (
          await trainer.tune(
            someRides,
            { ...byFolds, trials: 8, pruning: { reduction: 2 } },
            createScope().scope,
          )
        ).tuning.trials.map(({ durationMs, ...rest }) => rest),
      ),
    );
    const [trials = []] = runs;
    expect(runs[1]).toEqual(trials);
    const pruned = trials.filter(({ state }) => state === 'pruned');
    expect(pruned.length).toBeGreaterThan(1);
    for (const { foldValues = [], rungs } of pruned) expect(foldValues).toHaveLength(rungs.at(-1)?.step ?? 0);
    expect(pruned.some(({ foldValues }) => foldValues?.length === 1)).toBe(true);
  });

  it('deals whole groups out, and stretches of time, by columns that are no features', async () => {
    const { trainer } = createTestTrainer();
    const grouped = await trainer.tune(
      someRides,
      {
        ...byFolds,
        features: ['temp', 'hr'],
        trials: 1,
        validateBy: { folds: { kind: 'group', k: 3, column: 'weathersit' } },
      },
      createScope().scope,
    );
    expect(grouped.tuning.trials[0]?.foldValues).toHaveLength(3);
    await expect(
      trainer.tune(
        someRides,
        { ...byFolds, validateBy: { folds: { kind: 'group', k: 5, column: 'yr' } } },
        createScope().scope,
      ),
    ).rejects.toThrow('Column “yr” has 2 groups, too few for 5 folds.');
  });
});

describe('what cannot be searched is refused', () => {
  it.each([
    [{ search: {} }, /Option search: name a learner/],
    [
      { search: { linear: { l1: { from: 0, to: 1 } } } },
      /search\.linear\.l1: Linear has no option l1; it has l2/,
    ],
    [{ search: { linear: { l2: { from: 1, to: 0 } } } }, /from must be below to/],
    [{ search: { linear: { l2: { from: 0, to: 1, scale: 'log' } } } }, /a log scale begins above zero/],
    [{ search: { linear: { l2: { from: -1, to: 1 } } } }, /-1 is not allowed/],
    [{ search: { network: { epochs: { from: 1.5, to: 9 } } } }, /both ends must be whole numbers/],
    [
      { search: { linear: { l2: { from: 0, to: 1 } } }, options: { linear: { l2: 3 } } },
      /options\.linear\.l2: it is searched/,
    ],
    [{ search: { 'random-forest': {} }, weight: 'w' }, /Random forest takes no weights/],
    [{ search: { linear: {} }, options: { network: {} } }, /options\.network: that learner is not searched/],
    [{ search: { linear: {} }, metric: 'coverage' }, /Option metric/],
    [{ search: { linear: {} }, trials: 0 }, /Option trials/],
    [
      {
        search: { 'boosted-trees': {} },
        options: { 'boosted-trees': { folds: 3 } },
        validateBy: { folds: { kind: 'group', k: 3, column: 'g' } },
      },
      /options\.boosted-trees\.folds: .* would part the groups/,
    ],
    [
      {
        search: { linear: {} },
        lags: { columns: ['cnt'], time: 'day' },
        split: { by: 'time', column: 'day' },
        validateBy: { folds: 5 },
      },
      /validateBy\.folds: .*folds of the kind time-series/,
    ],
    [
      { search: { linear: {} }, validateBy: { folds: 5 }, pruning: { from: 5 } },
      /pruning\.from: trials are compared after so many folds, and there are 5/,
    ],
    [{ search: { linear: {} }, validateBy: { folds: 1 } }, /Option validateBy\.folds\.k: .*2/],
    [{ search: { linear: {} }, validateBy: { folds: { kind: 'group' } } }, /validateBy\.folds\.column/],
  ])('%j', (change, message) => {
    expect(() => parseTuneOptions({ target: 'cnt', ...change })).toThrow(message);
  });

  it.each([
    [{ metric: 'rocAuc' as const }, /ROC AUC is for classes, and the target is a number/],
    [{ target: 'nothing' }, /no column “nothing”/],
  ])('%j, once the data are known', async (change, message) => {
    const { trainer, workers } = createTestTrainer();
    await expect(trainer.tune(someRides, { ...options, ...change }, createScope().scope)).rejects.toThrow(
      message,
    );
    expect(workers()).toBe(0);
  });
});
