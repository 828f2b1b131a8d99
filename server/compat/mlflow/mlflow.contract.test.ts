import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { createHttpApp } from '../../http/app';
import { predictRoutes } from '../../http/predict-routes';
import { startTriggeredJob } from '../../services/events';
import { createNotebook } from '../../services/notebooks';
import { readModel, setGates } from '../../services/registry';
import { createSchedule } from '../../services/schedules';
import { openTestSystem, type TestSystem } from '../../testing';
import { mlflowRoutes } from '.';

/** What MLflow's Python client sends, and what it needs to read. `.ci/run` tries the client itself (tests/mlflow). */
describe.each(testDatabases)("MLflow's API on $name", ({ open }) => {
  let test: TestSystem;
  let app: ReturnType<typeof createHttpApp>;
  beforeAll(async () => {
    test = await openTestSystem({ open });
    app = createHttpApp(test.system, [...mlflowRoutes(test.system), ...predictRoutes(test.system)]);
  });
  afterAll(() => test.close());

  // The answer is JSON of any shape: each case says what it expects of it.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  type Answer = { status: number; body: any };
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Answer> => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(`http://localhost${path}`, {
      method,
      headers: { host: 'localhost', ...(text !== undefined && { 'content-type': type }) },
      body: text,
    });
    const answered = await response.text();
    return {
      status: response.status,
      body: response.headers.get('content-type')?.startsWith('application/json')
        ? JSON.parse(answered)
        : answered,
    };
  };
  const call = (method: string, path: string, body?: unknown) => ask(method, `/api/2.0/mlflow/${path}`, body);
  const startRun = async (): Promise<string> =>
    (await call('POST', 'runs/create', { experiment_id: '0', start_time: 5 })).body.run.info.run_id;

  /** What a schedule that waits for a model is told, as it is. */
  async function waitForModel(name: string): Promise<string[]> {
    const { id } = await readModel(test.context, { model: name });
    await createSchedule(test.context, {
      ...{ notebookId: (await createNotebook(test.context, { title: 'Waits' })).id, timeZone: 'UTC' },
      ...{ cron: null },
      triggers: [
        { kind: 'version', subject: id },
        { kind: 'alias', subject: id, condition: 'champion' },
      ],
    });
    const heard: string[] = [];
    await test.system.queue.work(startTriggeredJob, 1, async ({ data }) => {
      if (!heard.includes(data.words)) heard.push(data.words);
    });
    return heard;
  }

  it('answers what clients ask before they begin', async () => {
    expect(await ask('GET', '/api/3.0/mlflow/server-info')).toEqual({
      status: 200,
      body: { store_type: 'SqlStore', workspaces_enabled: false, trace_archival_enabled: false },
    });
    expect((await ask('GET', '/version')).body).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('says errors by name: missing, unknown, twice, not JSON', async () => {
    expect(await call('GET', 'experiments/get-by-name')).toEqual({
      status: 400,
      body: {
        error_code: 'INVALID_PARAMETER_VALUE',
        message:
          "Missing value for required parameter 'experiment_name'. See the API docs for more information about request parameters.",
      },
    });
    expect(await call('GET', 'experiments/get-by-name?experiment_name=none')).toMatchObject({
      status: 404,
      body: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    });
    expect(await call('POST', 'experiments/create', { name: 'Default' })).toMatchObject({
      status: 400,
      body: { error_code: 'RESOURCE_ALREADY_EXISTS' },
    });
    expect(await ask('POST', '/api/2.0/mlflow/runs/create', 'experiment_id=0', 'text/plain')).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE' },
    });
    expect(await call('POST', 'runs/create', '{"a"')).toMatchObject({ status: 400 });
    expect(await call('POST', 'runs/search', { experiment_ids: ['0'], page_token: 'x' })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('page token') },
    });
  });

  it('gives the fields of a run their forms, and takes numbers as texts', async () => {
    const id = await startRun();
    const metric = { run_uuid: id, key: 'loss', value: 'NaN', timestamp: '1700000000000', step: '3' };
    expect(await call('POST', 'runs/log-metric', metric)).toEqual({ status: 200, body: {} });
    expect(await call('POST', 'runs/log-parameter', { run_id: id, key: 'a', value: '' })).toEqual({
      status: 200,
      body: {},
    });
    const { body } = await call('GET', `runs/get?run_id=${id}`);
    expect(body.run.info).toMatchObject({
      run_id: id,
      run_uuid: id,
      experiment_id: '0',
      status: 'RUNNING',
      start_time: 5,
      artifact_uri: `mlflow-artifacts:/0/${id}/artifacts`,
      lifecycle_stage: 'active',
    });
    expect(body.run.info.run_name).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(body.run.data.metrics).toEqual([
      { key: 'loss', value: 'NaN', timestamp: 1_700_000_000_000, step: 3 },
    ]);
    expect(body.run.data.params).toEqual([{ key: 'a', value: '' }]);
    const again = await ask('POST', '/ajax-api/2.0/mlflow/runs/log-metric', metric);
    expect(again.status).toBe(200);
    const history = await call('GET', `metrics/get-history?run_id=${id}&metric_key=loss`);
    expect(history.body.metrics).toHaveLength(1);
  });

  it('pages the history of a metric, and samples it across runs', async () => {
    const id = await startRun();
    const metrics = Array.from({ length: 1000 }, (_, step) => ({
      key: 'm',
      value: step % 7,
      timestamp: step,
      step,
    }));
    expect((await call('POST', 'runs/log-batch', { run_id: id, metrics })).status).toBe(200);
    const first = await call('GET', `metrics/get-history?run_id=${id}&metric_key=m&max_results=600`);
    const rest = await call(
      'GET',
      `metrics/get-history?run_id=${id}&metric_key=m&max_results=600&page_token=${encodeURIComponent(first.body.next_page_token)}`,
    );
    expect([first.body.metrics.length, rest.body.metrics.length, rest.body.next_page_token]).toEqual([
      600,
      400,
      undefined,
    ]);
    const sampled = await call(
      'GET',
      `metrics/get-history-bulk-interval?run_ids=${id}&metric_key=m&max_results=100&start_step=10`,
    );
    expect(sampled.body.metrics.length).toBeLessThanOrEqual(100);
    expect(sampled.body.metrics[0]).toMatchObject({ step: 10, run_id: id });
  });

  it('holds the limits of a batch', async () => {
    const run_id = await startRun();
    const point = { key: 'm', value: 1, timestamp: 1 };
    const refused = async (batch: object) => {
      const { status, body } = await call('POST', 'runs/log-batch', { run_id, ...batch });
      expect([status, body.error_code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    };
    await refused({ metrics: Array(1001).fill(point) });
    await refused({ params: Array.from({ length: 101 }, (_, i) => ({ key: `p${i}`, value: '' })) });
    await refused({
      metrics: Array(950).fill(point),
      tags: Array.from({ length: 60 }, (_, i) => ({ key: `t${i}` })),
    });
    await refused({
      params: [
        { key: 'p', value: '1' },
        { key: 'p', value: '1' },
      ],
    });
    await refused({ params: [{ key: 'p', value: 'x'.repeat(6001) }] });
    for (const key of ['', '../x', '/x', 'a//b', 'é', 'x'.repeat(251)])
      await refused({ metrics: [{ ...point, key }] });
    expect((await call('GET', `runs/get?run_id=${run_id}`)).body.run.data.metrics).toEqual([]);
  });

  it('takes artifacts as keys, never as paths', async () => {
    const id = await startRun();
    const base = '/api/2.0/mlflow-artifacts/artifacts';
    const put = (path: string, content = 'x') =>
      ask('PUT', `${base}/0/${id}/artifacts/${path}`, content, 'text/plain');
    expect(await put('a/b%20%C3%BC.txt', 'hello')).toEqual({ status: 200, body: {} });
    expect((await ask('GET', `${base}/0/${id}/artifacts/a/b%20%C3%BC.txt`)).body).toBe('hello');
    for (const path of ['..%2f..%2fetc', 'a%2f%2e%2e%2fb', 'a//b', 'a%5cb', '%2fetc', 'a%00b', '%'])
      expect((await put(path)).status, path).toBe(400);
    expect((await ask('PUT', `${base}/elsewhere/x`, 'x')).status).toBe(400);
    expect((await ask('PUT', `${base}/0/${'0'.repeat(32)}/artifacts/x`, 'x')).status).toBe(404);
    const list = (path: string) => ask('GET', `${base}?path=0/${id}/artifacts/${path}`);
    expect((await list('')).body).toEqual({ files: [{ path: 'a', is_dir: true }] });
    expect((await list('a')).body).toEqual({ files: [{ path: 'b ü.txt', is_dir: false, file_size: 5 }] });
    expect((await list('a/b%20%C3%BC.txt')).body).toEqual({ files: [] });
    expect((await call('GET', `artifacts/list?run_id=${id}&path=a`)).body.files).toEqual([
      { path: 'a/b ü.txt', is_dir: false, file_size: 5 },
    ]);
    expect((await ask('DELETE', `${base}/0/${id}/artifacts/a`)).status).toBe(200);
    expect((await list('')).body).toEqual({ files: [] });
    expect(await ask('POST', '/api/2.0/mlflow-artifacts/mpu/create/x', {})).toMatchObject({
      status: 501,
      body: {
        message: expect.stringMatching(
          /^Multipart upload is not supported for the current artifact repository/,
        ),
      },
    });
  });

  it('answers with an ONNX model that a client logged, and gives its folder back as it was', {
    timeout: 120_000,
  }, async () => {
    const id = await startRun();
    // As mlflow.onnx 3.17 writes it; YAML folds the line of the signature.
    const mlmodel = `flavors:
  onnx:
    code: null
    data: model.onnx
  python_function:
    data: model.onnx
    loader_module: mlflow.onnx
signature:
  inputs: '[{"type": "double", "name": "age", "required": true}, {"type": "double",
    "name": "hours per week", "required": true}, {"type": "string", "name": "job", "required":
    true}]'
  outputs: '[{"type": "string", "name": "hired", "required": true}]'
`;
    const put = (path: string, body: BodyInit) =>
      app.request(`http://localhost/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/onnx/${path}`, {
        ...{ method: 'PUT', headers: { host: 'localhost' }, body },
      });
    const onnx = readFileSync(
      new URL('../../../cells/ml/onnx/fixtures/sklearn-columns.onnx', import.meta.url),
    );
    const example = { columns: ['age', 'hours per week', 'job'], data: [[1.2, 0.4, 'cook']] };
    await put('MLmodel', mlmodel);
    await put('model.onnx', new Uint8Array(onnx));
    await put('input_example.json', JSON.stringify(example));
    await call('POST', 'registered-models/create', { name: 'logged' });
    const heard = await waitForModel('logged');
    const source = `mlflow-artifacts:/0/${id}/artifacts/onnx`;
    const create = { name: 'logged', source, run_id: id, tags: [{ key: 'a', value: 'b' }] };
    expect((await call('POST', 'model-versions/create', create)).body.model_version).toMatchObject({
      ...{ version: '1', status: 'READY', current_stage: 'None', run_id: id, source, aliases: [] },
    });
    const row = { age: 1.2, 'hours per week': 0.4, job: 'cook' };
    const answer = await ask('POST', '/api/models/logged@1/predict', { rows: [row] });
    expect(answer).toMatchObject({ status: 200, body: { predictions: [{ prediction: 'yes' }] } });
    const kept = await ask('GET', '/api/2.0/mlflow-artifacts/artifacts/registry/logged/1/MLmodel');
    expect(kept.body).toBe(mlmodel);

    await put('model.onnx', 'no model at all');
    expect((await call('POST', 'model-versions/create', create)).body.model_version).toMatchObject({
      ...{ version: '2', status: 'READY', status_message: expect.stringContaining('does not answer here') },
    });
    await call('POST', 'registered-models/alias', { name: 'logged', alias: 'champion', version: '1' });
    // What answers here, what only lies here, and the alias.
    const told = ['champion of logged is version 1', 'logged has version 1', 'logged has version 2'];
    await expect.poll(() => heard.toSorted(), { timeout: 20_000 }).toEqual(told);
  });

  it('registers a folder of foreign make, says that it cannot answer, and asks the gates before an alias moves', async () => {
    const id = await startRun();
    const put = (path: string, content: string) =>
      ask(
        'PUT',
        `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/model/${path}`,
        content,
        'text/plain',
      );
    await put(
      'MLmodel',
      'artifact_path: model\nflavors:\n  python_function:\n    loader_module: x\n  sklearn:\n    code: null\nrun_id: x\n',
    );
    await put('model.pkl', 'never opened');
    expect((await call('POST', 'registered-models/create', { name: 'foreign' })).status).toBe(200);
    const create = { name: 'foreign', source: `mlflow-artifacts:/0/${id}/artifacts/model`, run_id: id };
    for (const version of ['1', '2'])
      expect((await call('POST', 'model-versions/create', create)).body.model_version).toMatchObject({
        version,
        status: 'READY',
        current_stage: 'None',
        run_id: id,
      });
    expect(
      (await call('POST', 'registered-models/alias', { name: 'foreign', alias: 'champion', version: '1' }))
        .body,
    ).toEqual({});
    const uri = await call('GET', 'model-versions/get-download-uri?name=foreign&version=1');
    expect(uri.body).toEqual({ artifact_uri: 'mlflow-artifacts:/registry/foreign/1' });
    expect((await ask('GET', '/api/2.0/mlflow-artifacts/artifacts/registry/foreign/1/model.pkl')).body).toBe(
      'never opened',
    );
    const answer = await ask('POST', '/api/models/foreign/predict', { rows: [{ x: 1 }] });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        error: { message: expect.stringContaining('registered through MLflow (python_function, sklearn)') },
      },
    });
    const stage = (version: string, to: string, archive = false) =>
      call('POST', 'model-versions/transition-stage', {
        ...{ name: 'foreign', version, stage: to, archive_existing_versions: archive },
      });
    const latest = async (...stages: string[]) => {
      const { body } = await call('POST', 'registered-models/get-latest-versions', {
        name: 'foreign',
        stages,
      });
      return (body.model_versions ?? []).map((one: { version: string; current_stage: string }) => [
        one.version,
        one.current_stage,
      ]);
    };
    expect(await latest()).toEqual([
      ['2', 'None'],
      ['1', 'Production'],
    ]);
    expect((await stage('2', 'staging')).body.model_version).toMatchObject({
      ...{ version: '2', current_stage: 'Staging', aliases: ['challenger'] },
    });
    expect((await stage('2', 'Production', true)).body.model_version).toMatchObject({
      ...{ version: '2', current_stage: 'Production', aliases: ['champion'] },
    });
    expect(await latest('Production', 'Archived', 'Staging')).toEqual([
      ['2', 'Production'],
      ['1', 'Archived'],
    ]);
    expect((await stage('1', 'Production')).body.model_version.current_stage).toBe('Production');
    expect(await latest('None')).toEqual([['2', 'None']]);
    expect((await stage('1', 'Live')).body).toMatchObject({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringContaining('Value must be one of None, Staging, Production, Archived'),
    });
    await setGates(test.context, {
      model: 'foreign',
      expected: 0,
      aliases: ['champion'],
      gates: { format: 1, rules: [{ kind: 'metric', metric: 'rmse', bound: 1, end: 'value' }] },
    });
    const moved = await call('POST', 'registered-models/alias', {
      name: 'foreign',
      alias: 'champion',
      version: '2',
    });
    expect(moved.status).toBeGreaterThanOrEqual(400);
    expect((await stage('2', 'Production')).status).toBe(moved.status);
    expect(await latest('Production')).toEqual([['1', 'Production']]);
    expect(
      (await call('GET', 'registered-models/alias?name=foreign&alias=champion')).body.model_version.version,
    ).toBe('1');
  });
});
