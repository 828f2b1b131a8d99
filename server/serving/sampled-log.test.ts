import { afterAll, beforeAll, expect, it } from 'vitest';
import { withDuckDB } from '../duckdb';
import { listAudit } from '../services/audit';
import {
  changeLogSettings,
  openGrantedPredictions,
  readArms,
  readGrantedSketches,
  readTraffic,
  rollSegments,
} from '../services/monitoring';
import { createNotebook, grantPredictions } from '../services/notebooks';
import { readModel } from '../services/registry';
import { promoteTrained } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { createDeployment, label, predict, servingOf, startExperiment, startShadow } from '.';

let test: TestSystem;
let notebookId: string;
beforeAll(async () => {
  test = await openTestSystem();
  test.setTime(new Date('2026-03-02T10:30:00Z'));
  for (const slope of [1, 2])
    await promoteTrained(test.context, {
      model: 'line',
      rows: Array.from({ length: 60 }, (_, i) => ({ x: i % 20, y: slope * (i % 20) + 1 })),
      options: { target: 'y', learner: 'linear' },
    });
  notebookId = (await createNotebook(test.context, { title: 'Log' })).id;
  const { id: modelId } = await readModel(test.context, { model: 'line' });
  await grantPredictions(test.context, { notebookId, modelId });
});
afterAll(() => test.close());

const serving = () => servingOf(test.system);
/** Asks so many times with ids of their own; tells which are in the log. */
async function ask(name: string, prefix: string, times: number): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, i) =>
      predict(serving(), name, { rows: [{ x: i % 20 }], id: `${prefix}${i}` }),
    ),
  );
  return answers.filter(({ logged }) => logged !== false).map(({ id }) => id);
}
const keepOneOf = async (oneOf: number) => {
  await changeLogSettings(test.context, { model: 'line', keepOneOf: oneOf });
  await expect.poll(() => serving().keptShareOf('line')).toBe(oneOf);
};

async function readLog(sql: string) {
  const { key } = await openGrantedPredictions(test.context, { notebookId, model: 'line' });
  const path = await test.system.storage.localKeyPath(key);
  return withDuckDB({ memory: '128MB', temporaryFolder: test.folder }, async (connection) => {
    await connection.run(`ATTACH '${path}' AS answer (READ_ONLY)`);
    return (await connection.runAndReadAll(`SELECT ${sql} FROM answer.data`)).getRows()[0];
  });
}

let kept: string[] = [];

it('keeps one of four requests by its id, and says of the others that they are not logged', async () => {
  expect(await ask('line', 'all_', 40)).toHaveLength(40);
  await keepOneOf(4);
  kept = await ask('line', 'some_', 400);
  // What chance gives in 999 of 1 000 cases; these ids are what they are.
  expect(Math.abs(kept.length - 100)).toBeLessThan(29);
  expect(await ask('line', 'some_', 400)).toEqual(kept);
  const many = await predict(serving(), 'line', { rows: [{ x: 1 }, { x: 2 }], id: kept[0] });
  expect(many).not.toHaveProperty('logged');
  // Refused ones are all there, each for itself.
  for (let i = 0; i < 8; i++)
    await expect(predict(serving(), 'line', { rows: [{ x: 'no' }], id: `no-${i}` })).rejects.toThrow('x');
  const audit = (await listAudit(test.context, {})).find(({ action }) => action === 'log.keep');
  expect(audit?.detail).toEqual({ keepDays: null, keepOneOf: 4, before: { keepDays: null, keepOneOf: 1 } });
});

it('counts for all, in segments, in Parquet and in sketches', async () => {
  // Each of those kept was asked twice, and one of them once more with two rows.
  const rows = 40 + 4 * (2 * kept.length + 2);
  const read = async () => ({
    log: await readLog(
      'sum(stands_for) FILTER (status = 200), count(*)::DOUBLE, sum(stands_for) FILTER (status <> 200)',
    ),
    traffic: await readTraffic(test.context, { model: 'line' }),
    sketches: await readGrantedSketches(test.context, {
      ...{ notebookId, model: 'line', per: 'day' },
      from: '2026-03-02T00:00:00Z',
    }),
  });
  const before = await read();
  expect(before.log).toEqual([rows, 40 + 2 * kept.length + 2 + 8, 8]);
  // An id that is asked again is one request, as ever.
  expect(before.traffic).toMatchObject({
    ...{ rows, kept: 40 + 2 * kept.length + 2 },
    ...{ requests: 40 + 4 * kept.length + 8, errors: 8, lastMinute: 40 + 4 * kept.length + 8 },
  });
  const { sketches } = before;
  expect(sketches).toMatchObject({ rows: rows + 8, answered: rows, rowsRead: 40 + 2 * kept.length + 2 + 8 });
  const weights = 40 + 16 * (2 * kept.length + 2);
  expect(sketches.evidence).toBe(Math.round(rows ** 2 / weights));
  expect(sketches.columns.x).toMatchObject({ kind: 'number', count: rows, missing: 0 });
  await serving().log.roll();
  expect(await rollSegments(test.system)).toBeGreaterThan(0);
  expect(await read()).toEqual(before);
});

it('takes labels for what is kept, leaves out those that can join nothing, and says so each time', async () => {
  const lost = Array.from({ length: 400 }, (_, i) => `some_${i}`).filter((id) => !kept.includes(id));
  const send = (ids: readonly string[]) =>
    label(test.context, serving(), 'line', { labels: ids.map((id) => ({ id, label: 1 })) });
  const known = [kept[1] ?? '', 'all_3', `${kept[0]}-1`];
  expect(await send(known)).toEqual({ model: 'line', received: 3, unknown: 0 });
  for (const _ of ['once', 'again'])
    expect(await send([...known, ...lost.slice(0, 5)])).toEqual({
      ...{ model: 'line', received: 8, unknown: 5, notKept: 5 },
    });
  // Of a prediction that is still to come, the label waits where the log will keep it.
  const early = Array.from({ length: 12 }, (_, i) => `early_${i}`);
  const { notKept = 0 } = await send(early);
  expect(await ask('line', 'early_', 12)).toHaveLength(12 - notKept);
  expect(await readLog("count(label) FILTER (prediction_id LIKE 'early_%')::DOUBLE")).toEqual([12 - notKept]);
  const traffic = await readTraffic(test.context, { model: 'line' });
  // all_3 for itself; the one that was asked twice, the second row of another, and the early ones for four each.
  expect(traffic.labelled).toBe(1 + 4 * (2 + 1 + 12 - notKept));
});

it('keeps what a shadow answered beside what was answered, and tells the arms of a test by what each row stands for', async () => {
  await createDeployment(test.context, { name: 'front', model: 'line' });
  await startShadow(test.context, { name: 'front', version: 2 });
  await expect.poll(async () => (await serving().deploymentOf('front'))?.routes.shadow?.version).toBe(2);
  const own = await ask('front', 'beside_', 40);
  await serving().shadows.settled();
  await serving().log.roll();
  const roles = await withLogOf('beside_');
  expect(roles).toEqual({ stable: [...own].sort(), shadow: [...own].sort() });
  test.setTime(new Date('2026-03-02T10:31:00Z'));
  const arms = [{ version: 2, percent: 50 }];
  await startExperiment(test.context, { name: 'front', metric: 'errorRate', arms });
  await expect
    .poll(async () => (await serving().deploymentOf('front'))?.routes.split?.kind)
    .toBe('experiment');
  let failed = 0;
  const wanted = Array.from({ length: 80 }, (_, i) => ({ id: `arm_${i}`, x: i % 4 === 0 ? 'no' : 1 }));
  const logged = await Promise.all(
    wanted.map(({ id, x }) =>
      predict(serving(), 'front', { rows: [{ x }], id }).then(
        ({ logged: isLogged }) => (isLogged === false ? 0 : 1),
        () => {
          failed++;
          return 0;
        },
      ),
    ),
  );
  const answered = 4 * logged.reduce<number>((sum, one) => sum + one, 0);
  const stand = (await readArms(test.context, { name: 'front' })).arms;
  const total = stand.reduce((sum, arm) => sum + arm.count, 0);
  expect(total).toBe(failed + answered / 4);
  for (const { version, value, margin, count } of stand) {
    const arm = `prediction_id LIKE 'arm_%' AND model_version = ${version}`;
    const [refused, told] = (
      await readLog(
        `count(*) FILTER (${arm} AND status <> 200)::DOUBLE, count(*) FILTER (${arm} AND status = 200)::DOUBLE`,
      )
    )?.map(Number) ?? [0, 0];
    if (!refused || !told) throw new Error('Each arm has been asked both.');
    expect(count).toBe(refused + told);
    // A failure stands for itself, an answer for four.
    const rate = refused / (refused + 4 * told);
    expect(value).toBeCloseTo(rate, 10);
    const squares = refused * (1 - rate) ** 2 + told * (4 * rate) ** 2;
    const error = Math.sqrt((squares * count) / (count - 1)) / (refused + 4 * told);
    expect(margin).toBeCloseTo(1.96 * error, 10);
  }
});

/** Ids by role of what is in the log's files, shadows too. */
async function withLogOf(prefix: string): Promise<Record<string, string[]>> {
  await rollSegments(test.system);
  const keys = await test.system.storage.listKeys('predictions/line/');
  const paths = await Promise.all(keys.map(({ key }) => test.system.storage.localKeyPath(key)));
  return withDuckDB({ memory: '128MB', temporaryFolder: test.folder }, async (connection) => {
    const found = await connection.runAndReadAll(
      `SELECT deployment_role, prediction_id FROM read_parquet([${paths.map((path) => `'${path}'`).join(', ')}], union_by_name = true)
       WHERE prediction_id LIKE '${prefix}%' ORDER BY prediction_id`,
    );
    const roles: Record<string, string[]> = {};
    for (const [role, id] of found.getRows())
      roles[String(role)] = [...(roles[String(role)] ?? []), String(id)];
    return roles;
  });
}
