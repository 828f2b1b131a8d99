import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataEngine } from '@/cells/data';
import { openEmptyEngine } from '@/cells/data/empty-engine.fixture';
import { profileColumn } from '@/cells/ml/profile';
import { followLog } from './follow-log';
import { createPredictions, type Predictions } from './predictions';
import { stats } from './stats';

let folder = '';
let engine: DataEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellar-log-'));
  engine = openEmptyEngine();
});
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** A window of a log as the server writes it, of these rows. */
async function writeWindow(select: string): Promise<{ database: string; rows: number; personal: object }> {
  const file = join(folder, `${Math.random()}.duckdb`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`ATTACH '${file}' AS answer (STORAGE_VERSION 'v1.4.0')`);
  await connection.run(`CREATE TABLE answer.data AS ${select}`);
  const counted = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM answer.data');
  await connection.run('DETACH answer');
  connection.closeSync();
  instance.closeSync();
  return { database: pathToFileURL(file).href, rows: Number(counted.getRows()[0]?.[0]), personal: {} };
}

const rowsOf = (about: { rows: number; first?: number; temp?: string; label?: string; standsFor?: string }) =>
  `SELECT ${about.temp ?? 'sqrt(i)'} AS temp, CASE WHEN i % 3 = 0 THEN NULL WHEN i % 3 = 1 THEN 'dry' ELSE 'wet' END AS sky,
     (i % 7)::DOUBLE AS prediction, 'p' || i AS prediction_id, 'p' || i AS request_id,
     TIMESTAMP '2026-01-01' + to_seconds(i) AS predicted_at, 1 AS model_version, 2.0 AS latency_ms,
     CASE WHEN i % 100 = 99 THEN 422 ELSE 200 END AS status, NULL::VARCHAR AS error, NULL::VARCHAR AS probabilities,
     ${about.label ?? 'NULL::DOUBLE'} AS label, NULL::TIMESTAMP AS labelled_at,
     CASE WHEN i % 2 = 0 THEN 'shop' ELSE 'app' END AS deployment,
     CASE WHEN i % 10 = 5 THEN 'shadow' END AS deployment_role, NULL::VARCHAR AS subject_key, (${about.standsFor ?? '1'})::DOUBLE AS stands_for
   FROM range(${about.first ?? 0}, ${(about.first ?? 0) + about.rows}) r(i)`;

type Asked = { from?: string; to?: string; since?: string };

function predictionsOf(
  open: (asked: Asked) => ReturnType<typeof writeWindow>,
  { isReport = false, warn }: { isReport?: boolean; warn?(text: string): void } = {},
): Predictions {
  // Only what the builtin calls.
  const request = ((_: string, input: Asked) => open(input)) as never;
  return createPredictions({ request, engine, isReport })({ signal: new AbortController().signal, warn });
}

const numberOf = (value: unknown) => Number(value);

describe('a log that stays where it is', () => {
  test('is asked in SQL as the table log, without what shadows answered', async () => {
    const window = await writeWindow(rowsOf({ rows: 1000 }));
    const log = await predictionsOf(async () => window).open('bikes');
    expect(numberOf((await log.query('SELECT count(*) AS n FROM log')).getChild('n').at(0))).toBe(900);
    const named = await log.query(
      'WITH odd AS (SELECT * FROM log WHERE model_version = $1) SELECT count(*) AS n FROM odd',
      [1],
    );
    expect(numberOf(named.getChild('n').at(0))).toBe(900);
    await expect(log.query('SELECT nothing FROM log')).rejects.toThrow('nothing');
  });

  test('of one deployment holds only what was asked of it', async () => {
    const window = await writeWindow(rowsOf({ rows: 1000 }));
    const log = await predictionsOf(async () => window).open('bikes', { deployment: 'shop' });
    const table = await log.query('SELECT DISTINCT deployment FROM log');
    expect(table.toArray()).toEqual([{ deployment: 'shop' }]);
  });

  test('of many rows drift is told of a sample, with the counts and means of all', async () => {
    const window = await writeWindow(rowsOf({ rows: 45_000 }));
    const log = await predictionsOf(async () => window).open('bikes');
    const summary = await log.summary();
    expect(Object.keys(summary.columns)).toEqual(['temp', 'sky', 'prediction']);
    expect(summary.rows).toBe(40_050);
    expect(Math.abs(summary.sampled / 20_000 - 1)).toBeLessThan(0.05);
    const all = (await log.query('SELECT temp, sky, prediction FROM log WHERE status = 200')).toArray();
    const profile = {
      ...{ format: 1 as const, rows: 5000 },
      features: [
        profileColumn({
          ...{ name: 'temp', type: 'number' },
          values: Float64Array.from({ length: 5000 }, (_, i) => 0.8 * Math.sqrt(9 * i)),
        }),
        profileColumn({
          ...{ name: 'sky', type: 'string' },
          values: Array.from({ length: 5000 }, (_, i) => (i % 5 ? 'dry' : 'wet')),
        }),
      ],
      prediction: profileColumn({
        ...{ name: 'cnt', type: 'number' },
        values: Float64Array.from({ length: 5000 }, (_, i) => i % 7),
      }),
      target: profileColumn({ name: 'cnt', type: 'number', values: new Float64Array(5000) }),
    };
    const [ofSample, ofAll] = [stats.drift(profile, summary), stats.drift(profile, all)];
    expect(ofSample.map(({ column, verdict }) => [column, verdict])).toEqual([
      ['temp', 'drift'],
      ['sky', 'drift'],
      ['prediction', 'stable'],
    ]);
    for (const drift of ofSample) {
      const other = ofAll.find(({ column }) => column === drift.column);
      expect(drift.verdict).toBe(other?.verdict);
      expect(drift.rows).toBe(other?.rows);
      expect(drift.missing).toBe(other?.missing);
      expect(drift.distance.value).toBeCloseTo(other?.distance.value ?? Number.NaN, 1);
      if (drift.effect.unit === 'deviations')
        expect(drift.effect.value).toBeCloseTo(other?.effect.value ?? Number.NaN, 8);
    }
    // The log compared with itself as the reference: nothing has moved.
    const before = stats.profile(summary, profile);
    expect(before.rows).toBe(40_050);
    expect(stats.drift(before, all).map(({ verdict }) => verdict)).toEqual(['stable', 'stable', 'stable']);
  });
});

describe('a log that keeps some of the requests', () => {
  // The first half was kept whole, with prediction 0; of the second, 1, one in ten.
  const half = `CASE WHEN i < 5000 THEN 1 ELSE 10 END`;
  const mixed = `SELECT * REPLACE (CASE WHEN stands_for = 1 THEN 0.0 ELSE 1.0 END AS prediction) FROM (${rowsOf({ rows: 5500, standsFor: half })})`;

  test('is summed up for all, by a sample of rows that stand for as many', async () => {
    const window = { ...(await writeWindow(mixed)), standsFor: 10 };
    const warned: string[] = [];
    const log = await predictionsOf(async () => window, { warn: (text) => warned.push(text) }).open('bikes');
    const { rows, evidence, sampled, columns } = await log.summary();
    const answered = { before: 4450, later: 445 };
    expect(rows).toBe(answered.before + 10 * answered.later);
    expect(evidence).toBeCloseTo(rows ** 2 / (answered.before + 100 * answered.later), 8);
    // A tenth of those before, and all of those later.
    expect(Math.abs(sampled - 2 * answered.later)).toBeLessThan(80);
    expect(columns.prediction?.mean).toBe(0.5);
    const sample = Array.from(columns.prediction?.sample ?? [], Number);
    const share = sample.reduce((sum, value) => sum + value, 0) / sample.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
    expect(columns.sky?.rows).toBeCloseTo((2 / 3) * evidence, -1);
    expect((columns.sky?.rows ?? 0) + (columns.sky?.missing ?? 0)).toBeCloseTo(evidence, 8);
    await log.query('SELECT count(*) FROM log');
    await log.query('SELECT avg(temp) FROM log');
    // Once, though it was asked twice; the summary counts as it should.
    expect(warned).toEqual([
      'The log of bikes keeps some of the requests. A row stands for as many as its stands_for says: sum(stands_for) counts what was asked, count(*) what was kept. In: SELECT count(*) FROM log',
    ]);
    // The same rows as a table: each is taken by what it stands for.
    const table = await log.query(
      'SELECT prediction, stands_for FROM log WHERE status = 200 ORDER BY predicted_at',
    );
    const values = Float64Array.from({ length: 4000 }, (_, i) => i % 2);
    const known = profileColumn({ name: 'y', type: 'number', values });
    const profile = { format: 1 as const, rows: 4000, features: [], prediction: known, target: known };
    const [drift] = stats.drift(profile, table);
    expect(drift).toMatchObject({ rows: 2 * answered.later, verdict: 'stable' });
    expect(stats.drift(profile, table.select(['prediction']))[0]?.verdict).toBe('drift');
  });
});

describe('a log that is followed', () => {
  const signal = new AbortController().signal;
  const wait = async () => {};

  test('is given again with the rows and labels that came, and only they are fetched', async () => {
    const asked: Asked[] = [];
    const before = await writeWindow(rowsOf({ rows: 10 }));
    const nothing = await writeWindow(rowsOf({ rows: 0 }));
    // A label came for the tenth, and three rows more.
    const news = await writeWindow(
      `SELECT * REPLACE (now()::TIMESTAMP AS predicted_at, CASE WHEN label IS NOT NULL THEN now()::TIMESTAMP END AS labelled_at)
       FROM (${rowsOf({ rows: 4, first: 9, label: 'CASE WHEN i = 9 THEN 4.0 END' })})`,
    );
    const request = (async (_: string, input: Asked) =>
      [before, nothing, news][Math.min(asked.push(input), 3) - 1]) as never; // only what is asked here
    const window = { from: '2026-01-01T00:00:00Z' };
    const logs = followLog('bikes', window, { request, engine, signal, name: 'followed', wait });
    const count = async ({ value }: Awaited<ReturnType<typeof logs.next>>) =>
      (
        await value?.query('SELECT count(*)::INTEGER AS n, count(label)::INTEGER AS labels FROM log')
      )?.toArray();
    expect(await count(await logs.next())).toEqual([{ n: 9, labels: 0 }]);
    expect(await count(await logs.next())).toEqual([{ n: 12, labels: 1 }]);
    expect(asked.map(({ since }) => since !== undefined)).toEqual([false, true, true]);
    await logs.return(undefined);
  });

  test('is no more than opened in a report, and where the window has ended', async () => {
    const window = await writeWindow(rowsOf({ rows: 10 }));
    for (const log of [
      await predictionsOf(async () => window, { isReport: true }).follow('bikes'),
      await predictionsOf(async () => window).follow('bikes', { to: '2026-02-01' }),
    ])
      expect(log).toHaveProperty('query');
  });
});
