import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { addDatasetFile } from '../../services/datasets';
import { readVersion } from '../../services/registry';
import { openTestSystem, type TestSystem } from '../../testing';
import { createServing, importModel, inspectFiles, keepFolder, predict, tryFiles } from '..';
import { readFolder, sendFiles } from './send-files.fixture';

/** Folders of `make.py`, which MLflow's own client saved, and what Python answers with them. */
const fixtures = join(process.cwd(), 'tests/fixtures/mlflow');
const expected: { rows: { age: number; hours: number }[] } & Record<
  'onnx' | 'xgboost' | 'lightgbm',
  number[]
> = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8'));

describe.each(testDatabases)('folders of MLflow on $name', { timeout: 120_000 }, ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const sendFolder = (name: string) => sendFiles(test, readFolder(join(fixtures, name)));
  async function inspect(files: Record<string, string>) {
    const inspected = await inspectFiles(test.context, { files });
    if (inspected.kind === 'kept') throw new Error(inspected.why);
    return inspected;
  }
  const hashOf = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(fixtures, path)))
      .digest('hex');
  const csv = `age,hours,granted\n${Array.from({ length: 40 }, (_, i) => {
    const [age, hours] = [Math.sin(i), Math.cos(3 * i)];
    return `${age},${hours},${age + hours / 2 > 0 ? 'paid' : 'owed'}`;
  }).join('\n')}\n`;

  it.each(['onnx', 'xgboost', 'lightgbm'] as const)(
    'around %s answer as in Python, by the names and the example of the folder',
    async (flavor) => {
      const files = await sendFolder(flavor);
      const { example, signature } = await inspect(files);
      const [first] = expected.rows;
      // A tensor has no names; its example is a matrix.
      const names = flavor === 'onnx' ? ['x1', 'x2'] : ['age', 'hours'];
      expect(signature.inputs.map(({ name }) => name)).toEqual(names);
      expect(Object.values(example ?? {}).map((value) => Number(value).toFixed(3))).toEqual(
        [first?.age, first?.hours].map((value) => value?.toFixed(3)),
      );
      const about = { inputs: [...signature.inputs], target: 'granted', classes: ['owed', 'paid'] };
      const { probabilities } = await tryFiles(test.context, { files, about, row: { ...example } });
      expect(probabilities?.find(({ name }) => name === 'paid')?.value).toBeCloseTo(
        expected[flavor][0] ?? 0,
        5,
      );
    },
  );

  it('become versions that give their files back, and a package of Cellar’s comes back as what it is, its figures measured anew', async () => {
    const { context } = test;
    const data = await addDatasetFile(context, {
      ...{ name: 'applicants', fileName: 'applicants.csv', content: Readable.from([csv]) },
    });
    const files = await sendFolder('xgboost');
    const { signature } = await inspect(files);
    const about = { inputs: [...signature.inputs], target: 'granted', classes: ['owed', 'paid'] };
    const [row = { age: 0, hours: 0 }] = expected.rows;
    const made = await importModel(context, {
      ...{ model: 'granted', fileName: 'granted', files, about, row },
      testedOn: { datasetId: data.datasetId },
    });
    const first = await readVersion(context, made);
    expect(first.manifest).toMatchObject({ learner: 'boosted-trees', evaluation: { rows: 40 } });
    expect(first.manifest.notes[1]).toBe('Trained by XGBoost 3.2.0.');
    expect(first.manifest.evaluation.metrics.rocAuc).toBeGreaterThan(0.9);
    for (const name of ['MLmodel', 'model.ubj', 'conda.yaml'])
      expect(first.files[name]?.hash).toBe(hashOf(`xgboost/${name}`));
    expect(first.files['ensemble.bin']).toBeDefined();

    // As it was downloaded, with figures that nobody measured.
    const claims = {
      ...first.manifest,
      evaluation: { ...first.manifest.evaluation, metrics: { rocAuc: 1 } },
    };
    const forged = await sendFiles(test, [['cellar.json', Buffer.from(JSON.stringify(claims))]]);
    const bundle = {
      ...Object.fromEntries(Object.entries(first.files).map(([path, { hash }]) => [path, hash])),
      ...forged,
    };
    const again = await inspect(bundle);
    expect(again).toMatchObject({ learner: 'boosted-trees', isFixed: true, task: 'binary', example: row });
    const { inputs, output } = again.signature;
    const said = { inputs: [...inputs], target: output.name, classes: [...(output.classes ?? [])] };
    const back = await importModel(context, {
      ...{ model: 'granted-again', fileName: 'granted-v1.zip', files: bundle, about: said, row },
    });
    const second = await readVersion(context, back);
    expect(second.manifest.evaluation).toEqual(first.manifest.evaluation);
    expect(second.manifest.signature).toEqual(first.manifest.signature);
    expect(second.verification).toMatchObject({ verdict: 'impossible' });
    const serving = createServing(test.system);
    const answers = await Promise.all(
      ['granted', 'granted-again'].map((model) => predict(serving, model, { rows: expected.rows })),
    );
    const chances = answers.map(({ predictions }) =>
      predictions.map(({ probabilities }) => probabilities?.paid),
    );
    expect(chances[0]).toEqual(chances[1]);
    for (const [i, chance] of expected.xgboost.entries()) expect(chances[0]?.[i]).toBeCloseTo(chance, 6);
    serving.models.dispose();
  });

  it('of other flavours say what would answer, and are kept without being run', async () => {
    const { context } = test;
    const files = await sendFolder('sklearn');
    const inspected = await inspectFiles(context, { files });
    expect(inspected).toMatchObject({
      ...{
        kind: 'kept',
        flavors: ['python_function', 'sklearn'],
        why: expect.stringContaining('skl2onnx.to_onnx'),
      },
    });
    const kept = await keepFolder(context, { model: 'pickled', fileName: 'sklearn', files });
    const version = await readVersion(context, kept);
    expect(version).toMatchObject({
      status: 'external',
      statusDetail: expect.stringContaining('It is a folder of MLflow’s'),
      slice: expect.stringContaining('A folder of MLflow’s'),
    });
    expect(version.files['model.pkl']?.hash).toBe(hashOf('sklearn/model.pkl'));

    const saved = await sendFiles(test, [
      ['MLmodel', Buffer.from('flavors:\n  tensorflow:\n    saved_model_dir: m\n')],
    ]);
    await expect(inspectFiles(context, { files: saved })).resolves.toMatchObject({
      ...{ kind: 'kept', why: expect.stringContaining('tensorflowjs_converter') },
    });
    const pickle = { ...(await sendFolder('xgboost')), 'model.ubj': files['model.pkl'] ?? '' };
    await expect(inspectFiles(context, { files: pickle })).resolves.toMatchObject({
      ...{ kind: 'kept', why: expect.stringContaining('Python pickle, which is a program') },
    });
    const served = await sendFolder('onnx');
    await expect(keepFolder(context, { model: 'pickled', fileName: 'onnx', files: served })).rejects.toThrow(
      'can answer here',
    );
  });
});
