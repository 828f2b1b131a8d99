import { describe, expect, it } from 'vitest';
import { readGolden } from './boosted-trees/formats/golden-boosters.fixture';
import { readBikeRides, readExampleData, without } from './example-data.fixture';
import { parseManifest } from './manifest';
import type { Columns, TrainedModel } from './model';
import { openModel } from './open-model';
import { takeTableRows } from './read-table';
import { assets, createScope, createTestTrainer } from './train-in-worker.fixture';

/** The golden rows with a truth: the library's own answer, somewhat off. */
function withTruth(rows: Columns, truth: Columns['columns'][number]): Columns {
  return { ...rows, columns: [...rows.columns, truth] };
}

const regression = readGolden('lightgbm-regression.txt');
const numbers = withTruth(regression.rows, {
  name: 'score',
  type: 'number',
  values: Float64Array.from(regression.answers, (answer, i) => answer + 0.1 * Math.sin(i)),
});

const binary = readGolden('xgboost-binary.json');
const labelled = withTruth(binary.rows, {
  name: 'wins',
  type: 'string',
  values: binary.answers.map((share, i) => (share > 0.5 === (i % 11 !== 0) ? 'yes' : 'no')),
});
const wins = { target: 'wins', classes: ['no', 'yes'] };

const bring = (
  file: Parameters<ReturnType<typeof createTestTrainer>['trainer']['booster']>[0],
  options: object,
) => createTestTrainer().trainer.booster(file, options as never, createScope().scope);

async function probabilities(model: Pick<TrainedModel, 'predict'>, rows: Columns): Promise<Float64Array> {
  return (await model.predict(rows)).probabilities?.values ?? new Float64Array();
}

describe('a booster of elsewhere', () => {
  it('is a model: tested, profiled, explained, and the same on the server', async () => {
    const model = await bring(new Blob([binary.bytes as Uint8Array<ArrayBuffer>]), {
      ...wins,
      test: labelled,
    });
    expect(model).toMatchObject({
      learner: 'boosted-trees',
      task: 'binary',
      seed: null,
      options: {},
      target: 'wins',
    });
    expect(model.notes).toEqual(['Trained by XGBoost 3.2.0.']);
    expect(model.evaluation.metrics.accuracy).toBeGreaterThan(0.85);
    expect(model.signature.inputs.map(({ name, type }) => `${name} ${type}`)).toContain('town string');
    expect(model.profile.rows).toBe(labelled.numRows);
    expect(model.importances.reduce((sum, { gain = 0 }) => sum + gain, 0)).toBeCloseTo(1, 9);
    const found = await probabilities(model, labelled);
    for (const [row, share] of binary.answers.entries()) expect(found[2 * row + 1]).toBeCloseTo(share, 6);

    const files = await model.toPackage();
    expect(parseManifest(files.get('cellar.json') ?? new Uint8Array()).weights).toEqual([
      'ensemble.json',
      'ensemble.bin',
    ]);
    const server = await openModel(files, { assets });
    expect(await probabilities(server, labelled)).toEqual(found);
    const explained = await model.explain(labelled);
    const { features, values, base } = explained;
    const sum = (base[0] ?? 0) + features.reduce((all, _, i) => all + (values[i] ?? 0), 0);
    expect(sum).toBeCloseTo(binary.margins[0] ?? 0, 5);
  });

  it('gives equal files for equal files, whichever way they come', async () => {
    const options = { target: 'score', test: numbers };
    const [a, b] = [
      await bring(regression.bytes, options),
      await bring(regression.bytes.slice().buffer, options),
    ];
    expect(await a.toPackage()).toEqual(await b.toPackage());
    const attachment = { name: 'model.txt', arrayBuffer: async () => regression.bytes.slice().buffer };
    expect((await bring(attachment, options)).evaluation.metrics.rmse).toBeLessThan(0.12);
  });

  it('goes back to XGBoost, as does a model that was trained here', async () => {
    const model = await bring(binary.bytes, { ...wins, test: labelled });
    const again = await bring(await model.toXgboost(), { ...wins, test: labelled });
    expect(again.notes).toEqual(['Trained by XGBoost 3.2.0.']);
    const [there, here] = [await probabilities(again, labelled), await probabilities(model, labelled)];
    for (const [i, share] of there.entries()) expect(share).toBeCloseTo(here[i] ?? 0, 6);

    const penguins = without(readExampleData('penguins'), 'year');
    const { trainer } = createTestTrainer();
    const options = { target: 'species', learner: 'boosted-trees' as const, options: { rounds: 15 } };
    const trained = await trainer.train(penguins, options, createScope().scope);
    const classes = trained.signature.output.classes ?? [];
    const back = await trainer.booster(
      await trained.toXgboost(),
      { target: 'species', classes: [...classes], test: penguins },
      createScope().scope,
    );
    const [ours, theirs] = [await probabilities(trained, penguins), await probabilities(back, penguins)];
    for (const [i, share] of theirs.entries()) expect(share).toBeCloseTo(ours[i] ?? 0, 5);
  });

  it('reads columns of other names in the order that is given', async () => {
    const renamed = {
      ...numbers,
      columns: numbers.columns.map((column) =>
        column.name === 'age' ? { ...column, name: 'years' } : column,
      ),
    };
    const features = ['years', 'income', 'rooms', 'isOwner'];
    const model = await bring(regression.bytes, { target: 'score', features, test: renamed });
    const { values } = await model.predict(renamed);
    expect(values[3]).toBeCloseTo(regression.answers[3] ?? 0, 9);
    await expect(bring(regression.bytes, { target: 'score', test: renamed })).rejects.toThrow(
      'There is no column “age”. The columns are years, income',
    );
  });

  it('numbers the classes of a target of numbers', async () => {
    const golden = readGolden('xgboost-softmax.json');
    const truth = Float64Array.from({ length: golden.rows.numRows }, (_, i) => i % 3);
    const rows = withTruth(golden.rows, { name: 'level', type: 'number', values: truth });
    const model = await bring(golden.bytes, { target: 'level', test: rows });
    expect(model.signature.output.classes).toEqual(['0', '1', '2']);
  });

  it.each([
    [regression.bytes, { target: 'scores', test: numbers }, /no column “scores”/],
    [
      regression.bytes,
      { target: 'score', test: numbers, classes: ['a', 'b'] },
      /predicts a number, and classes are named/,
    ],
    [binary.bytes, { target: 'wins', test: labelled }, /has labels\. Name them in the order of its outputs/],
    [binary.bytes, { ...wins, classes: ['a', 'b', 'c'], test: labelled }, /has 2 classes; 3 are named/],
    [binary.bytes, { ...wins, test: labelled, depth: 3 }, /depth/],
    [binary.bytes, { ...wins, test: labelled, features: ['town'] }, /6 features, and 1 columns/],
    [
      new TextEncoder().encode('hello'),
      { target: 'score', test: numbers },
      /This is not a booster\. Readable are XGBoost/,
    ],
    [binary.bytes.slice(0, 999), { ...wins, test: labelled }, /not JSON: it is cut off or damaged/],
    ['model.json', { target: 'score', test: numbers }, /ml\.booster takes the file of a booster/],
  ])('is refused in words (%#)', async (file, options, message) => {
    await expect(bring(file as Uint8Array, options)).rejects.toThrow(message);
  });

  it('does not hold what XGBoost does not have', async () => {
    const { trainer } = createTestTrainer();
    const rides = takeTableRows(
      readBikeRides(),
      Uint32Array.from({ length: 200 }, (_, i) => i * 40),
    );
    const linear = await trainer.train(rides, { target: 'cnt', learner: 'linear' }, createScope().scope);
    await expect(linear.toXgboost()).rejects.toThrow(/Only boosted trees can be written for XGBoost/);
    const lightgbm = await bring(regression.bytes, { target: 'score', test: numbers });
    await expect(lightgbm.toXgboost()).rejects.toThrow(/XGBoost cannot hold the threshold/);
  });
});
