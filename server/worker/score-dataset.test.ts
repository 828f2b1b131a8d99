import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlText, withDuckDB } from '../duckdb';
import { addDatasetFile, findVersion, markPersonal, readDataset } from '../services/datasets';
import { readLineage } from '../services/lineage';
import { promoteTrained } from '../services/registry/testing';
import { listScorings, readScoring, resumeScoring, startScoring, stopScoring } from '../services/scorings';
import { predict, type Serving, servingOf } from '../serving';
import { scoreDataset } from '../serving/scoring/score-dataset';
import { openTestSystem, type TestSystem } from '../testing';
import { scoreData } from './score-dataset';

let world: TestSystem;
let serving: Serving;
beforeAll(async () => {
  world = await openTestSystem();
  serving = servingOf(world.system);
  const rows = Array.from({ length: 300 }, (_, i) => ({
    size: i % 17,
    colour: ['red', 'blue', 'green'][i % 3],
    kind: i % 17 > 8 ? 'large' : 'small',
  }));
  await promoteTrained(world.context, {
    model: 'kinds',
    rows,
    options: { target: 'kind', learner: 'linear', seed: 1 },
  });
}, 60_000);
afterAll(async () => {
  serving.models.dispose();
  await world.close();
});

/** Rows of which every 50th has no size, and every 70th an endless one. */
const csv = (count: number) =>
  `size,colour,at,"odd ""name"\n${Array.from({ length: count }, (_, i) =>
    [
      i % 50 === 7 ? '' : i % 70 === 9 ? 'inf' : (i * 7) % 20,
      ['red', 'blue', 'mauve'][i % 3],
      i,
      `x${i}`,
    ].join(','),
  ).join('\n')}\n`;

async function addRows(name: string, count: number) {
  const { context } = world;
  return addDatasetFile(context, {
    name,
    fileName: 'rows.csv',
    content: Readable.from([Buffer.from(csv(count))]),
  });
}

const job = (scoringId: string, signal = new AbortController().signal) => ({
  id: 'job',
  data: { scoringId },
  signal,
  retryCount: 0,
});

async function readParquet(hash: string): Promise<Record<string, unknown>[]> {
  const path = await world.system.storage.localPath(hash);
  return withDuckDB({ memory: '256MB', temporaryFolder: world.folder }, async (connection) =>
    (await connection.runAndReadAll(`SELECT * FROM read_parquet(${sqlText(path)})`)).getRowObjectsJson(),
  );
}

describe('a data set put through a version', () => {
  it('has the answers of predict in its rows’ order, and a reason where a row does not fit', async () => {
    const { context } = world;
    const data = await addRows('people', 400);
    await markPersonal(context, { id: data.datasetId, column: 'colour', mark: 'name' });
    const { id, output } = await startScoring(context, { model: 'kinds', datasetId: data.datasetId });
    expect(output).toBe('people scored by kinds');
    await scoreData(world.system, job(id));
    const done = await readScoring(context, { id });
    expect(done).toMatchObject({ state: 'done', doneRows: 400, rows: 400 });

    const result = await findVersion(context, { reference: `${output}@1` });
    const rows = await readParquet(result.hash);
    expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 400 }, (_, i) => String(i)));
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'size',
      'colour',
      'at',
      'odd "name',
      'prediction',
      'probability_large',
      'probability_small',
      'refusal',
    ]);
    const fits = rows.filter(({ refusal }) => refusal === null);
    const refused = rows.filter(({ refusal }) => refusal !== null);
    expect(refused.length).toBe(done.refusedRows);
    expect(new Set(refused.map(({ refusal }) => refusal))).toEqual(
      new Set(['“size” must not be null', '“size” must be a finite number, not Infinity']),
    );
    expect(refused.every(({ prediction }) => prediction === null)).toBe(true);
    expect(done.refusals?.reduce((sum, each) => sum + each.rows, 0)).toBe(refused.length);

    const answer = await predict(serving, 'kinds', {
      rows: fits.map(({ size, colour }) => ({ size: size === null ? null : Number(size), colour })),
    });
    expect(fits.map(({ prediction }) => prediction)).toEqual(
      answer.predictions.map((each) => each.prediction),
    );
    for (const [i, row] of fits.entries())
      expect(row.probability_large).toBeCloseTo(
        answer.predictions[i]?.probabilities?.large ?? Number.NaN,
        10,
      );

    const { origins } = await readLineage(context, { id: result.id });
    expect(origins).toMatchObject([
      { version: 1, madeFrom: [{ dataset: 'people', version: 1 }], scoredBy: { model: 'kinds', version: 1 } },
    ]);
    expect((await readDataset(context, { id: result.id })).personal.colour).toMatchObject({ mark: 'name' });
    expect(await world.system.storage.listKeys('scorings/')).toEqual([]);
  });

  it('comes to one version when the job is delivered twice', async () => {
    const { context } = world;
    const data = await addRows('twice', 30);
    const { id } = await startScoring(context, {
      model: 'kinds@1',
      datasetId: data.datasetId,
      output: 'out',
    });
    await Promise.all([scoreData(world.system, job(id)), scoreData(world.system, job(id))]);
    await scoreData(world.system, job(id));
    expect(await findVersion(context, { reference: 'out' })).toMatchObject({ version: 1 });
    expect((await listScorings(context, { datasetId: data.datasetId })).length).toBe(1);
  });

  it('waits where it was stopped, and goes on there when asked', async () => {
    const { context } = world;
    const data = await addRows('stopped', 40);
    const { id } = await startScoring(context, { model: 'kinds', datasetId: data.datasetId });
    await stopScoring(context, { id });
    await scoreData(world.system, job(id));
    expect(await readScoring(context, { id })).toMatchObject({ state: 'stopped', resultVersion: null });
    await expect(stopScoring(context, { id })).rejects.toThrow('nothing to stop');
    await resumeScoring(context, { id });
    await scoreData(world.system, job(id));
    expect(await readScoring(context, { id })).toMatchObject({ state: 'done', resultVersion: 1 });
  });

  it('is refused at once where no row can fit', async () => {
    const { context } = world;
    const add = (name: string, text: string) =>
      addDatasetFile(context, { name, fileName: 'x.csv', content: Readable.from([Buffer.from(text)]) });
    const foreign = await add('foreign', 'a,b\n1,2\n');
    const wrong = await add('wrong', 'size,colour\nbig,3\nsmall,4\n');
    await expect(startScoring(context, { model: 'kinds', datasetId: foreign.datasetId })).rejects.toThrow(
      'none of the columns that the model reads: size, colour',
    );
    await expect(startScoring(context, { model: 'kinds', datasetId: wrong.datasetId })).rejects.toThrow(
      '“size” is text, and the model takes a number; “colour” is a number, and the model takes text',
    );
    const data = await addRows('own', 10);
    await expect(
      startScoring(context, { model: 'kinds', datasetId: data.datasetId, output: 'own' }),
    ).rejects.toThrow('a data set of their own');
  });
});

it('gives the same bytes wherever it was broken off', async () => {
  const { context, system } = world;
  const data = await addRows('long', 1000);
  const { id: datasetId } = await findVersion(context, { reference: 'long' });
  const known = await context.db.query.datasetVersions.findFirst({
    where: (table, { eq }) => eq(table.datasetId, datasetId),
  });
  const version = await serving.resolve({ model: 'kinds', target: { version: 1 } });
  const score = async (id: string, { failAt = -1, killAfter = -1 } = {}): Promise<string | undefined> => {
    let puts = 0;
    let parts = 0;
    const storage = {
      ...system.storage,
      putKey: async (key: string, content: never) => {
        if (puts++ === failAt) throw new Error('the disk went away');
        return system.storage.putKey(key, content);
      },
    };
    const work = {
      ...{ id, version, databaseHash: known?.databaseHash ?? '', rows: data.rows, partRows: 150 },
      signal: new AbortController().signal,
      async onPart() {
        if (parts++ === killAfter) throw new Error('killed');
        return true;
      },
    };
    return scoreDataset({ ...context, storage }, work, async ({ path }) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  };
  const whole = await score('whole');
  await expect(score('broken', { failAt: 1 })).rejects.toThrow('the disk went away');
  expect(await system.storage.listKeys('scorings/broken/')).toHaveLength(1);
  await expect(score('broken', { killAfter: 3 })).rejects.toThrow('killed');
  expect(await system.storage.listKeys('scorings/broken/')).toHaveLength(4);
  expect(await score('broken')).toBe(whole);
  expect(await system.storage.listKeys('scorings/broken/')).toHaveLength(7);
});
