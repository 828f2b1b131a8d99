import { execFile } from 'node:child_process';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFrameServer } from '../http/frame-server';
import { addDatasetFile } from '../services/datasets';
import { createNotebook, grantDataset } from '../services/notebooks';
import { readVersion } from '../services/registry';
import { promoteTrained } from '../services/registry/testing';
import { defaultRule, readTurn, retrainNow, setRule } from '../services/retraining';
import { openTestSystem, type TestSystem } from '../testing';
import { admitNewVersion } from './admit-version';
import { advanceRetraining } from './advance-retraining';
import { closeBrowser, provideFrames } from './browser';
import { verifyVersion } from './verify-version';

let world: TestSystem;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
  world = await openTestSystem();
  provideFrames(world.system, openFrameServer);
}, 120_000);
afterAll(async () => {
  await closeBrowser(world.system);
  await world.close();
});

/** Two cells make the model. The first would ask for what changes from day to day, and the last fails: neither is run. */
const html = `<!doctype html>
<notebook>
  <title>Trainer</title>
  <script id="1" type="module">
    const log = await predictions("rides", {last: "7 days"})
  </script>
  <script id="2" type="application/sql" output="asked">
    SELECT hour, rides FROM rides
  </script>
  <script id="3" type="application/vnd.cellar.train+json" output="better">
    {"data": "asked", "target": "rides", "features": ["hour"], "learner": "linear"}
  </script>
  <script id="4" type="module">
    throw new Error("not wanted")
  </script>
</notebook>
`;
const model = 'rides';
const job = <T>(data: T) => ({ id: 'job', data, signal: new AbortController().signal, retryCount: 0 });

test('a notebook trains in a frame: what its model depends on runs, nothing else, and can be run again', async () => {
  const { context, system } = world;
  const rows = Array.from({ length: 200 }, (_, i) => ({
    ...{ hour: i % 24, rides: 20 + 3 * (i % 24) + ((i * 7) % 5) },
  }));
  const csv = `hour,rides\n${rows.map(({ hour, rides }) => `${hour},${rides}`).join('\n')}\n`;
  const { datasetId } = await addDatasetFile(context, {
    ...{ name: 'rides', fileName: 'rides.csv', content: Readable.from([Buffer.from(csv)]) },
  });
  await promoteTrained(context, {
    ...{
      model,
      rows: rows.slice(0, 40),
      options: { target: 'rides', features: ['hour'], learner: 'linear' },
    },
  });
  const { id } = await createNotebook(context, { html });
  await grantDataset(context, { notebookId: id, datasetId, table: 'rides' });
  const turnBy = async (output: string, expected: number) => {
    const rule = { ...defaultRule, notebook: { id, revision: null, output } };
    await setRule(context, { model, expected, rule });
    const turn = await retrainNow(context, { model });
    await advanceRetraining(system, job({ turnId: turn.id }));
    return readTurn(context, { model, number: turn.number });
  };
  expect((await turnBy('best', 0)).steps.at(-1)).toMatchObject({
    ...{ state: 'failed', words: expect.stringContaining('No cell of the notebook makes best.') },
  });
  const turn = await turnBy('better', 1);
  expect(turn).toMatchObject({ state: 'proving', candidate: 2 });
  await admitNewVersion(system, job({ versionId: turn.candidateId ?? '' }));
  await verifyVersion(system, job({ versionId: turn.candidateId ?? '' }));
  expect(await readVersion(context, { model, version: 2 })).toMatchObject({
    ...{ notebookId: id, sliceCells: 2, totalCells: 4, output: 'better', data: [{ datasetId, version: 1 }] },
    verification: { verdict: 'exact' },
  });
}, 180_000);
