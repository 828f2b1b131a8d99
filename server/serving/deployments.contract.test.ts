import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../db/testing';
import { createHttpApp, routesOf } from '../http/app';
import {
  createKey,
  deleteDeployment,
  endCanary,
  endExperiment,
  endShadow,
  listKeys,
  makePass,
  readDeployment,
  readFigures,
  readRevisions,
  readServedDeployment,
  restoreDeployment as restoreDeploymentCold,
  revokeKey,
  startCanary as startCanaryCold,
  weighCanary,
} from '../services/deployments';
import { readArms, readTraffic } from '../services/monitoring';
import {
  admitVersion,
  deleteModel,
  moveAlias as moveAliasCold,
  readModel,
  removeAlias,
} from '../services/registry';
import { promoteExample, promoteTrained } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { watchDeployments } from '../worker/watch-deployments';
import {
  changeDeployment,
  createDeployment,
  moveAlias,
  overruleGates,
  restoreDeployment,
  rollBackAlias,
  servingOf,
  startCanary,
  startExperiment,
  startShadow,
} from '.';

/** Two models of a line, with slopes 1 and 2, so that each answer tells its version. */
const rowsOf = (slope: number) =>
  Array.from({ length: 60 }, (_, i) => ({ x: i % 20, other: i % 7, y: slope * (i % 20) + 1 }));

describe.each(testDatabases)('deployments on $name', ({ open }) => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  beforeAll(async () => {
    test = await openTestSystem({ open });
    app = createHttpApp(test.system, routesOf(test.system), { api: false });
    for (const slope of [1, 2])
      await promoteTrained(test.context, {
        model: 'line',
        rows: rowsOf(slope),
        options: { target: 'y', learner: 'linear', features: slope === 1 ? ['x'] : ['x', 'other'] },
      });
  });
  afterAll(() => test.close());

  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${path}`, {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const ask = async (name: string, key?: string, row: object = { x: 3, other: 1 }) => {
    const response = await send(`/api/models/${name}/predict`, { rows: [row], key });
    return { status: response.status, body: await response.json() };
  };
  /** What was changed last is served now: PostgreSQL tells of it a moment after the commit. */
  const heard = async (name: string) =>
    expect
      .poll(() => servingOf(test.system).deploymentOf(name))
      .toEqual(await readServedDeployment(test.context, name));
  const askMany = async (name: string, from: number, to: number, row?: object) => {
    await heard(name);
    return Promise.all(
      Array.from({ length: to - from }, async (_, i) => {
        const key = `person-${from + i}`;
        const { status, body } = await ask(name, key, row);
        return { key, status, version: body.version as number };
      }),
    );
  };
  const count = () => servingOf(test.system).traffic.flush();
  const watch = async () => {
    await count();
    await watchDeployments(test.system);
  };

  it('are implied by a model, and change nothing for its callers', async () => {
    expect(await readDeployment(test.context, { name: 'line' })).toMatchObject({
      ...{ revision: 0, isExplicit: false, stable: 1, model: 'line' },
    });
    expect((await ask('line')).body).toMatchObject({ model: 'line', version: 1 });
    expect((await ask('line')).body).not.toHaveProperty('deployment');
  });

  it('have a name that is nobody else’s', async () => {
    await createDeployment(test.context, { name: 'front', model: 'line' });
    await expect(createDeployment(test.context, { name: 'front', model: 'line' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(promoteExample(test.context, { model: 'front' })).rejects.toThrow(
      'name of a deployment of line',
    );
    await promoteExample(test.context, { model: 'lone' });
    await expect(createDeployment(test.context, { name: 'lone', model: 'line' })).rejects.toThrow(
      'name of a model',
    );
    expect((await ask('front')).body).toMatchObject({ model: 'line', version: 1, deployment: 'front' });
  });

  it('give a version no traffic before it has answered its example', async () => {
    // Its weights are no weights.
    const { versionId } = await promoteExample(test.context, { model: 'line' });
    await admitVersion(test.context, { versionId });
    await expect(startCanary(test.context, { name: 'front', version: 3, percent: 20 })).rejects.toThrow(
      /Version 3 of line gets no traffic, since it did not answer its example/,
    );
    await expect(startCanary(test.context, { name: 'front', version: 9, percent: 20 })).rejects.toThrow(
      'no version 9',
    );
    await expect(startCanary(test.context, { name: 'front', version: 1, percent: 20 })).rejects.toThrow(
      'stable one already',
    );
    await expect(startCanaryCold(test.context, { name: 'front', version: 2, percent: 20 })).rejects.toThrow(
      'has not answered its example yet',
    );
    expect((await readDeployment(test.context, { name: 'front' })).revision).toBe(1);
  });

  it('give it none through an alias either, whoever moves it', async () => {
    const champion = { model: 'line', alias: 'champion', expected: 1 };
    const refusal = /^Version 3 of line gets no traffic, since it did not answer its example/;
    await expect(moveAlias(test.context, { ...champion, version: 3 })).rejects.toThrow(refusal);
    const reason = 'The fair is on Sunday';
    await expect(overruleGates(test.context, { ...champion, version: 3, reason })).rejects.toThrow(refusal);
    const mlflow = async (version: string, alias: string) => {
      const response = await send('/api/2.0/mlflow/registered-models/alias', {
        name: 'line',
        alias,
        version,
      });
      return { status: response.status, body: await response.json() };
    };
    expect(await mlflow('3', 'champion')).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(refusal) },
    });
    await expect(moveAliasCold(test.context, { ...champion, version: 2 })).rejects.toMatchObject({
      code: 'conflict',
      message: 'Version 2 of line has not answered its example yet, so it gets no traffic. Try again.',
    });
    const { champion: standing, history } = await readModel(test.context, { model: 'line' });
    expect({ standing, moves: history.length }).toEqual({ standing: 1, moves: 1 });
    expect(await mlflow('2', 'next')).toMatchObject({ status: 200, body: {} });
    await moveAlias(test.context, { ...champion, version: 2 });
    await expect.poll(async () => (await ask('line')).body.version).toBe(2);
    await rollBackAlias(test.context, { ...champion, expected: 2 });
    expect((await readModel(test.context, { model: 'line' })).champion).toBe(1);
  });

  it('send a share to a canary, the same callers always, and no fewer of them as it grows', async () => {
    await startCanary(test.context, { name: 'front', version: 2, percent: 20 });
    const first = await askMany('front', 0, 200);
    expect(first.every(({ status }) => status === 200)).toBe(true);
    const onCanary = new Set(first.filter(({ version }) => version === 2).map(({ key }) => key));
    // 200 callers at 20 %: 40 ± 4 standard deviations.
    expect(onCanary.size).toBeGreaterThan(17);
    expect(onCanary.size).toBeLessThan(63);
    await weighCanary(test.context, { name: 'front', percent: 60 });
    const again = await askMany('front', 0, 200);
    for (const { key, version } of again) if (onCanary.has(key)) expect(version).toBe(2);
    expect(again.filter(({ version }) => version === 2).length).toBeGreaterThan(onCanary.size);
    // The header of any protocol says whom it is about; a version that is named goes round.
    const [key = ''] = onCanary;
    const other = await send(
      '/v2/models/front/infer',
      {
        inputs: [
          { name: 'x', shape: [1], datatype: 'FP64', data: [3] },
          { name: 'other', shape: [1], datatype: 'FP64', data: [1] },
        ],
      },
      { 'X-Prediction-Key': key },
    );
    expect(await other.json()).toMatchObject({ model_version: '2' });
    const tensor = await send(
      '/v1/models/front:predict',
      { instances: [{ x: 3, other: 1 }] },
      { 'X-Prediction-Key': key },
    );
    expect((await tensor.json()).predictions[0]).toBeGreaterThan(6);
    expect((await ask('line@1', key)).body).toMatchObject({ version: 1 });
  });

  it('are figures: requests, errors, latency and time of the thread by version', async () => {
    expect((await ask('front', 'person-1', { x: 'three' })).status).toBe(422);
    await count();
    const { total, served, points } = await readFigures(test.context, { name: 'front' });
    // Two times 200, one of each other protocol, the first and the refused one.
    expect(total).toMatchObject({ requests: 404, errors: 1, rows: 403 });
    expect(total.p50).toBeGreaterThan(0);
    expect(total.p99).toBeGreaterThanOrEqual(total.p50 ?? 0);
    expect(served.find(({ version }) => version === 2)).toMatchObject({ role: 'canary' });
    expect(served[0]?.cpuSeconds).toBeGreaterThan(0);
    expect(served[0]?.memoryBytes).toBeGreaterThan(1e6);
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(404);
    await count();
    expect((await readFigures(test.context, { name: 'front' })).total.requests).toBe(404);
  });

  it('have a shadow answer along for nobody, logged and compared', async () => {
    await endCanary(test.context, { name: 'front' });
    await startShadow(test.context, { name: 'front', version: 2 });
    const before = await readTraffic(test.context, { model: 'line' });
    const answers = await askMany('front', 0, 20);
    expect(answers.every(({ version, status }) => version === 1 && status === 200)).toBe(true);
    await servingOf(test.system).shadows.settled();
    await count();
    const { served, total } = await readFigures(test.context, { name: 'front' });
    expect(total.requests).toBe(424);
    // 4 and 7: the shadow's line is twice as steep.
    const shadow = served.find(({ role }) => role === 'shadow');
    expect(shadow).toMatchObject({ version: 2, requests: 20, compared: 20, equal: 0, dropped: 0 });
    expect(shadow?.meanDifference).toBeCloseTo(3, 0);
    expect((await readTraffic(test.context, { model: 'line' })).rows).toBe(before.rows + 20);
    await endShadow(test.context, { name: 'front' });
  });

  it('ask for a key where they should: hashed, scoped, expiring, revoked at once', async () => {
    await changeDeployment(test.context, { name: 'line', requiresKey: true });
    const { secret, id, prefix } = await createKey(test.context, {
      ...{ deployment: 'line', name: 'Shop', scopes: ['predict'] },
    });
    const { secret: short } = await createKey(test.context, {
      ...{ deployment: 'line', name: 'Short', scopes: ['predict', 'label'] },
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    const tried = async (key?: string, name = 'line') => {
      await heard('line');
      const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
      return send(`/api/models/${name}/predict`, [{ x: 3 }], headers);
    };
    const refused = await tried();
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect((await refused.json()).error.message).toContain('Authorization: Bearer');
    expect((await tried(`${secret}x`)).status).toBe(401);
    expect((await tried(secret)).status).toBe(200);
    // A version that is named goes round the split, yet not round the key.
    expect((await tried(undefined, 'line@1')).status).toBe(401);
    expect((await tried(secret, 'line@1')).status).toBe(200);
    const tensorflow = await send('/v1/models/line:predict', { instances: [{ x: 3 }] });
    expect([tensorflow.status, Object.keys(await tensorflow.json())]).toEqual([401, ['error']]);
    const mlflow = await send('/api/models/line/invocations', { dataframe_records: [{ x: 3 }] });
    expect(await mlflow.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' });
    const labels = { labels: [{ id: 'a', label: 1 }] };
    expect((await send('/api/models/line/labels', labels, { 'x-api-key': secret })).status).toBe(403);
    expect((await send('/api/models/line/labels', labels, { 'x-api-key': short })).status).toBe(200);
    // The page tries it with a pass of a few minutes, which is of this deployment only.
    const { pass } = await makePass(test.context, { name: 'line' });
    expect((await tried(pass)).status).toBe(200);
    expect((await tried((await makePass(test.context, { name: 'front' })).pass)).status).toBe(401);
    await count();
    const listed = await listKeys(test.context, { deployment: 'line' });
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(listed.find((key) => key.id === id)).toMatchObject({ prefix, lastUsedAt: expect.any(Date) });
    test.setTime(new Date(Date.now() + 3_600_000));
    expect((await tried(short)).status).toBe(401);
    expect((await tried(pass)).status).toBe(401);
    expect((await tried(secret)).status).toBe(200);
    await revokeKey(test.context, { id });
    await expect.poll(async () => (await tried(secret)).status).toBe(401);
    await changeDeployment(test.context, { name: 'line', requiresKey: false });
    await expect.poll(async () => (await tried()).status).toBe(200);
  });

  it('turn away what is over the limits, and say when to come again', async () => {
    await changeDeployment(test.context, { name: 'front', limits: { perSecond: 0.5, burst: 2, rows: 3 } });
    await expect
      .poll(async () => (await readDeployment(test.context, { name: 'front' })).routes.limits.rows)
      .toBe(3);
    // The clock stands still: two tokens, and no more.
    await expect.poll(async () => (await ask('front')).status).toBe(429);
    const refused = await send('/v2/models/front/infer', { inputs: [] });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(Object.keys(await refused.json())).toEqual(['error']);
    test.setTime(new Date(test.system.now().getTime() + 4000));
    // A version that is named goes round the split, yet not round the limits.
    expect((await ask('front@1')).status).toBe(200);
    const many = await send('/api/models/front@1/predict', [{ x: 1 }, { x: 1 }, { x: 1 }, { x: 1 }]);
    expect([many.status, (await many.json()).error.message]).toEqual([
      413,
      expect.stringContaining('have 3 rows'),
    ]);
    expect((await ask('front@1')).status).toBe(429);
    test.setTime(new Date(test.system.now().getTime() + 4000));
    const explained = await send('/api/models/front/explain', [{ x: 1 }, { x: 1 }, { x: 1 }, { x: 1 }]);
    expect(explained.status).toBe(413);
    await changeDeployment(test.context, { name: 'front', limits: { milliseconds: 600_000 } });
    await expect.poll(async () => (await ask('front')).status).toBe(200);
    await count();
    expect((await readFigures(test.context, { name: 'front' })).refused.limited).toBeGreaterThan(1);
  });

  it('compare arms of an A/B test on different callers', async () => {
    const arms = [{ version: 2, percent: 50 }];
    await startExperiment(test.context, { name: 'front', metric: 'mae', arms });
    await expect(startCanary(test.context, { name: 'front', version: 2, percent: 5 })).rejects.toThrow(
      'A/B test',
    );
    const answers = await askMany('front', 0, 60);
    expect(new Set(answers.map(({ version }) => version))).toEqual(new Set([1, 2]));
    // The truth is x + 1, which is the stable version's line.
    const asked = await send('/api/models/front/predict', {
      rows: [{ x: 3, other: 1 }],
      id: 'told',
      key: 'person-0',
    });
    const { version } = await asked.json();
    await send('/api/models/front/labels', { labels: [{ id: 'told', label: 4 }] });
    const { arms: stand } = await readArms(test.context, { name: 'front' });
    expect(stand.map((arm) => arm.version)).toEqual([1, 2]);
    const told = stand.find((arm) => arm.version === version);
    expect(told?.count).toBe(1);
    expect(told?.value).toBeCloseTo(version === 1 ? 0 : 3, 0);
    expect(stand.find((arm) => arm.version !== version)).toMatchObject({ value: null, count: 0 });
    await endExperiment(test.context, { name: 'front' });
  });

  it('take a canary back by itself when it fails more than the bound, and tell why', async () => {
    const bounds = { windowMinutes: 30, leastRequests: 10, errorRate: 0.1 };
    await startCanary(test.context, { name: 'front', version: 2, percent: 50, bounds });
    // Version 2 needs an input that these callers do not send.
    await askMany('front', 0, 8, { x: 3 });
    await watch();
    expect((await readDeployment(test.context, { name: 'front' })).verdict).toMatchObject({
      verdict: 'early',
    });
    await askMany('front', 8, 60, { x: 3 });
    await watch();
    const [last, before] = await readRevisions(test.context, { name: 'front' });
    expect(last).toMatchObject({ kind: 'roll-back', by: 'Cellar', routes: { split: null } });
    expect(last?.reason).toMatch(/Version 2 was taken back: 100 % of its requests failed, against 0\.0 %/);
    expect(before).toMatchObject({ kind: 'canary', by: 'You' });
    await watch();
    expect((await readRevisions(test.context, { name: 'front' }))[0]?.number).toBe(last?.number);
    await expect
      .poll(async () => (await askMany('front', 0, 20)).every(({ version }) => version === 1))
      .toBe(true);
  });

  it('raise a canary by the clock, wait for evidence, and make it stable only where the rule says so', async () => {
    const minutes = async (passed: number) => {
      test.setTime(new Date(test.system.now().getTime() + passed * 60_000));
      await watch();
      const { routes, stable } = await readDeployment(test.context, { name: 'front' });
      return routes.split?.kind === 'canary' ? routes.split.percent : stable;
    };
    const steps = [
      { percent: 10, minutes: 30 },
      { percent: 100, minutes: 30 },
    ];
    await startCanary(test.context, { name: 'front', version: 2, ramp: { steps }, bounds: null });
    expect(await minutes(10)).toBe(10);
    expect(await minutes(20)).toBe(100);
    expect(await minutes(60)).toBe(100);
    const bounds = { windowMinutes: 60, leastRequests: 5, errorRate: 0.1 };
    await startCanary(test.context, { name: 'front', version: 2, ramp: { steps, promotes: true }, bounds });
    expect(await minutes(31)).toBe(10);
    await askMany('front', 0, 120);
    expect(await minutes(1)).toBe(100);
    expect(await minutes(29)).toBe(100);
    expect(await minutes(1)).toBe(2);
    expect((await readModel(test.context, { model: 'line' })).champion).toBe(2);
    expect((await readRevisions(test.context, { name: 'front' }))[0]).toMatchObject({
      kind: 'promote',
      by: 'Cellar',
    });
    await expect.poll(async () => (await ask('line', 'x')).body.version).toBe(2);
  });

  it('take back what predicts otherwise than before, by the drift of predictions', async () => {
    const bounds = { windowMinutes: 5, leastRequests: 20, errorRate: null, drift: 0.3 };
    test.setTime(new Date(test.system.now().getTime() + 60 * 60_000));
    await startCanary(test.context, { name: 'front', version: 1, percent: 50, bounds });
    await Promise.all(
      Array.from({ length: 120 }, (_, i) => ask('front', `p-${i}`, { x: 10 + (i % 10), other: 1 })),
    );
    await watch();
    const [last] = await readRevisions(test.context, { name: 'front' });
    expect(last).toMatchObject({ kind: 'roll-back', reason: expect.stringContaining('Jensen–Shannon') });
  });

  it('refuse a change of what somebody else has changed, and come back after a deletion as they were', async () => {
    const { revision } = await readDeployment(test.context, { name: 'front' });
    await expect(
      startShadow(test.context, { name: 'front', version: 1, expected: revision - 1 }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await startShadow(test.context, { name: 'front', version: 1, expected: revision });
    await expect(
      deleteModel(test.context, { model: 'line', version: 1, confirmation: 'line@1' }),
    ).rejects.toThrow('front sends requests to version 1');
    await deleteDeployment(test.context, { name: 'front' });
    await expect.poll(async () => (await ask('front')).status).toBe(404);
    await restoreDeployment(test.context, { name: 'front' });
    await expect.poll(async () => (await ask('front')).status).toBe(200);
    expect((await readDeployment(test.context, { name: 'front' })).routes.shadow).toMatchObject({
      version: 1,
    });
    await expect(restoreDeployment(test.context, { name: 'front' })).rejects.toThrow('no deleted deployment');
  });

  it('answer under their name in every protocol as OpenAPI describes it, with their key', async () => {
    await changeDeployment(test.context, { name: 'front', requiresKey: true });
    const scopes = ['predict', 'label'] as const;
    const { secret } = await createKey(test.context, {
      deployment: 'front',
      name: 'All',
      scopes: [...scopes],
    });
    await heard('front');
    const look = async (path: string) => {
      const response = await app.request(`http://localhost${path}`, { headers: { host: 'localhost' } });
      return { status: response.status, body: JSON.parse((await response.text()).trim() || 'null') };
    };
    for (const reference of ['front', 'front@1', 'front@champion']) {
      const { body } = await look(`/api/models/${reference}/openapi.json`);
      expect(await new Validator().validate(structuredClone(body))).toEqual({ valid: true });
      expect(body.security).toEqual([{ key: [] }]);
      const paths = Object.entries<{
        post: { requestBody: { content: Record<string, { example: object }> } };
      }>(body.paths);
      expect(paths).toHaveLength(6);
      for (const [path, { post }] of paths) {
        const example = post.requestBody.content['application/json']?.example;
        expect((await send(path, example)).status, path).toBe(401);
        const answer = await send(path, example, { authorization: `Bearer ${secret}` });
        expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200);
      }
    }
    expect((await look('/v2/models/front/versions/1')).body).toMatchObject({
      name: 'front',
      versions: ['1'],
    });
    expect((await look('/v2/models/front/ready')).body).toEqual({ name: 'front', ready: true });
    expect((await look('/v1/models/front/metadata')).body.model_spec).toMatchObject({ name: 'front' });
    for (const path of ['', '/labels/champion', '/versions/2'])
      expect((await look(`/v1/models/front${path}`)).body.model_version_status).toContainEqual(
        expect.objectContaining({ version: '2', state: 'AVAILABLE' }),
      );
    expect((await look('/api/models/front@2/ping')).status).toBe(200);
    expect((await look('/api/models/front@9/ping')).status).toBe(404);
    const index = await (await send('/v2/repository/index', {})).json();
    expect(index).toContainEqual({ name: 'front', version: '2', state: 'READY', reason: '' });
    await count();
    expect((await readFigures(test.context, { name: 'front' })).refused.unknown).toBe(18);
    await changeDeployment(test.context, { name: 'front', requiresKey: false });
  });

  it('can be deleted without their alias, and come back only to what still answers and to a name that is free', async () => {
    const at = { model: 'line', alias: 'blue' };
    await moveAlias(test.context, { ...at, version: 1, expected: null });
    const stable = { alias: 'blue' };
    await createDeployment(test.context, { name: 'side', model: 'line', stable });
    await removeAlias(test.context, { ...at, expected: 1 });
    await deleteDeployment(test.context, { name: 'side' });
    await expect(restoreDeployment(test.context, { name: 'side' })).rejects.toThrow('line has no blue');
    await moveAlias(test.context, { ...at, version: 1, expected: null });
    await restoreDeployment(test.context, { name: 'side' });
    await startShadow(test.context, { name: 'side', version: 2 });
    await deleteDeployment(test.context, { name: 'side' });
    await expect(restoreDeploymentCold(test.context, { name: 'side' })).rejects.toThrow(
      'Version 2 of line has not answered its example yet',
    );
    await promoteExample(test.context, { model: 'side' });
    await expect(restoreDeployment(test.context, { name: 'side' })).rejects.toThrow(
      'side is the name of a model',
    );
  });
});
