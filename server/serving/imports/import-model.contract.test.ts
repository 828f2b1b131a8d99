import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { addDatasetFile, readRows } from '../../services/datasets';
import { readCard, readServed, readVersion, recordBlob, verifyAgain } from '../../services/registry';
import { openTestSystem, type TestSystem } from '../../testing';
import { createServing, importModel, inspectFile, judgeVersion, predict, tryFile } from '..';
import { testOnRows } from './test-on-rows';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../cells/ml/onnx/fixtures/${name}.onnx`, import.meta.url));

describe.each(testDatabases)('models that were made elsewhere on $name', { timeout: 120_000 }, ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  /** Sends a file as the page does. */
  async function upload(content: Buffer): Promise<string> {
    const blob = await test.context.storage.put(content);
    await recordBlob(test.context, blob);
    expect(blob.hash).toBe(createHash('sha256').update(content).digest('hex'));
    return blob.hash;
  }

  const hiring = {
    inputs: [
      { name: 'age', type: 'number' as const, required: true },
      { name: 'hours', type: 'number' as const, required: true },
      { name: 'job', type: 'string' as const, required: true },
    ],
    target: 'hired',
    classes: ['no', 'yes'],
  };
  const row = { age: 1.2, hours: 0.4, job: 'cook' };

  it('are proposed, tried, registered, and answer as others do', async () => {
    const { context } = test;
    const hash = await upload(fixture('sklearn-columns'));
    const proposal = await inspectFile(context, { hash });
    expect(proposal).toMatchObject({ task: 'binary', signature: { output: { classes: ['no', 'yes'] } } });
    expect(proposal.producer).toMatch(/^skl2onnx 1\./);
    const tried = await tryFile(context, { hash, about: hiring, row });
    expect(tried.prediction).toBe('yes');
    const made = await importModel(context, {
      ...{ model: 'hiring', fileName: 'hiring.onnx', hash, about: hiring, row, licence: 'MIT' },
    });
    expect(made).toMatchObject({ model: 'hiring', version: 1 });
    const version = await readVersion(context, { model: 'hiring', version: 1 });
    expect(version).toMatchObject({ status: 'ready', licence: 'MIT', example: row });
    expect(version.verification).toMatchObject({ verdict: 'impossible' });
    expect(Object.keys(version.files).sort()).toEqual(
      ['MLmodel', 'cellar.json', 'environment.json', 'input_example.json', 'model.onnx'].sort(),
    );

    const serving = createServing(test.system);
    const answer = await predict(serving, 'hiring', { rows: [row] });
    expect(answer.predictions[0]?.prediction).toBe('yes');
    const yes = tried.probabilities?.find(({ name }) => name === 'yes')?.value;
    expect(answer.predictions[0]?.probabilities?.yes).toBe(yes);
    await expect(predict(serving, 'hiring', { rows: [{ ...row, age: 'old' }] })).rejects.toThrow();
    serving.models.dispose();
    await serving.log.roll();
    await expect(verifyAgain(context, { model: 'hiring', version: 1 })).rejects.toThrow('made elsewhere');
    expect(JSON.stringify(await readCard(context, { model: 'hiring', version: 1 }))).toContain(
      'cannot be. It was made elsewhere',
    );
  });

  it('are judged on the rows of a data set, like those that were trained here', async () => {
    const { context } = test;
    const csv = `age,hours,job,hired\n${Array.from({ length: 60 }, (_, i) => {
      const [age, hours] = [Math.sin(i), Math.cos(3 * i)];
      return `${age},${hours},${i % 2 ? 'cook' : 'smith'},${age + hours / 2 > 0 ? 'hired' : 'refused'}`;
    }).join('\n')}\n`;
    const data = await addDatasetFile(context, {
      ...{ name: 'applicants', fileName: 'applicants.csv', content: Readable.from([csv]) },
    });
    const hash = await upload(fixture('sklearn-columns'));
    const named = { ...hiring, classes: ['refused', 'hired'] };
    const given = { fileName: 'hiring.onnx', hash, about: named, row };
    const testedOn = { datasetId: data.datasetId };
    const { version } = await importModel(context, { ...given, model: 'hiring-tested', testedOn });
    const { manifest, data: used } = await readVersion(context, { model: 'hiring-tested', version });
    expect(manifest.evaluation).toMatchObject({ rows: 60, metrics: { accuracy: expect.any(Number) } });
    expect(manifest.evaluation.metrics.accuracy).toBeGreaterThan(0.9);
    expect(used).toMatchObject([{ name: 'applicants', version: 1 }]);
    const served = await readServed(context, 'hiring-tested', version);
    const { judgement } = await judgeVersion(context, served);
    expect(judgement.metrics.accuracy?.value).toBe(manifest.evaluation.metrics.accuracy);

    const read = await readRows(context, { id: data.datasetId, limit: 100 });
    const never = { predict: () => Promise.reject(new Error('not asked')) };
    await expect(testOnRows(never, { ...manifest, target: 'salary' }, read)).rejects.toThrow(
      'applicants cannot test it',
    );
  });

  it('are refused in words, and nothing is registered', async () => {
    const { context } = test;
    const refuse = async (content: Buffer, words: string) =>
      expect(inspectFile(context, { hash: await upload(content) })).rejects.toThrow(words);
    await refuse(Buffer.from('MZ this is a program'), 'truncated or damaged');
    await refuse(fixture('hostile-custom-op'), 'somebody');
    await refuse(fixture('hostile-external'), 'another file');
    await expect(inspectFile(context, { hash: 'a'.repeat(64) })).rejects.toThrow('has not arrived');

    const hash = await upload(fixture('sklearn-columns'));
    const tryWith = (changed: object) => tryFile(context, { hash, about: { ...hiring, ...changed }, row });
    await expect(tryWith({ classes: ['no', 'maybe', 'yes'] })).rejects.toThrow('has 2 classes; 3 are named');
    await expect(tryWith({ inputs: hiring.inputs.slice(1) })).rejects.toThrow('takes 3 columns');
    await expect(tryFile(context, { hash, about: hiring, row: { ...row, age: null } })).rejects.toThrow(
      '“age”: must not be null',
    );
    const bomb = await upload(fixture('hostile-bomb'));
    const about = { inputs: [{ name: 'x', type: 'number' as const, required: true }], target: 'y' };
    const bombed = { model: 'bomb', fileName: 'bomb.onnx', hash: bomb, about, row: { x: 1 } };
    await expect(importModel(context, bombed)).rejects.toThrow('could not run the model');
    await expect(readVersion(context, { model: 'bomb', version: 1 })).rejects.toThrow('has no version');
  });
});
