import { describe, expect, it } from 'vitest';
import { readBikeRides, readExampleData } from './example-data.fixture';
import type { Columns } from './model';
import { openModel } from './open-model';
import { takeTableRows } from './read-table';
import { createTrainer } from './train-in-worker';
import { assets, createScope, createTestTrainer } from './train-in-worker.fixture';

const someRides = (rows: number): Columns => {
  const rides = readBikeRides();
  return takeTableRows(
    rides,
    Uint32Array.from({ length: rows }, (_, i) => (i * 7) % rides.numRows),
  );
};

describe('training in a worker', () => {
  it('gives a model that predicts tables, with a live curve on the way', async () => {
    const { trainer, workers } = createTestTrainer();
    const { scope, seen } = createScope();
    const rides = someRides(1500);
    const model = await trainer.train(
      rides,
      { target: 'cnt', learner: 'network', options: { epochs: 8 } },
      scope,
    );
    expect(workers()).toBe(0);
    expect(model.history).toHaveLength(8);
    const curves = seen.flatMap((progress) => progress?.history?.length ?? []);
    expect(Math.max(...curves)).toBe(8);
    expect(seen.at(-1)).toBeUndefined();

    const rows = [
      {
        season: 1,
        yr: 0,
        mnth: 1,
        hr: 8,
        holiday: 0,
        weekday: 3,
        workingday: 1,
        weathersit: 1,
        temp: 0.3,
        atemp: 0.3,
        hum: 0.6,
        windspeed: 0.1,
      },
    ];
    const answered = await model.predict(rows as never); // a notebook hands it any table
    expect(answered.values[0]).toBeTypeOf('number');
    expect(workers()).toBe(1);
    const onServer = await openModel(await model.toPackage(), { assets });
    expect(await onServer.predict(rides)).toEqual(await model.predict(rides));
  });

  it('gives trees that explain tables and inputs, as the opened package does', async () => {
    const { trainer, workers } = createTestTrainer();
    const rides = someRides(1500);
    const options = { target: 'cnt', learner: 'boosted-trees' as const, options: { rounds: 30 } };
    const model = await trainer.train(rides, options, createScope().scope);
    const some = someRides(40);
    const { values: answers } = await model.predict(some);
    const explanation = await model.explain(some, { background: rides, interactions: false });
    const count = explanation.features.length;
    expect(explanation).toMatchObject({ outputs: ['cnt'], background: { used: 200, given: 1500 } });
    for (const [row, answer] of answers.entries()) {
      const own = explanation.values.subarray(row * count, (row + 1) * count);
      expect(own.reduce((a, b) => a + b, explanation.base[0] ?? 0)).toBeCloseTo(Number(answer), 6);
    }
    const byHour = await model.dependence('hr');
    expect(byHour.at.length).toBeGreaterThan(10);
    expect(Math.max(...byHour.values) - Math.min(...byHour.values)).toBeGreaterThan(50);
    await expect(model.dependence('nothing')).rejects.toThrow('no input “nothing”');
    expect(workers()).toBe(1);

    const onServer = await openModel(await model.toPackage(), { assets });
    expect(await onServer.explain(some, { interactions: true })).toEqual(
      await model.explain(some, { interactions: true }),
    );
    expect(await onServer.dependence('hr', some)).toEqual(await model.dependence('hr', some));
  });

  it('keeps the best so far when it is asked to finish', async () => {
    const { trainer } = createTestTrainer();
    const run = createScope();
    const options = {
      target: 'cnt',
      learner: 'network' as const,
      options: { epochs: 10_000, patience: 10_000 },
    };
    const training = trainer.train(someRides(800), options, {
      ...run.scope,
      progress(progress) {
        run.scope.progress(progress);
        if ((progress?.history?.length ?? 0) >= 3) run.finish();
      },
    });
    const model = await training;
    expect(model.history.length).toBeGreaterThanOrEqual(3);
    expect(model.history.length).toBeLessThan(10_000);
    expect(model.notes.join()).toMatch(/Stopped by hand; the best epoch, \d+, was kept/);
    expect(model.evaluation.metrics.rmse).toBeLessThan(model.evaluation.baseline.rmse ?? 0);
  });

  it('goes on from an earlier model, whose files cross to the worker, and can be finished there', async () => {
    const { trainer, workers } = createTestTrainer();
    const options = { target: 'cnt', options: { rounds: 5, patience: 0 } };
    const earlier = await trainer.train(someRides(800), options, createScope().scope);
    const run = createScope();
    const later = await trainer.train(
      someRides(800),
      { ...options, options: { rounds: 10_000, patience: 0 }, warmStart: earlier },
      {
        ...run.scope,
        progress(progress) {
          run.scope.progress(progress);
          if ((progress?.history?.length ?? 0) >= 3) run.finish();
        },
      },
    );
    expect(workers()).toBe(0);
    expect(later.notes.join()).toMatch(/Stopped by hand after round \d+/);
    expect(later.history.length).toBeLessThan(10_000);
    expect(later.history.at(-1)?.metrics.trainRmse).toBeLessThan(
      earlier.history.at(-1)?.metrics.trainRmse ?? 0,
    );
  });

  it('ends with its worker when the cell is stopped', async () => {
    const { trainer, workers } = createTestTrainer();
    const { scope, abort } = createScope();
    const training = trainer.train(
      readExampleData('penguins'),
      { target: 'species', learner: 'boosted-trees' },
      scope,
    );
    abort.abort(new DOMException('stopped', 'AbortError'));
    await expect(training).rejects.toMatchObject({ name: 'AbortError' });
    expect(workers()).toBe(0);
  });

  it.each([
    [{ target: 'specie' }, /There is no column “specie”\. The columns are species, island/],
    [{ target: 'Species' }, /there is “species”/],
    [
      { target: 'species', learner: 'boosted-trees', options: { depth: 2 } },
      /Boosted trees takes objective, rounds, learningRate/,
    ],
    [{ target: 'species', colour: 1 }, /colour/],
  ])('refuses %j in words', async (options, message) => {
    const { trainer } = createTestTrainer();
    await expect(
      trainer.train(readExampleData('penguins'), options as never, createScope().scope),
    ).rejects.toThrow(message);
  });

  it('says that a network has no worker to learn in', async () => {
    const trainer = createTrainer({
      loadAsset: async () => new Blob(),
      createWorker: async () => {
        throw new Error('The asset training-worker is not there.');
      },
    });
    await expect(
      trainer.train(readExampleData('penguins'), { target: 'species' }, createScope().scope),
    ).rejects.toThrow(/training-worker/);
  });
});
