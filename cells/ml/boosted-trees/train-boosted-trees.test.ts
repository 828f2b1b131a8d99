import { describe, expect, it } from 'vitest';
import { readExampleData } from '../example-data.fixture';
import { writeJson } from '../json-file';
import type { Columns, PackageFiles } from '../model';
import { nodeAssets } from '../node-assets';
import { openModel } from '../open-model';
import { train } from '../train';
import { boostedTrees as ydfTrees } from '../trees';
import type { TrainCall } from '../warm-start';
import { createFitContext, numbers, table, texts } from './fit.fixture';

const assets = nodeAssets();
const penguins = readExampleData('penguins');
const trainOn = (data: Columns, options: TrainCall, signal = new AbortController().signal) =>
  train(data, options, { signal, progress() {}, assets });
const parametersOf = (files: PackageFiles) => [...files].filter(([path]) => path.startsWith('ensemble'));
const withColumn = (rows: Columns, ...more: Columns['columns']): Columns => ({
  ...rows,
  columns: [...rows.columns, ...more],
});

describe('weights', () => {
  const weights = Float64Array.from({ length: penguins.numRows }, (_, row) => row % 3);
  const weighted = withColumn(penguins, numbers('importance', weights));
  const options = { target: 'body_mass_g', options: { rounds: 10 } } as const;

  it('count, are no feature, and a weight of 0 is as if the row were not there', async () => {
    const model = await trainOn(weighted, { ...options, weight: 'importance' });
    expect(model.signature.inputs.map(({ name }) => name)).not.toContain('importance');
    expect(model.notes.join()).toMatch(/\d+ rows of weight 0 are not used/);
    const kept = [...weights.keys()].filter((row) => (weights[row] ?? 0) > 0);
    const { takeTableRows } = await import('../read-table');
    const same = await trainOn(takeTableRows(weighted, kept), { ...options, weight: 'importance' });
    expect(parametersOf(await same.toPackage())).toEqual(parametersOf(await model.toPackage()));
    const unweighted = await trainOn(takeTableRows(penguins, kept), options);
    expect(parametersOf(await unweighted.toPackage())).not.toEqual(parametersOf(await model.toPackage()));
  });

  it.each([
    [{ weight: 'importances' }, /There is no column “importances”/],
    [{ weight: 'body_mass_g' }, /is the target, so it cannot be the weight/],
    [{ weight: 'island' }, /“island” cannot be the weight: it holds string values/],
    [{ weight: 'sparse' }, /“sparse” cannot be the weight: row 1 has none/],
    [{ weight: 'below' }, /row 2 has -1\. Weights are numbers of zero or more/],
    [{ weight: 'importance', features: ['importance'] }, /is the weight, so it cannot be a feature/],
    [
      { weight: 'importance', learner: 'random-forest', options: {} },
      /Random forest takes no weights; Boosted trees, Linear, Neural network and Dummy do/,
    ],
  ] as const)('that cannot be are refused in words (%#)', async (more, message) => {
    const below = numbers(
      'below',
      weights.map((weight, row) => (row === 1 ? -1 : weight)),
    );
    const sparse = numbers(
      'sparse',
      weights.map((weight) => weight || Number.NaN),
    );
    const call = { ...options, ...more } as TrainCall; // one of the cases has the options of another learner
    await expect(trainOn(withColumn(weighted, below, sparse), call)).rejects.toThrow(message);
  });
});

describe('a warm start', () => {
  const options = { target: 'species', options: { rounds: 8, patience: 0 } } as const;

  it('keeps the earlier trees and adds to them', async () => {
    const earlier = await trainOn(penguins, options);
    const later = await trainOn(penguins, { ...options, warmStart: earlier });
    expect(later.history).toHaveLength(8);
    expect(later.history.at(-1)?.metrics.trainLogLoss).toBeLessThan(
      earlier.history.at(-1)?.metrics.trainLogLoss ?? 0,
    );
    expect(JSON.stringify(later.options)).toBe(JSON.stringify(earlier.options));
  });

  it.each([
    [{ target: 'island' }, /it predicts “species”/],
    [{ target: 'species', features: ['bill_length_mm'] }, /its inputs are island \(string\), bill_length_mm/],
    [{ target: 'species', learner: 'linear', options: {} }, /Linear cannot go on from an earlier model/],
    [{ target: 'species', options: { rounds: 8, folds: 3 } }, /has seen the rows of every fold/],
  ] as const)('from a model that does not fit is refused (%#)', async (more, message) => {
    const earlier = await trainOn(penguins, options);
    const call = { ...options, ...more, warmStart: earlier } as TrainCall; // as above
    await expect(trainOn(penguins, call)).rejects.toThrow(message);
  });

  it('from a name, not a model, is refused', async () => {
    await expect(trainOn(penguins, { ...options, warmStart: 'model' as never })).rejects.toThrow(
      /a model that ml\.train gave is needed/,
    );
  });
});

describe('a training', () => {
  it('of text, dates, truth values and missing values gives the same answers from its package', async () => {
    const n = 300;
    const rows = table(
      {
        name: 'day',
        type: 'date',
        values: Float64Array.from({ length: n }, (_, i) => (i % 11 ? i * 3.6e6 : Number.NaN)),
      },
      { name: 'flag', type: 'boolean', values: Float64Array.from({ length: n }, (_, i) => i % 2) },
      texts(
        'word',
        Array.from({ length: n }, (_, i) => (i % 7 ? `w${i % 5}` : null)),
      ),
      numbers(
        'y',
        Array.from({ length: n }, (_, i) => (i % 24) + (i % 2) * 10 + (i % 5)),
      ),
    );
    const model = await trainOn(rows, { target: 'y', options: { rounds: 50, minSamplesLeaf: 5 } });
    expect(model.evaluation.metrics.rmse).toBeLessThan((model.evaluation.baseline.rmse ?? 0) / 2);
    const opened = await openModel(await model.toPackage(), { assets });
    expect(await opened.predict(rows)).toEqual(await model.predict(rows));
    const day = model.importances.find(({ feature }) => feature === 'day');
    expect(day?.gain).toBeGreaterThan(0);
    expect(model.importances.map(({ feature }) => feature).sort()).toEqual(['day', 'flag', 'word']);
  });

  it('with quantiles answers bands', async () => {
    const model = await trainOn(penguins, {
      target: 'body_mass_g',
      options: { objective: 'quantile', quantiles: [0.1, 0.5, 0.9], rounds: 40 },
    });
    const { quantiles, values } = await model.predict(penguins);
    expect(quantiles?.levels).toEqual([0.1, 0.5, 0.9]);
    expect(quantiles?.values).toHaveLength(3 * penguins.numRows);
    expect(values[0]).toBe(quantiles?.values[1]);
    expect(Object.keys(model.history[0]?.metrics ?? {})).toEqual(['trainPinball', 'validationPinball']);
  });

  it('of few rows holds none of them out', async () => {
    const few = table(
      numbers(
        'x',
        Array.from({ length: 40 }, (_, i) => i),
      ),
      numbers(
        'y',
        Array.from({ length: 40 }, (_, i) => i * 1.5 + (i % 3)),
      ),
    );
    const model = await trainOn(few, { target: 'y', options: { rounds: 5, minSamplesLeaf: 2 } });
    expect(model.history).toHaveLength(5);
    expect(Object.keys(model.history[0]?.metrics ?? {})).toEqual(['trainRmse']);
  });

  it('that was stopped keeps the best round', async () => {
    const abort = new AbortController();
    let steps = 0;
    const model = await train(
      penguins,
      { target: 'body_mass_g', options: { rounds: 10_000, patience: 10_000, learningRate: 0.01 } },
      {
        signal: abort.signal,
        assets,
        progress: ({ history = [] }) => {
          steps = history.length;
          if (steps === 20) abort.abort(new DOMException('stopped', 'AbortError'));
        },
      },
    );
    expect(model.history.length).toBe(20);
    expect(model.notes.join()).toMatch(/Stopped by hand; the best round, \d+, was kept/);
  });
});

it('a model that was made with YDF is still opened', async () => {
  const features = { ...penguins, columns: penguins.columns.filter(({ name }) => name !== 'body_mass_g') };
  const mass = penguins.columns.find(({ name }) => name === 'body_mass_g')?.values ?? [];
  const target = Float64Array.from({ length: mass.length }, (_, row) => Number(mass[row]) || 4000);
  const fitted = await ydfTrees.fit(
    { features, target, task: 'regression', seed: 1 },
    {},
    { ...createFitContext(), assets },
  );
  const model = await trainOn(penguins, { target: 'body_mass_g', options: { rounds: 1 } });
  const kept = [...(await model.toPackage())].filter(([path]) => !path.startsWith('ensemble'));
  const manifest = JSON.parse(new TextDecoder().decode(new Map(kept).get('cellar.json')));
  const old = new Map([...kept, ...(await fitted.files())]).set(
    'cellar.json',
    writeJson({ ...manifest, weights: fitted.weights }),
  );
  const opened = await openModel(old, { assets });
  expect(opened.learner).toBe('boosted-trees');
  expect(await opened.predict(features)).toEqual(await fitted.predict(features));
  await expect(
    trainOn(penguins, { target: 'body_mass_g', warmStart: { toPackage: async () => old } as never }),
  ).rejects.toThrow(/made by an earlier version/);
});
