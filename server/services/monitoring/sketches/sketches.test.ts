import { mkdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, distinctError, rankError } from '@/cells/statistics';
import type { Context } from '../../../context';
import { makeTestPlace, testStorageUrl } from '../../../storage/testing';
import { openTestSystem, type TestSystem } from '../../../testing';
import { createNotebook, grantPredictions } from '../../notebooks';
import { admitVersion, readModel } from '../../registry';
import { promoteExample } from '../../registry/testing';
import { eraseFromLog, eraseSubject } from '../erasures';
import { changeLogSettings, keepLog } from '../keep-log';
import { type PredictionRecord, segmentFolder } from '../log-format';
import { rollSegments } from '../roll-segments';
import { readGrantedSketches } from './read-sketches';

const hour = 3_600_000;
const start = Date.UTC(2012, 4, 1);
/** Three days and five hours of a row every two minutes; the last hours are today's. */
const everyMs = 2 * 60_000;
const many = ((3 * 24 + 5) * hour) / everyMs;
const now = start + many * everyMs;

function makeRows(): PredictionRecord[] {
  const random = createRandom(7);
  return Array.from({ length: many }, (_, i) => {
    const isRefused = i % 50 === 49;
    return {
      ...{
        kind: 'prediction',
        model: 'bikes',
        id: `p${i}`,
        request: `p${i}`,
        version: 1,
        latency: 1 + random(),
      },
      at: (start + i * everyMs) * 1000,
      ...{ status: isRefused ? 422 : 200, error: isRefused ? 'no' : null, probabilities: null },
      inputs: isRefused
        ? null
        : { hr: i % 10 === 0 ? null : Math.exp(3 * random()), weather: i % 4 === 0 ? 'rain' : 'clear' },
      prediction: isRefused ? null : i % 100,
      ...{
        deployment: i % 3 === 0 ? 'front' : 'back',
        role: i % 20 === 5 ? 'shadow' : 'stable',
        key: `k${i % 40}`,
      },
    };
  });
}

const rows = makeRows();
const places = ['disk', ...(testStorageUrl ? ['S3'] : [])];

describe.each(places)('a year of the log is read from sketches, on %s', (place) => {
  let test: TestSystem;
  let notebookId: string;
  beforeAll(async () => {
    const isRemote = place === 'S3' && testStorageUrl;
    const config = isRemote ? { storage: await makeTestPlace(isRemote) } : {};
    test = await openTestSystem({ config });
    const { versionId } = await promoteExample(test.context, { model: 'bikes' });
    await admitVersion(test.context, { versionId });
    notebookId = (await createNotebook(test.context, { title: 'Year' })).id;
    const { id: modelId } = await readModel(test.context, { model: 'bikes' });
    await grantPredictions(test.context, { notebookId, modelId });
    await addSegment(rows);
    await rollSegments(test.system);
    test.setTime(new Date(now));
  });
  afterAll(() => test.close());

  let segments = 0;
  async function addSegment(records: readonly PredictionRecord[]): Promise<void> {
    const folder = segmentFolder(test.folder);
    await mkdir(folder, { recursive: true });
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    await writeFile(`${folder}/${start + ++segments}-7-${segments}.jsonl`, lines);
  }
  const keys = async () => (await test.system.storage.listKeys('prediction-sketches/')).map(({ key }) => key);
  const read = (wanted: { from?: number; to?: number; deployment?: string; per?: 'day' | 'hour' } = {}) =>
    readGrantedSketches(test.context, {
      ...{ notebookId, model: 'bikes', per: wanted.per ?? 'day', deployment: wanted.deployment },
      from: new Date(wanted.from ?? start).toISOString(),
      ...(wanted.to && { to: new Date(wanted.to).toISOString() }),
    });
  /** The same, counted. */
  function count(wanted: (row: PredictionRecord) => boolean, of = rows) {
    const asked = of.filter((row) => row.role !== 'shadow' && wanted(row));
    const answered = asked.filter(({ status }) => status === 200);
    const numbers = answered.flatMap(({ inputs }) => (typeof inputs?.hr === 'number' ? [inputs.hr] : []));
    const rain = answered.filter(({ inputs }) => inputs?.weather === 'rain').length;
    return { rows: asked.length, answered: answered.length, numbers: numbers.sort((a, b) => a - b), rain };
  }

  async function expectExact(found: Awaited<ReturnType<typeof read>>, exact: ReturnType<typeof count>) {
    expect(found).toMatchObject({ rows: exact.rows, answered: exact.answered });
    const { hr, weather, prediction } = found.columns;
    const { numbers } = exact;
    if (hr?.kind !== 'number' || weather?.kind !== 'text') throw new Error('hr is a number, weather a text.');
    expect(hr).toMatchObject({ count: numbers.length, missing: exact.answered - numbers.length });
    expect(hr).toMatchObject({ minimum: numbers[0], maximum: numbers.at(-1) });
    expect(hr.mean).toBeCloseTo(numbers.reduce((sum, value) => sum + value, 0) / numbers.length, 8);
    for (const [i, value] of hr.sample.entries()) {
      const rank = numbers.filter((one) => one <= value).length / numbers.length;
      expect(Math.abs(rank - (i + 0.5) / hr.sample.length)).toBeLessThan(rankError + 1 / numbers.length);
    }
    expect(Math.abs(hr.distinct / new Set(numbers).size - 1)).toBeLessThan(4 * distinctError);
    expect(weather.frequencies).toEqual([
      ['clear', exact.answered - exact.rain],
      ['rain', exact.rain],
    ]);
    expect(prediction?.count).toBe(exact.answered);
  }

  it('with the counts, means and extremes of the rows, and quantiles within the bound', async () => {
    const before = await read();
    expect(before).toMatchObject({ sketchedDays: 0, rowsRead: count(() => true).rows });
    await expectExact(
      before,
      count(() => true),
    );
    expect((await keepLog(test.context)).sketched).toBe(3);
    expect((await keepLog(test.context)).sketched).toBe(0);
    const found = await read();
    expect(found).toMatchObject({
      sketchedDays: 3,
      rowsRead: count(({ at }) => at / 1000 >= start + 72 * hour).rows,
    });
    await expectExact(
      found,
      count(() => true),
    );
    expect(found.parts.map(({ at, rows: n }) => [at, n])).toEqual(
      [0, 1, 2, 3].map((day) => [
        start + 24 * day * hour,
        count(({ at }) => Math.floor((at / 1000 - start) / (24 * hour)) === day).rows,
      ]),
    );
  });

  it('between any two hours, of one served name, and hour by hour', async () => {
    const [from, to] = [start + 7 * hour, start + 50 * hour];
    const inWindow = ({ at }: PredictionRecord) => at / 1000 >= from && at / 1000 < to;
    await expectExact(await read({ from, to }), count(inWindow));
    const front = await read({ from, to, deployment: 'front' });
    await expectExact(
      front,
      count((row) => inWindow(row) && row.deployment === 'front'),
    );
    const hours = await read({ from, to, per: 'hour' });
    expect(hours.parts).toHaveLength(43);
    await expectExact(hours, count(inWindow));
  });

  it('with what came later for a day that is over, before and after it was merged', async () => {
    const [first] = rows;
    if (!first) throw new Error('There are rows.');
    const late = Array.from({ length: 10 }, (_, i) => ({
      ...first,
      id: `late${i}`,
      key: 'Ada',
      role: 'stable' as const,
    }));
    await addSegment(late);
    const all = [...rows, ...late];
    await expectExact(
      await read(),
      count(() => true, all),
    );
    await rollSegments(test.system);
    // Two files of that day: its sketches are of one of them.
    expect(await read()).toMatchObject({ sketchedDays: 2 });
    await expectExact(
      await read(),
      count(() => true, all),
    );
    expect(await keepLog(test.context)).toMatchObject({ merged: 1, sketched: 0 });
    await expectExact(
      await read(),
      count(() => true, all),
    );
    test.setTime(new Date(now + 2 * hour));
    // What was merged is removed in this turn, and sketched in it.
    expect(await keepLog(test.context)).toMatchObject({ merged: 0, sketched: 1 });
    expect(await keys()).toHaveLength(3);
    await expectExact(
      await read(),
      count(() => true, all),
    );
  });

  it('never with an erased subject, and made again when a killed job left none', async () => {
    const before = await keys();
    const { id } = await eraseSubject(test.context, { key: 'Ada' });
    expect(await eraseFromLog(test.context, id)).toEqual({ isDone: true });
    const after = await keys();
    expect(after).toHaveLength(2);
    expect(before).toEqual(expect.arrayContaining(after));
    await expectExact(
      await read(),
      count(() => true),
    );
    const { storage } = test.system;
    const putKey: Context['storage']['putKey'] = async (key, content) => {
      if (key.startsWith('prediction-sketches/')) throw new Error('killed');
      await storage.putKey(key, content);
    };
    await expect(keepLog({ ...test.context, storage: { ...storage, putKey } })).rejects.toThrow('killed');
    await expectExact(
      await read(),
      count(() => true),
    );
    expect((await keepLog(test.context)).sketched).toBe(1);
    // A merge of this very moment is not trusted: a segment of before it may be read beside.
    expect(await read()).toMatchObject({ sketchedDays: 2 });
    test.setTime(new Date(now + 3 * hour));
    expect(await read()).toMatchObject({ sketchedDays: 3 });
    await expectExact(
      await read(),
      count(() => true),
    );
  });

  it('no longer than the log is kept', async () => {
    await changeLogSettings(test.context, { model: 'bikes', keepDays: 2 });
    await keepLog(test.context);
    expect((await keys()).map((key) => key.split('/')[3])).toEqual(['2012-05-02', '2012-05-03']);
    await expectExact(
      await read(),
      count(({ at }) => at / 1000 >= start + 24 * hour),
    );
  });

  it('refuses what it was not granted, and more parts than anybody looks at', async () => {
    const other = (await createNotebook(test.context, { title: 'Other' })).id;
    const wanted = { model: 'bikes', from: new Date(start).toISOString() };
    await expect(readGrantedSketches(test.context, { ...wanted, notebookId: other })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
