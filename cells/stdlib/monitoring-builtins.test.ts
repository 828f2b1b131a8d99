// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { profileColumn } from '@/cells/ml/profile';
import { createCheck } from './check';
import { createModels } from './models';
import { toInstants } from './prediction-window';
import { createPredictions } from './predictions';
import { stats } from './stats';
import { compareRowsCall, estimateErrorsCall } from './watch-models';

test('check tells the page and gives a line to show', () => {
  const notify = vi.fn();
  const check = createCheck({ notify })({ cellId: 1, signal: new AbortController().signal });
  const line = check('Few missing', false, { severity: 'critical', detail: '12 % missing' });
  expect(notify).toHaveBeenCalledWith('check', {
    name: 'Few missing',
    ok: false,
    severity: 'critical',
    detail: '12 % missing',
  });
  expect(line.textContent).toBe('▲ failsFew missing12 % missing');
  expect(check('Ratio', Number.NaN).dataset.check).toBe('warning');
  expect(check('Fine', true).dataset.check).toBe('passed');
  expect(() => check('', true)).toThrow('needs a name');
});

test('a window is a length of time or two instants', () => {
  const now = Date.UTC(2026, 0, 8);
  expect(toInstants({ last: '7 days' }, now)).toEqual({ from: '2026-01-01T00:00:00.000Z' });
  expect(toInstants({ last: '1.5 hours' }, now)).toEqual({ from: '2026-01-07T22:30:00.000Z' });
  expect(toInstants({ from: '2026-01-01', to: new Date(now) }, now)).toEqual({
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-08T00:00:00.000Z',
  });
  expect(toInstants({}, now)).toEqual({ from: undefined, to: undefined });
  expect(() => toInstants({ last: 'a while' }, now)).toThrow('“a while” is no length of time');
  expect(() => toInstants({ from: 'soon' }, now)).toThrow('no point in time');
});

test('predictions are read from the file that the page opens', async () => {
  const request = vi.fn(async () => ({ database: 'http://127.0.0.1/data/x', rows: 2 }));
  const query = vi.fn(async () => 'a table');
  const predictions = createPredictions({ request, engine: { query } } as never); // only what is called
  const signal = new AbortController().signal;
  expect(await predictions({ signal })('bike-demand')).toBe('a table');
  expect(request).toHaveBeenCalledWith('predictions.open', { model: 'bike-demand' });
  expect(query).toHaveBeenCalledWith('SELECT * FROM logged_predictions', [], {
    signal,
    databases: { logged_predictions: 'http://127.0.0.1/data/x' },
  });
});

test('predictions may be of one version, one deployment and some columns', async () => {
  const request = vi.fn(async () => ({ database: 'http://127.0.0.1/data/x', rows: 2 }));
  const predictions = createPredictions({ request, engine: { query: async () => 'a table' } } as never); // only what is called
  await predictions({ signal: new AbortController().signal })('bike-demand', {
    ...{ version: 3, deployment: 'front', columns: ['hr', 'prediction'] },
    from: '2026-01-01',
  });
  expect(request).toHaveBeenCalledWith('predictions.open', {
    ...{ model: 'bike-demand', version: 3, deployment: 'front', columns: ['hr', 'prediction'] },
    ...{ from: '2026-01-01T00:00:00.000Z', to: undefined },
  });
});

test('a run for a past time reads the log as it was then', async () => {
  const request = vi.fn(async () => ({ database: 'http://127.0.0.1/data/x', rows: 2 }));
  const execution = {
    dueAt: '2026-03-02T06:00:00.000Z',
    from: '2026-03-01T06:00:00.000Z',
    trigger: 'backfill',
  };
  const made = createPredictions({ request, engine: { query: async () => 'a table' }, execution } as never); // only what is called
  const predictions = made({ signal: new AbortController().signal });
  await predictions('bike-demand', { last: '7 days' });
  await predictions('bike-demand', { last: '1 day', to: '2026-01-08' });
  expect(request.mock.calls).toEqual([
    ['predictions.open', { model: 'bike-demand', from: '2026-02-23T06:00:00.000Z', to: execution.dueAt }],
    [
      'predictions.open',
      { model: 'bike-demand', from: '2026-01-07T00:00:00.000Z', to: '2026-01-08T00:00:00.000Z' },
    ],
  ]);
});

test('models.read puts what monitoring needs at hand', async () => {
  const manifest = {
    task: 'regression',
    target: 'cnt',
    signature: {},
    evaluation: { metrics: { rmse: 41 }, baseline: {} },
  };
  const request = async () => ({ model: 'bike-demand', version: 3, manifest, profile: { format: 1 } });
  const models = createModels({ request } as never); // only what is called
  expect(await models.read('bike-demand')).toMatchObject({
    version: 3,
    metrics: { rmse: 41 },
    profile: { format: 1 },
  });
});

test('stats.drift compares a table with a profile, features and prediction', () => {
  const even = (shift: number) => Float64Array.from({ length: 2000 }, (_, i) => i / 2000 + shift);
  const profile = {
    format: 1 as const,
    rows: 2000,
    features: [profileColumn({ name: 'temp', type: 'number', values: even(0) })],
    prediction: profileColumn({ name: 'cnt', type: 'number', values: even(0) }),
    target: profileColumn({ name: 'cnt', type: 'number', values: even(0) }),
  };
  const rows = [...even(0.5)].map((temp) => ({ temp, prediction: temp - 0.5, season: 1 }));
  expect(stats.drift(profile, rows).map(({ column, role, verdict }) => [column, role, verdict])).toEqual([
    ['temp', 'feature', 'drift'],
    ['prediction', 'prediction', 'stable'],
  ]);
  expect(stats.drift(profile, [])).toEqual([]);
});

test('ml.compareRows and stats.reconstruction see that columns no longer go together', async () => {
  const rows = (isTogether: boolean, seed: number) => {
    const random = stats.createRandom(seed);
    return Array.from({ length: 120 }, () => {
      const a = random();
      return { a, b: isTogether ? a + 0.05 * random() : random(), kind: a > 0.5 ? 'x' : 'y' };
    });
  };
  const { signal } = new AbortController();
  const progress = vi.fn();
  const [before, now] = [rows(true, 1), rows(false, 2)];
  const told = await compareRowsCall(before, now, { columns: ['a', 'b'] }, { signal, progress });
  const fractions = progress.mock.calls.flatMap(([one]) => one?.fraction ?? []);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions.at(-1)).toBeCloseTo(0.9);
  expect(progress).toHaveBeenLastCalledWith(undefined);
  const stopped = AbortSignal.abort(new Error('Stopped'));
  await expect(compareRowsCall(before, now, {}, { signal: stopped, progress })).rejects.toThrow('Stopped');
  expect(told.verdict).toBe('drift');
  expect(told.importances.map(({ feature }) => feature).sort()).toEqual(['a', 'b']);
  expect(() => compareRowsCall(before, now, { columns: ['c'] }, { signal, progress })).toThrow(
    'no column “c”. The columns are a, b, kind.',
  );
  const learnt = stats.reconstruction(before);
  expect(learnt.measure(now).low).toBeGreaterThan(learnt.measure(rows(true, 3)).high);
});

test('ml.estimateErrors learns from labelled rows and answers for those without', async () => {
  const random = stats.createRandom(5);
  const rows = Array.from({ length: 300 }, () => {
    const x = random();
    return { x, prediction: x, y: x + (x > 0.5 ? 1 : 0.1) * (random() < 0.5 ? -1 : 1) };
  });
  const scope = { signal: new AbortController().signal, progress: vi.fn() };
  const estimator = await estimateErrorsCall(rows, { target: 'y' }, scope);
  const far = await estimator.estimate(
    rows.filter(({ x }) => x > 0.6).map(({ x }) => ({ x, prediction: x })),
  );
  const near = await estimator.estimate(rows.filter(({ x }) => x < 0.4));
  expect(far.mae?.value).toBeCloseTo(1, 1);
  expect(near.mae?.value).toBeCloseTo(0.1, 1);
  await expect(estimateErrorsCall(rows, { target: 'z' }, scope)).rejects.toThrow('no column “z”');
});
