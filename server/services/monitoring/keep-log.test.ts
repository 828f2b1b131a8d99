import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../context';
import { logErasures, logSettings } from '../../db/schema';
import { withDuckDB } from '../../duckdb';
import { openTestSystem, type TestSystem } from '../../testing';
import { listAudit } from '../audit';
import { changeLogSettings, eraseFromLog, eraseSubject, keepLog, readErasure } from '.';
import { joinSignatures } from './log-columns';
import { withLogFiles } from './log-files';
import { type LogRecord, type PredictionRecord, segmentFolder } from './log-format';
import { keyOfWindow } from './prediction-windows';
import { labelsSql, predictionsSql } from './read-log';
import { rollSegments } from './roll-segments';

const hour = 3_600_000;
const start = Date.UTC(2012, 4, 1);
let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem();
});
beforeEach(() => test.setTime(new Date(start + 60 * hour)));
afterEach(async () => {
  for (const key of [...(await keys()), ...(await keys('labels/'))]) await test.system.storage.removeKey(key);
  await rm(segmentFolder(test.folder), { recursive: true, force: true });
  await test.system.db.delete(logErasures);
  await test.system.db.delete(logSettings);
});
afterAll(() => test.close());

const prediction = (id: string, at: number, key?: string): PredictionRecord => ({
  ...{
    kind: 'prediction',
    model: 'bikes',
    id,
    request: id,
    at: at * 1000,
    version: 1,
    latency: 1,
    status: 200,
  },
  ...{ error: null, inputs: {}, prediction: 3, probabilities: null, key: key ?? null },
});
const label = (id: string, at: number, value: number): LogRecord => ({
  ...{ kind: 'label', model: 'bikes', id, at: at * 1000, label: value },
});

let segments = 0;
/** A closed segment, as a process leaves it. */
async function addSegment(...records: LogRecord[]): Promise<string> {
  const name = `${start + ++segments}-7-${segments}`;
  await mkdir(segmentFolder(test.folder), { recursive: true });
  await writeFile(
    `${segmentFolder(test.folder)}/${name}.jsonl`,
    records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  );
  return name;
}

const columns = joinSignatures([{ inputs: [], output: { name: 'cnt', type: 'number' } }]);
const query = (sql: (predictions: string, labels: string) => string, context: Context = test.context) =>
  withLogFiles(context, { model: 'bikes' }, (files) =>
    withDuckDB({ memory: '128MB', temporaryFolder: files.folder }, async (connection) => {
      const found = await connection.runAndReadAll(
        sql(`(${predictionsSql(files, 'bikes', columns, 'true')})`, `(${labelsSql(files, 'bikes')})`),
      );
      return found.getRows();
    }),
  );
const readIds = async (context?: Context) =>
  (await query((predictions) => `SELECT prediction_id FROM ${predictions} ORDER BY ALL`, context)).map(
    ([id]) => id,
  );
const keys = async (prefix = 'predictions/') =>
  (await test.system.storage.listKeys(prefix)).map(({ key }) => key);

/** A day of three files, rolled. */
async function addDay(): Promise<string[]> {
  for (const n of [0, 1, 2])
    await addSegment(prediction(`a${n}`, start + n * hour), prediction(`b${n}`, start + n * hour + 1));
  await rollSegments(test.system);
  return ['a0', 'a1', 'a2', 'b0', 'b1', 'b2'];
}

describe('the small files of a day', () => {
  it('become one, in which what comes later is taken in, and go when nobody can be reading them', async () => {
    const ids = await addDay();
    expect(await keepLog(test.context)).toMatchObject({ merged: 1, removed: 0 });
    expect((await keys()).filter((key) => key.endsWith('.parquet'))).toHaveLength(4);
    expect(await readIds()).toEqual(ids);
    test.setTime(new Date(start + 62 * hour));
    await keepLog(test.context);
    expect(await keys()).toHaveLength(2);
    expect(await readIds()).toEqual(ids);

    await addSegment(prediction('late', start + 5 * hour));
    expect(await readIds()).toEqual([...ids, 'late']);
    await rollSegments(test.system);
    expect(await readIds()).toEqual([...ids, 'late']);
    expect((await keepLog(test.context)).merged).toBe(1);
    expect(await readIds()).toEqual([...ids, 'late']);
    expect(await keepLog(test.context)).toMatchObject({ merged: 0, removed: 0 });
    test.setTime(new Date(start + 64 * hour));
    await keepLog(test.context);
    expect(await keys()).toHaveLength(2);
  });

  it('hold each row once wherever the merger is killed', async () => {
    const ids = await addDay();
    const { storage } = test.system;
    const killedAfter = (writes: number, removals = Infinity): Context => ({
      ...test.context,
      storage: {
        ...storage,
        putKey: async (key, content) => {
          if (writes-- <= 0) throw new Error('killed');
          await storage.putKey(key, content);
        },
        removeKey: async (key) => {
          if (removals-- <= 0) throw new Error('killed');
          await storage.removeKey(key);
        },
      },
    });
    for (const writes of [0, 1]) {
      await expect(keepLog(killedAfter(writes))).rejects.toThrow('killed');
      expect(await readIds()).toEqual(ids);
    }
    await keepLog(test.context);
    expect(await readIds()).toEqual(ids);
    test.setTime(new Date(start + 62 * hour));
    for (const removals of [0, 1, 1]) {
      await expect(keepLog(killedAfter(0, removals))).rejects.toThrow('killed');
      expect(await readIds()).toEqual(ids);
    }
    await keepLog(test.context);
    // What a killed merger left without a list is gone as well.
    expect(await keys()).toHaveLength(2);
  });

  it('count once when two mergers work at once, and when a roller that slept writes its file again', async () => {
    const ids = await addDay();
    const [slept = ''] = await keys();
    const bytes = await readFile(await test.system.storage.localKeyPath(slept));
    await Promise.all([keepLog(test.context), keepLog(test.context)]);
    expect(await readIds()).toEqual(ids);
    test.setTime(new Date(start + 62 * hour));
    await keepLog(test.context);
    await test.system.storage.putKey(slept, bytes);
    expect(await readIds()).toEqual(ids);
    await keepLog(test.context);
    expect(await readIds()).toEqual(ids);
  });

  it('do not hide the rows of a segment that is still there, nor tell them twice to who holds it', async () => {
    const ids = await addDay();
    const name = await addSegment(prediction('c', start + 9 * hour));
    const path = `${segmentFolder(test.folder)}/${name}.jsonl`;
    const text = await readFile(path);
    await rollSegments(test.system);
    // As a kill between the last part and the removal of the segment leaves it.
    await writeFile(path, text);
    await keepLog(test.context);
    expect(await readIds()).toEqual([...ids, 'c']);
    await rollSegments(test.system);
    await keepLog(test.context);
    expect(await readIds()).toEqual([...ids, 'c']);
    // A reader that linked the segment before it was rolled and merged looks again.
    await writeFile(path, text);
    const lists = { done: false };
    const { storage } = test.system;
    const late: Context = {
      ...test.context,
      storage: {
        ...storage,
        listKeys: async (prefix) => {
          if (!lists.done) {
            lists.done = true;
            await rollSegments(test.system);
          }
          return storage.listKeys(prefix);
        },
      },
    };
    expect(await readIds(late)).toEqual([...ids, 'c']);
  });
});

it('reads and merges files of before and after a version that takes an input as text', async () => {
  const write = (name: string, hr: string, at: number) =>
    withDuckDB({ memory: '128MB', temporaryFolder: test.folder }, async (connection) => {
      const path = `${test.folder}/${name}.parquet`;
      await connection.run(
        `COPY (SELECT ${hr} AS hr, 1.5::DOUBLE AS prediction, NULL::VARCHAR AS probabilities, '${name}' AS prediction_id, '${name}' AS request_id,
          make_timestamp(${at * 1000}::BIGINT) AS predicted_at, 1::INTEGER AS model_version, 2.0::DOUBLE AS latency_ms, 200::INTEGER AS status, NULL::VARCHAR AS error) TO '${path}' (FORMAT parquet)`,
      );
      await test.system.storage.putKey(
        `predictions/bikes/2012-05-01/${name}.parquet`,
        createReadStream(path),
      );
    });
  await write('before', '8.0::DOUBLE', start);
  await write('after', "'nine'", start + 1);
  const joined = joinSignatures([
    { inputs: [{ name: 'hr', type: 'number', required: true }], output: { name: 'cnt', type: 'number' } },
    { inputs: [{ name: 'hr', type: 'string', required: true }], output: { name: 'cnt', type: 'number' } },
  ]);
  const read = () =>
    withLogFiles(test.context, { model: 'bikes' }, (files) =>
      withDuckDB({ memory: '128MB', temporaryFolder: files.folder }, async (connection) =>
        (
          await connection.runAndReadAll(
            `SELECT hr FROM (${predictionsSql(files, 'bikes', joined, 'true')}) ORDER BY predicted_at`,
          )
        ).getRows(),
      ),
    );
  expect(await read()).toEqual([['8.0'], ['nine']]);
  expect((await keepLog(test.context)).merged).toBe(1);
  expect(await read()).toEqual([['8.0'], ['nine']]);
});

it('keeps the others in order where the log of one cannot be, and says whose', async () => {
  await addDay();
  await addSegment(prediction('today', start + 59 * hour));
  await rollSegments(test.system);
  // A list that is none.
  const broken = 'predictions/aaa/2012-05-01/merged-1-x.json';
  await test.system.storage.putKey(broken, Buffer.from('{'));
  await changeLogSettings(test.context, { model: 'bikes', keepDays: 1 });
  await expect(keepLog(test.context)).rejects.toThrow(/^The log of aaa could not be kept in order: /);
  expect(await readIds()).toEqual(['today']);
  await test.system.storage.removeKey(broken);
  await keepLog(test.context);
});

it('keeps a model’s log as long as it is told, and says what went', async () => {
  await addDay();
  await addSegment(prediction('today', start + 59 * hour), label('a0', start, 4));
  await rollSegments(test.system);
  await changeLogSettings(test.context, { model: 'bikes', keepDays: 2 });
  await keepLog(test.context);
  expect(await readIds()).toHaveLength(7);
  await changeLogSettings(test.context, { model: 'bikes', keepDays: 1 });
  expect((await keepLog(test.context)).removed).toBe(1);
  expect(await readIds()).toEqual(['today']);
  const audit = await listAudit(test.context, {});
  expect(JSON.stringify(audit)).toContain('predictions 2012-05-01');
});

it('removes windows that notebooks read hours ago, whether anybody reads another or not', async () => {
  const { storage } = test.system;
  const young = keyOfWindow('young');
  await storage.putKey(young, Buffer.from(''));
  await storage.putKey(`prediction-windows/${Date.now() - 3 * hour}-old.duckdb`, Buffer.from(''));
  await keepLog(test.context);
  expect(await keys('prediction-windows/')).toEqual([young]);
});

describe('an erased subject', () => {
  const prepare = async () => {
    await addSegment(
      prediction('x1', start, 'Ada'),
      prediction('x2', start + 1, 'Bo'),
      label('x1', start + hour, 1),
      label('x2', start + hour, 2),
    );
    await rollSegments(test.system);
    await addSegment(
      ...[prediction('x3', start + 30 * hour, 'Ada'), prediction('old', start + 30 * hour)],
      label('x3', start + 31 * hour, 3),
    );
    await keepLog(test.context);
  };

  it('stands in no file any more, nor do its labels, and the proof names every file before and after', async () => {
    await prepare();
    await test.system.storage.putKey(keyOfWindow('that-a-notebook-reads'), Buffer.from('Ada'));
    const { id } = await eraseSubject(test.context, { key: 'Ada', reason: 'asked by letter' });
    expect(await eraseFromLog(test.context, id)).toEqual({ isDone: true });
    expect(await readIds()).toEqual(['old', 'x2']);
    expect(await query((_, labels) => `SELECT prediction_id FROM ${labels}`)).toEqual([['x2']]);
    const proof = await readErasure(test.context, { id });
    // Its second prediction, and the label of that, were still in a segment.
    expect(proof).toMatchObject({ state: 'done', predictions: 2, labels: 2, reason: 'asked by letter' });
    expect(proof.days.map(({ kind, day }) => `${kind} ${day}`)).toEqual([
      'labels 2012-05-01',
      'labels 2012-05-02',
      'predictions 2012-05-01',
      'predictions 2012-05-02',
    ]);
    for (const { before, after } of proof.days) {
      expect(before.reduce((sum, { rows }) => sum + rows, 0) - after.rows).toBe(1);
      expect(after).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(await keys()).not.toContain(before[0]?.key);
    }
    expect(JSON.stringify(proof)).not.toContain('Ada');
    for (const key of await keys()) {
      const path = await test.system.storage.localKeyPath(key);
      expect((await readFile(path)).includes('Ada')).toBe(false);
    }
    expect(await keys('prediction-windows/')).toEqual([]);
    expect(await readdir(segmentFolder(test.folder))).toEqual([]);
    expect(await eraseFromLog(test.context, id)).toEqual({ isDone: true });
  });

  it('may come again, unless it was asked to be kept out', async () => {
    await prepare();
    for (const [keepOut, key] of [
      [false, 'Ada'],
      [true, 'Bo'],
    ] as const) {
      const { id } = await eraseSubject(test.context, { key, keepOut });
      await eraseFromLog(test.context, id);
    }
    await addSegment(prediction('n1', start + 61 * hour, 'Ada'), prediction('n2', start + 61 * hour, 'Bo'));
    await rollSegments(test.system);
    expect(await readIds()).toEqual(['n1', 'old']);
  });

  it('is erased to the end when the job is killed between labels and predictions', async () => {
    await prepare();
    const { id } = await eraseSubject(test.context, { key: 'Ada' });
    const { storage } = test.system;
    let writes = 3;
    const killed: Context = {
      ...test.context,
      storage: {
        ...storage,
        putKey: async (key, content) => {
          if (writes-- === 0) throw new Error('killed');
          await storage.putKey(key, content);
        },
      },
    };
    await expect(eraseFromLog(killed, id)).rejects.toThrow('killed');
    expect(await readIds()).toContain('x1');
    await eraseFromLog(test.context, id);
    expect(await readIds()).toEqual(['old', 'x2']);
    expect(await query((_, labels) => `SELECT prediction_id FROM ${labels}`)).toEqual([['x2']]);
  });

  it('waits for a segment that another process still writes', async () => {
    await prepare();
    const name = `${start + 59 * hour}-${process.pid}-1`;
    await writeFile(
      `${segmentFolder(test.folder)}/${name}.open.jsonl`,
      `${JSON.stringify(prediction('open', start + 59 * hour, 'Ada'))}\n`,
    );
    const other = {
      ...test.context,
      config: { ...test.context.config, databaseUrl: 'postgresql://elsewhere' },
    };
    const { id } = await eraseSubject(test.context, { key: 'Ada' });
    expect(await eraseFromLog(other, id)).toEqual({ isDone: false });
    expect((await readErasure(test.context, { id })).state).toBe('running');
    // Its process is gone, and so the next turn takes it.
    expect(await eraseFromLog(test.context, id)).toEqual({ isDone: true });
    expect(await readIds()).toEqual(['old', 'x2']);
  });
});

it('keeps segments while storage is away, and rolls them when it is back, each row once', async () => {
  await addSegment(prediction('p', start), label('p', start + 1, 7));
  const { storage } = test.system;
  const away = {
    ...test.system,
    storage: {
      ...storage,
      putKey: async () => {
        throw new Error('storage is away');
      },
    },
  };
  for (let attempt = 0; attempt < 3; attempt++)
    await expect(rollSegments(away)).rejects.toThrow('storage is away');
  expect(await readIds()).toEqual(['p']);
  expect(await rollSegments(test.system)).toBe(1);
  expect(await readIds()).toEqual(['p']);
});

it('takes labels early, late, twice and corrected: the last one that arrived counts, for each answer of an id', async () => {
  await addSegment(label('early', start - hour, 1));
  await rollSegments(test.system);
  await addSegment(
    ...['early', 'late', 'twice', 'corrected', 'same', 'none'].map((id, i) => prediction(id, start + i)),
    prediction('same', start + 24 * hour),
    label('twice', start + hour, 5),
    label('twice', start + hour, 5),
    label('corrected', start + hour, 6),
  );
  await rollSegments(test.system);
  await addSegment(
    label('late', start + 59 * hour, 4),
    label('corrected', start + 59 * hour, 7),
    label('same', start + 59 * hour, 8),
    label('never predicted', start, 9),
  );
  const joined = () =>
    query(
      (predictions, labels) =>
        `SELECT prediction_id, label FROM ${predictions} LEFT JOIN ${labels} USING (prediction_id) ORDER BY ALL`,
    );
  const expected = [
    ['corrected', '7'],
    ['early', '1'],
    ['late', '4'],
    ['none', null],
    ['same', '8'],
    ['same', '8'],
    ['twice', '5'],
  ];
  expect(await joined()).toEqual(expected);
  await rollSegments(test.system);
  await keepLog(test.context);
  expect(await joined()).toEqual(expected);
});
