import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FoundChanges,
  type JudgedQuestion,
  type QuestionAnswers,
  readTyped,
  writeTyped,
} from '@/cells/ml/asking';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { heldOutFile } from '@/cells/ml/held-out-file';
import { judgeModel, parseJudgeOptions } from '@/cells/ml/judging';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { admitVersion, promoteModel, readServed } from '../services/registry';
import { uploadPackage } from '../services/registry/testing';
import { createAskedModels } from '../serving';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { questionRoutes } from './question-routes';

const rides = takeTableRows(
  readBikeRides(),
  Uint32Array.from({ length: 600 }, (_, i) => i * 20),
);

describe('questions to a version', () => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  /** What the notebook that trained it answers. */
  let live: LiveJudgement;
  beforeAll(async () => {
    test = await openTestSystem();
    app = createHttpApp(test.system, questionRoutes(test.system));
    const context = { assets: nodeAssets(), signal: new AbortController().signal, progress: () => {} };
    const options = { target: 'cnt', features: ['hr', 'temp', 'workingday'] };
    const trees = await train(rides, { ...options, options: { rounds: 20 } }, context);
    const judgement = await judgeModel(trees, { options: parseJudgeOptions({ resamples: 100 }) });
    live = judgement.live ?? expect.fail('A judgement in the place where it was made is live.');
    const files = await trees.toPackage();
    const older = new Map([...files].filter(([path]) => path !== heldOutFile));
    for (const one of [files, older]) {
      const promotion = await uploadPackage(test.context, { model: 'bikes', files: one });
      await admitVersion(test.context, {
        versionId: (await promoteModel(test.context, promotion)).versionId,
      });
    }
  });
  afterAll(() => test.close());

  const post = (reference: string, question: unknown) =>
    app.request(`http://localhost/api/models/${reference}/questions`, {
      method: 'POST',
      headers: { host: 'localhost', origin: 'http://localhost', 'content-type': 'application/json' },
      body: JSON.stringify(question),
    });
  /** Each line of the answer. */
  async function ask(reference: string, question: JudgedQuestion) {
    const text = await (await post(reference, question)).text();
    // Lines of our own server.
    return text.trim().split('\n').map(readTyped) as {
      progress?: number;
      answer?: unknown;
      error?: unknown;
    }[];
  }
  const answer = async (reference: string, question: JudgedQuestion) =>
    (await ask(reference, question)).at(-1)?.answer;

  it('are answered as the notebook answers, to the last bit', async () => {
    const row = { place: 5, changes: { hr: 17, workingday: null } };
    const questions: JudgedQuestion[] = [
      { ask: 'about' },
      { ask: 'importance' },
      { ask: 'move', feature: 'hr' },
      { ask: 'explain' },
      { ask: 'row', place: 5 },
      { ask: 'answer', row },
      { ask: 'why', row },
      { ask: 'changes', row, wanted: { is: 'range', low: 400 }, fixed: ['temp'] },
      { ask: 'fairness', column: 'weathersit' },
      { ask: 'slices', metric: 'rmse', by: [{ column: 'season' }] },
    ];
    for (const question of questions)
      expect(await answer('bikes@1', question)).toEqual(readTyped(writeTyped(await live.ask(question))));
  });

  it('tell how far they are, and are worked out once for each content', async () => {
    const models = createAskedModels(test.system);
    const version = await readServed(test.context, 'bikes', 1);
    const told: number[] = [];
    const progress = (fraction: number) => told.push(fraction);
    const first = await models.ask(version, { ask: 'importance' }, { progress });
    expect(told.length).toBeGreaterThan(0);
    told.length = 0;
    const again = await models.ask({ ...version, id: 'another' }, { ask: 'importance' }, { progress });
    expect(again).toBe(first);
    expect(told).toEqual([]);
    models.dispose();
  });

  it('stop when nobody waits, and others go on', async () => {
    const models = createAskedModels(test.system);
    const version = await readServed(test.context, 'bikes', 1);
    const stop = new AbortController();
    const left = models.ask(
      version,
      { ask: 'importance' },
      { signal: stop.signal, progress: () => stop.abort() },
    );
    const row = models.ask(version, { ask: 'row', place: 0 });
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    expect(readTyped(await row)).toMatchObject({ truth: String(live.rows?.actual[0]) });
    models.dispose();
    await expect(models.ask(version, { ask: 'row', place: 0 })).resolves.toBe(await row);
    models.dispose();
  });

  it('are bounded: in time, and in versions at once', async () => {
    const hasty = createAskedModels(test.system, { limitMs: 1 });
    const version = await readServed(test.context, 'bikes', 1);
    await expect(hasty.ask(version, { ask: 'importance' })).rejects.toThrow(
      'bikes version 1 took longer than 0.001 s to answer and was stopped',
    );
    const narrow = createAskedModels(test.system, { mostThreads: 1 });
    const busy = narrow.ask(version, { ask: 'importance' });
    const other = await readServed(test.context, 'bikes', 2);
    await expect(narrow.ask(other, { ask: 'about' })).rejects.toThrow('1 other versions are being looked at');
    await busy;
    await narrow.ask(other, { ask: 'about' });
    narrow.dispose();
  });

  it('of a version without held-out rows are asked of its example', async () => {
    expect(await answer('bikes@2', { ask: 'about' })).toMatchObject({ rows: 1, from: 'example' });
    const row = { place: 0, changes: {} };
    const changes = (await answer('bikes@2', {
      ...{ ask: 'changes', row, fixed: [] },
      wanted: { is: 'range', low: 300 },
    })) as FoundChanges; // the answer to this question
    expect(changes.found.length).toBeGreaterThan(0);
    const [first] = changes.found;
    const taken = (await answer('bikes@2', {
      ask: 'answer',
      row: { place: 0, changes: first?.changes ?? {} },
    })) as QuestionAnswers['answer']; // the answer to this question
    expect(taken.values[0]).toBeGreaterThanOrEqual(300);
    expect(await ask('bikes@2', { ask: 'importance' })).toEqual([
      { error: { code: 'unprocessable', message: expect.stringContaining('keeps no rows') } },
    ]);
  });

  it('say what is wrong', async () => {
    expect((await post('bikes@9', { ask: 'about' })).status).toBe(404);
    expect((await post('bikes', { ask: 'about' })).status).toBe(400);
    expect((await post('bikes@1', { ask: 'money' })).status).toBe(400);
    expect(await ask('bikes@1', { ask: 'answer', row: { place: 0, changes: { hr: 'noon' } } })).toEqual([
      { error: { code: 'unprocessable', message: expect.stringContaining('“hr” must be a number') } },
    ]);
  });
});
