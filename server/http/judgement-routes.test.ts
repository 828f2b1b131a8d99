import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { heldOutFile } from '@/cells/ml/held-out-file';
import { judgeModel, parseJudgeOptions } from '@/cells/ml/judging';
import type { TrainedModel } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { admitVersion, promoteModel } from '../services/registry';
import { uploadPackage } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { judgementRoutes } from './judgement-routes';

const rides = takeTableRows(
  readBikeRides(),
  Uint32Array.from({ length: 600 }, (_, i) => i * 20),
);

describe('judgements over HTTP', () => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  let trees: TrainedModel;
  beforeAll(async () => {
    test = await openTestSystem();
    app = createHttpApp(test.system, judgementRoutes(test.system));
    const context = { assets: nodeAssets(), signal: new AbortController().signal, progress: () => {} };
    trees = await train(
      rides,
      { target: 'cnt', features: ['hr', 'temp'], learner: 'boosted-trees', options: { rounds: 20 } },
      context,
    );
    const line = await train(rides, { target: 'cnt', features: ['hr'], learner: 'linear' }, context);
    const older = new Map([...(await line.toPackage())].filter(([path]) => path !== heldOutFile));
    for (const files of [await line.toPackage(), await trees.toPackage(), older]) {
      const promotion = await uploadPackage(test.context, { model: 'bikes', files });
      await admitVersion(test.context, {
        versionId: (await promoteModel(test.context, promotion)).versionId,
      });
    }
  });
  afterAll(() => test.close());

  const ask = async (path: string) => {
    const response = await app.request(`http://localhost/api/models/${path}`, {
      headers: { host: 'localhost' },
    });
    return { status: response.status, body: await response.json() };
  };

  it('are the notebook’s, to the last digit', async () => {
    const { status, body } = await ask('bikes@2/judgement');
    expect(status).toBe(200);
    const own = await judgeModel(trees, { options: parseJudgeOptions({}) });
    expect(body).toEqual(JSON.parse(JSON.stringify(own)));
    expect(body.baseline.rmse.difference.high).toBeLessThan(0);
  });

  it('stand beside another version on the same rows', async () => {
    const { body } = await ask('bikes@2/judgement?versus=1');
    expect(body.comparison).toMatchObject({ name: 'version 1', notes: [] });
    expect(body.comparison.metrics.rmse.difference.value).toBeLessThan(0);
    const [first, second] = await Promise.all([1, 2].map(() => ask('bikes@2/judgement?versus=1')));
    expect(first).toEqual(second);
  });

  it('say what is wrong', async () => {
    expect(await ask('bikes@3/judgement')).toMatchObject({
      status: 422,
      body: { error: { message: expect.stringContaining('keeps no held-out rows') } },
    });
    expect((await ask('bikes@9/judgement')).status).toBe(404);
    expect((await ask('bikes/judgement')).status).toBe(400);
    expect((await ask('bikes@2/judgement?versus=x')).status).toBe(400);
  });
});
