import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { addDatasetFile, readRows } from '../../services/datasets';
import { readCard, readServed, readVersion, verifyAgain } from '../../services/registry';
import { openTestSystem, type TestSystem } from '../../testing';
import { createServing, importModel, inspectFiles, judgeVersion, predict, tryFiles } from '..';
import { readFolder, sendFiles } from './send-files.fixture';
import { testOnRows } from './test-on-rows';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../cells/ml/onnx/fixtures/${name}.onnx`, import.meta.url));

describe.each(testDatabases)(
  'models that were made elsewhere on $name',
  { timeout: 120_000 },
  ({ open, isFirst }) => {
    let test: TestSystem;
    beforeAll(async () => {
      test = await openTestSystem({ open });
    });
    afterAll(() => test.close());

    async function inspect(files: Record<string, string>) {
      const inspected = await inspectFiles(test.context, { files });
      if (inspected.kind === 'kept') throw new Error(inspected.why);
      return inspected;
    }
    const upload = (content: Buffer) => sendFiles(test, [['model.onnx', content]]);

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
      const files = await upload(fixture('sklearn-columns'));
      const proposal = await inspect(files);
      expect(proposal).toMatchObject({ task: 'binary', signature: { output: { classes: ['no', 'yes'] } } });
      expect(proposal.producer).toMatch(/^skl2onnx 1\./);
      const tried = await tryFiles(context, { files, about: hiring, row });
      expect(tried.prediction).toBe('yes');
      const made = await importModel(context, {
        ...{ model: 'hiring', fileName: 'hiring.onnx', files, about: hiring, row, licence: 'MIT' },
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
      const files = await upload(fixture('sklearn-columns'));
      const named = { ...hiring, classes: ['refused', 'hired'] };
      const given = { fileName: 'hiring.onnx', files, about: named, row };
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
      await expect(
        testOnRows(never, { ...manifest, target: 'salary' }, { ...read, said: 'applicants v1' }),
      ).rejects.toThrow('applicants v1 cannot test it');
    });

    it.runIf(isFirst)('of TensorFlow.js keep their folder, are tested on rows, and answer', async () => {
      const { context } = test;
      const given = readFolder(join(process.cwd(), 'cells/ml/tfjs/fixtures/three-inputs-layers'), 'tfjs/');
      const files = await sendFiles(test, given);
      const proposal = await inspect(files);
      expect(proposal).toMatchObject({
        learner: 'tfjs',
        task: 'multiclass',
        producer: expect.stringContaining('keras'),
      });
      const { inputs } = proposal.signature;
      const csv = 'age,hours,old,grade\n1,2,0,b\n-1,0.5,1,a\n0.2,-2,1,c\n2,2,2,b\n';
      const data = await addDatasetFile(context, {
        ...{ name: 'grades', fileName: 'grades.csv', content: Readable.from([csv]) },
      });
      const about = { inputs: [...inputs], target: 'grade', classes: ['a', 'b', 'c'] };
      const row = { age: 1, hours: 2, old: 0 };
      const made = await importModel(context, {
        ...{ model: 'grades', fileName: 'grades', files, about, row },
        testedOn: { datasetId: data.datasetId },
      });
      const version = await readVersion(context, made);
      expect(version.manifest.evaluation).toMatchObject({ rows: 4, classes: ['a', 'b', 'c'] });
      expect(version.verification).toMatchObject({ verdict: 'impossible' });
      for (const [path, content] of given)
        expect(version.files[path]?.hash).toBe(createHash('sha256').update(content).digest('hex'));
      const serving = createServing(test.system);
      const { predictions } = await predict(serving, 'grades', { rows: [row, { ...row, age: -40 }] });
      expect(predictions.map(({ probabilities }) => Object.keys(probabilities ?? {}))).toEqual([
        ['a', 'b', 'c'],
        ['a', 'b', 'c'],
      ]);
      expect(predictions[0]?.prediction).not.toBe(predictions[1]?.prediction);
      serving.models.dispose();

      const [json, shard] = given.toReversed();
      if (!json || !shard) throw new Error('The fixture has two files.');
      await expect(inspectFiles(context, { files: await sendFiles(test, [json]) })).rejects.toThrow(
        'which are not there',
      );
      const cut = [shard[0], shard[1].subarray(4)] as const;
      await expect(inspectFiles(context, { files: await sendFiles(test, [json, cut]) })).rejects.toThrow(
        /148 bytes; model.json needs 152/,
      );
    });

    it.runIf(isFirst)('are refused in words, and nothing is registered', async () => {
      const { context } = test;
      const refuse = async (content: Buffer, words: string) =>
        expect(inspectFiles(context, { files: await upload(content) })).rejects.toThrow(words);
      await refuse(Buffer.from('MZ this is a program'), 'truncated or damaged');
      await refuse(fixture('hostile-custom-op'), 'somebody');
      await refuse(fixture('hostile-external'), 'another file');
      await expect(inspectFiles(context, { files: { 'model.onnx': 'a'.repeat(64) } })).rejects.toThrow(
        'has not arrived',
      );

      const files = await upload(fixture('sklearn-columns'));
      const tryWith = (changed: object) =>
        tryFiles(context, { files, about: { ...hiring, ...changed }, row });
      await expect(tryWith({ classes: ['no', 'maybe', 'yes'] })).rejects.toThrow(
        'has 2 classes; 3 are named',
      );
      await expect(tryWith({ inputs: hiring.inputs.slice(1) })).rejects.toThrow('takes 3 columns');
      await expect(tryFiles(context, { files, about: hiring, row: { ...row, age: null } })).rejects.toThrow(
        '“age”: must not be null',
      );
      const bomb = await upload(fixture('hostile-bomb'));
      const about = { inputs: [{ name: 'x', type: 'number' as const, required: true }], target: 'y' };
      const bombed = { model: 'bomb', fileName: 'bomb.onnx', files: bomb, about, row: { x: 1 } };
      await expect(importModel(context, bombed)).rejects.toThrow('could not run the model');
      await expect(readVersion(context, { model: 'bomb', version: 1 })).rejects.toThrow('has no version');
    });
  },
);
