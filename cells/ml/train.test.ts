import { describe, expect, it } from 'vitest';
import { readBikeRides, readExampleData } from './example-data.fixture';
import { trainableLearners } from './learners-about';
import type { Columns, PackageFiles } from './model';
import { nodeAssets } from './node-assets';
import { holdOut, type Part, prepareTraining } from './prepare-training';
import { readTable, takeTableRows } from './read-table';
import { type TrainContext, train } from './train';
import { parseTrainOptions, type TrainOptionsInput } from './train-options';

const context: TrainContext = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
const trainOn = (data: unknown, options: TrainOptionsInput) => train(data, options, context);
const every = (table: Columns, nth: number): Columns =>
  takeTableRows(
    table,
    Uint32Array.from({ length: Math.floor(table.numRows / nth) }, (_, i) => i * nth),
  );
const penguins = () => readExampleData('penguins');

describe('quality on known data', () => {
  // YDF's boosted trees had 41.3 on the same split.
  it('boosted trees reach RMSE 40 on the bike rides, split at random', async () => {
    const { evaluation, importances, history } = await trainOn(readBikeRides(), { target: 'cnt' });
    expect(evaluation.metrics.rmse).toBeLessThan(40);
    expect(evaluation.baseline.rmse).toBeGreaterThan(170);
    expect(importances[0]).toMatchObject({
      feature: 'hr',
      gain: expect.any(Number),
      cover: expect.any(Number),
    });
    expect(importances.reduce((sum, { gain = 0 }) => sum + gain, 0)).toBeCloseTo(1, 6);
    expect(history.at(-1)?.metrics.validationRmse).toBeLessThan(history[0]?.metrics.validationRmse ?? 0);
  });

  it('boosted trees reach a mean RMSE of 47 500 on the Californian houses', async () => {
    const houses = readExampleData('california-housing');
    const errors: number[] = [];
    for (const seed of [1, 2, 3]) {
      const { evaluation } = await trainOn(houses, { target: 'median_house_value', seed });
      errors.push(evaluation.metrics.rmse ?? Number.NaN);
    }
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(47_500);
  });

  it.each(['boosted-trees', 'random-forest', 'linear', 'network', 'nearest-centroid'] as const)(
    '%s tells penguins apart',
    async (learner) => {
      const { evaluation, task } = await trainOn(penguins(), {
        target: 'species',
        learner,
        split: { by: 'stratified' },
      });
      expect(task).toBe('multiclass');
      expect(evaluation.metrics.accuracy).toBeGreaterThan(0.9);
    },
  );

  it('shows what is reached without learning much, beside each result of classes', async () => {
    const options = { target: 'species', split: { by: 'stratified' } } as const;
    const { evaluation } = await trainOn(penguins(), { ...options, learner: 'dummy' });
    const centroid = await trainOn(penguins(), { ...options, learner: 'nearest-centroid' });
    expect(evaluation.metrics).toEqual(evaluation.baseline);
    expect(evaluation).toMatchObject({ nearestCentroid: centroid.evaluation.metrics });
    const numbers = await trainOn(penguins(), { target: 'body_mass_g', learner: 'dummy' });
    expect(numbers.evaluation.metrics).toEqual(numbers.evaluation.baseline);
    expect(numbers.evaluation).not.toHaveProperty('nearestCentroid');
  });

  it('a network learns what a line cannot', async () => {
    const rides = every(readBikeRides(), 4);
    const line = await trainOn(rides, { target: 'cnt', learner: 'linear' });
    const network = await trainOn(rides, { target: 'cnt', learner: 'network', options: { epochs: 25 } });
    expect(network.evaluation.metrics.rmse).toBeLessThan(0.75 * (line.evaluation.metrics.rmse ?? 0));
    expect(network.history.at(-1)?.metrics.validationRmse).toBeLessThan(
      network.history[0]?.metrics.validationRmse ?? 0,
    );
  });
});

describe('a training', () => {
  const weightsOf = async (options: TrainOptionsInput): Promise<PackageFiles> =>
    (await trainOn(every(penguins(), 2), options)).toPackage();

  it.each([
    { target: 'species', learner: 'network', options: { epochs: 4, dropout: 0.2, l2: 0.001 } },
    { target: 'sex', learner: 'linear' },
    {
      target: 'species',
      learner: 'boosted-trees',
      options: { rounds: 20, subsample: 0.7, columnsByLevel: 0.5 },
    },
  ] as const)('gives the same bytes for the same seed ($learner)', async (options) => {
    const once = await weightsOf({ ...options, seed: 3 });
    expect([...(await weightsOf({ ...options, seed: 3 }))]).toEqual([...once]);
    expect([...(await weightsOf({ ...options, seed: 4 }))]).not.toEqual([...once]);
  });

  it('of a forest gives the same nodes', async () => {
    const nodes = (files: PackageFiles) => [...files].filter(([path]) => path.startsWith('ydf/nodes'));
    const once = nodes(await weightsOf({ target: 'species', learner: 'random-forest' }));
    expect(once.length).toBeGreaterThan(0);
    expect(nodes(await weightsOf({ target: 'species', learner: 'random-forest' }))).toEqual(once);
  });

  it('learns nothing from the test rows, preprocessing included', async () => {
    const rides = every(readBikeRides(), 20);
    const options = {
      target: 'cnt',
      learner: 'linear',
      split: { by: 'time', column: 'yr', boundary: 1 },
    } as const;
    const spoilt = {
      ...rides,
      columns: rides.columns.map((column) => {
        const yr = rides.columns.find(({ name }) => name === 'yr');
        return column.name === 'temp' && column.type === 'number'
          ? { ...column, values: column.values.map((value, row) => (yr?.values[row] === 1 ? 1e6 : value)) }
          : column;
      }),
    };
    const files = await (await trainOn(rides, options)).toPackage();
    const spoiltFiles = await (await trainOn(spoilt, options)).toPackage();
    for (const path of ['preprocessing.json', 'weights/coefficients.json', 'profile.json'])
      expect(spoiltFiles.get(path)).toEqual(files.get(path));
  });

  it('by group keeps groups whole, in the rows held out for early stopping too', async () => {
    const prepared = prepareTraining(readTable(penguins()), {
      ...parseTrainOptions({
        target: 'body_mass_g',
        split: { by: 'group', column: 'island', testShare: 0.3 },
      }),
    });
    const islands = (part: Part) => new Set(part.groups?.values as readonly string[]); // a column of text
    const { fit, validation } = holdOut(prepared.train, {
      split: { by: 'group', column: 'island', testShare: 0.3 },
      seed: 1,
    });
    expect([islands(fit), islands(validation), islands(prepared.test)].map(({ size }) => size)).toEqual([
      1, 1, 1,
    ]);
    expect(new Set([...islands(fit), ...islands(validation), ...islands(prepared.test)]).size).toBe(3);
    expect(prepared.train.features.columns.map(({ name }) => name)).not.toContain('island');
    expect(prepared.notes.join()).toMatch(/“island” is not used: it parts the split/);
  });

  it('names a column that gives the target away, and trains on it all the same', async () => {
    const { notes, signature, leaks } = await trainOn(every(readExampleData('bike-sharing-hour'), 20), {
      target: 'cnt',
      learner: 'linear',
    });
    expect(notes[0]).toMatch(/“registered” alone foretells “cnt” almost entirely \(R² 0\.9/);
    expect(leaks).toContain('registered');
    expect(signature.inputs.map(({ name }) => name)).toContain('registered');
  });

  it('finds what kind of target it has', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      x: i % 7,
      few: i % 3,
      flag: i % 2 === 0,
      many: i * 1.5,
      word: `w${i % 4}`,
    }));
    const taskOf = async (target: string, task?: 'regression') =>
      (await trainOn(rows, { target, task, learner: 'linear' })).task;
    expect(
      await Promise.all([
        taskOf('few'),
        taskOf('flag'),
        taskOf('many'),
        taskOf('word'),
        taskOf('few', 'regression'),
      ]),
    ).toEqual(['multiclass', 'binary', 'regression', 'multiclass', 'regression']);
    const { signature } = await trainOn(rows, { target: 'flag', learner: 'linear' });
    expect(signature.output).toEqual({ name: 'flag', type: 'string', classes: ['false', 'true'] });
  });

  it('says what it left out', async () => {
    const rows = Array.from({ length: 80 }, (_, i) => ({
      x: i % 7,
      y: i === 3 ? null : i + 0.5,
      nothing: null,
      id: `customer ${i}`,
      tags: ['a'],
    }));
    const { notes, signature } = await trainOn(rows, { target: 'y', learner: 'linear' });
    expect(signature.inputs.map(({ name }) => name)).toEqual(['x']);
    expect(notes.join('\n')).toMatch(
      /1 row without a target is not used[\s\S]*“nothing” is not used: it has no values[\s\S]*“id” is not used: nearly every row[\s\S]*“tags” is not used: it mixes types/,
    );
  });

  it('takes missing values and unseen categories in prediction, for every learner', async () => {
    for (const learner of trainableLearners) {
      const model = await trainOn(penguins(), {
        target: 'species',
        learner,
        options: learner === 'network' ? { epochs: 2 } : {},
      });
      const rows = [
        {
          island: 'Atlantis',
          bill_length_mm: null,
          bill_depth_mm: null,
          flipper_length_mm: 190,
          body_mass_g: null,
          sex: null,
        },
      ];
      const { values, probabilities } = await model.predict(rows as never); // a notebook hands it any table
      expect(['Adelie', 'Chinstrap', 'Gentoo']).toContain(values[0]);
      expect(probabilities?.values.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
      model.dispose();
    }
  });
});

describe('columns that training knows little of', () => {
  const rows = Array.from({ length: 200 }, (_, t) => ({
    t,
    late: t < 170 ? null : t,
    x: t % 9 === 0 ? Number.POSITIVE_INFINITY : (t * 37) % 101,
    huge: ((t * 37) % 101) * 1e300,
    y: ((t * 37) % 101) + 0.5,
    label: t % 3 ? 'a' : 'b',
  }));
  const split = { by: 'time', column: 't' } as const;

  it('are left out where no training row has a value, and named', async () => {
    for (const learner of ['linear', 'network', 'boosted-trees'] as const) {
      const options = learner === 'network' ? { epochs: 2 } : {};
      const given = { target: 'label', split, learner, options } as const;
      const { signature, notes } = await trainOn(rows, { ...given, features: ['late', 'y'] });
      expect(signature.inputs.map(({ name }) => name)).toEqual(['y']);
      expect(notes.join()).toContain('“late” is not used: no training row has a value of it.');
      await expect(trainOn(rows, { ...given, features: ['late'] })).rejects.toThrow(
        'No feature has a value in the rows that train',
      );
    }
  });

  it('may hold infinite and very large numbers', async () => {
    for (const learner of ['linear', 'network', 'nearest-centroid'] as const) {
      const target = learner === 'nearest-centroid' ? 'label' : 'y';
      const options = learner === 'network' ? { epochs: 2 } : {};
      const model = await trainOn(rows, { target, features: ['x', 'huge'], learner, options });
      expect(model.evaluation.metrics).not.toEqual({});
      const { values, probabilities } = await model.predict(readTable(rows).columns);
      expect([...(probabilities?.values ?? values)].every((value) => Number.isFinite(value))).toBe(true);
      expect((await model.toPackage()).size).toBeGreaterThan(0);
    }
    await expect(trainOn(rows, { target: 'huge', learner: 'linear' })).rejects.toThrow(
      /largest value of the target “huge” is 1e\+302.*another unit/,
    );
  });
});

describe('data that cannot be trained on', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    x: i % 5,
    copy: i + 0.5,
    y: i + 0.5,
    same: 1,
    one: 'only',
    day: new Date(i * 1e9),
    id: `n${i}`,
  }));
  it.each([
    [[], { target: 'y' }, /no rows/],
    [rows, { target: 'z' }, /There is no column “z”\. The columns are x, copy/],
    [rows, { target: 'y', features: ['x', 'w'] }, /There is no column “w”/],
    [rows, { target: 'y', features: ['y'] }, /“y” is the target/],
    [rows, { target: 'y' }, /“copy” equals the target “y” on every row/],
    [rows, { target: 'same', task: 'regression' }, /constant \(1\)/],
    [rows, { target: 'one' }, /one class only \(“only”\)/],
    [rows, { target: 'day' }, /is a date/],
    [rows, { target: 'id', task: 'regression' }, /is text, and a regression needs numbers/],
    [rows.slice(0, 4), { target: 'y' }, /4 rows with a target are too few/],
    [rows, { target: 'y', features: ['x'], split: { by: 'stratified' } }, /stratified split needs classes/],
    [
      rows,
      { target: 'y', features: ['x'], split: { by: 'time', column: 'day', boundary: '1999-01-01' } },
      /leaves no rows to test with/,
    ],
    [
      rows.map((row) => ({ ...row, y: null })),
      { target: 'y' },
      /0 rows with a target are too few: 10 are needed at least, and “y” is missing in 40/,
    ],
    [
      rows,
      { target: 'y', split: { by: 'group', column: 'id' }, options: { folds: 5 } },
      /Option options\.folds: .*would part the groups/,
    ],
    [rows.slice(0, 1), { target: 'y' }, /1 row with a target is too few/],
    [rows, { target: 'y', learner: 'linear', options: { l2: -1 } }, /Option options\.l2/],
    ['rows', { target: 'y' }, /A table is needed/],
    [
      Object.fromEntries(
        Array.from({ length: 5002 }, (_, i) => [`c${i}`, rows.map((_, row) => row * i + (i % 7))]),
      ),
      { target: 'c1' },
      /5,001 columns are too many: a model takes 5,000/,
    ],
  ] as const)('is refused in words (%#)', async (data, options, message) => {
    await expect(trainOn(data, options as TrainOptionsInput)).rejects.toThrow(message);
  });

  it('a learning rate that explodes is named', async () => {
    const layers = new Array<number>(10).fill(64);
    const options = { learningRate: 10, epochs: 5, batchSize: 8, activation: 'elu', layers } as const;
    await expect(trainOn(penguins(), { target: 'body_mass_g', learner: 'network', options })).rejects.toThrow(
      /stopped being a number in epoch 1: lower the learning rate \(now 10\)/,
    );
  });
});
