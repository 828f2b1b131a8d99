import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeAssets } from '@/cells/ml/node-assets';
import { train } from '@/cells/ml/train';
import { actingAs } from '../context';
import { auditEntries } from '../db/schema';
import { sqlText, withDuckDB } from '../duckdb';
import { actorOf, workerId } from '../services/auth';
import { addDatasetFile, findVersion } from '../services/datasets';
import { endCanary, readDeployment, watchDeployment } from '../services/deployments';
import { listMails, readMail } from '../services/mails';
import { createNotebook, deleteNotebook, grantDataset, saveNotebook } from '../services/notebooks';
import { readModel, readVersion, recordVerification, setGates } from '../services/registry';
import { promoteTrained } from '../services/registry/testing';
import {
  defaultRule,
  listLiveTurns,
  listTrainers,
  readRetraining,
  readTurn,
  retrainNow,
  setRule,
  stopTurn,
} from '../services/retraining';
import { decideTurn, label, moveAlias, predict, type Serving, servingOf } from '../serving';
import { openTestSystem, type TestSystem } from '../testing';
import { admitNewVersion } from './admit-version';
import { advanceRetraining } from './advance-retraining';
import { checkGates } from './check-gates';
import { lookForRetraining } from './look-for-retraining';
import type { TrainAgain, Trainers, TrainNotebook } from './turn-steps/step';

let test: TestSystem;
let serving: Serving;
beforeAll(async () => {
  test = await openTestSystem();
  serving = servingOf(test.system);
}, 180_000);
afterAll(async () => {
  serving.models.dispose();
  await test.close();
});

/** In the second year three times as many ride: `year` is a column that the model does not see. */
const ride = (i: number, year: number) => ({
  hour: i % 24,
  town: i % 3 === 0 ? 'hill' : 'plain',
  year,
  rides: (year === 1 ? 20 + 2 * (i % 24) : 60 + 6 * (i % 24)) + ((i * 7919) % 5),
});
const ridesOf = (year: number, count: number) => Array.from({ length: count }, (_, i) => ride(i, year));
const csvOf = (rows: readonly object[]) =>
  `hour,town,year,rides\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n`;
const addRides = (name: string, rows: readonly object[]) =>
  addDatasetFile(test.context, {
    ...{ name, fileName: 'rides.csv', content: Readable.from([Buffer.from(csvOf(rows))]) },
  });
const options = {
  ...{ target: 'rides', features: ['hour', 'town'], learner: 'linear' as const, seed: 1 },
};

async function readData(hash: string): Promise<Record<string, unknown>[]> {
  const path = await test.system.storage.localPath(hash);
  return withDuckDB({ memory: '256MB', temporaryFolder: test.folder }, async (connection) =>
    (
      await connection.runAndReadAll(
        `SELECT hour::DOUBLE AS hour, town, year::DOUBLE AS year, rides::DOUBLE AS rides FROM read_parquet(${sqlText(path)})`,
      )
    ).getRowObjectsJson(),
  );
}

let trainings = 0;
/** What the cells of these models do, in this process: read the table, train the linear learner. */
const trainHere: TrainAgain = async (context, { data }, { signal }) => {
  trainings += 1;
  const [pinned] = data;
  const { parquetHash } = await findVersion(context, { reference: `${pinned?.name}@${pinned?.version}` });
  const trained = await train(await readData(parquetHash), options, {
    signal,
    progress() {},
    assets: nodeAssets(),
  });
  return trained.toPackage();
};
/** Cells that read the first year alone, whatever there is. */
const trainFirstYear: TrainAgain = async (context, { data }, { signal }) => {
  const [pinned] = data;
  const { parquetHash } = await findVersion(context, { reference: `${pinned?.name}@${pinned?.version}` });
  const rows = (await readData(parquetHash)).filter(({ year }) => year === 1);
  return (await train(rows, options, { signal, progress() {}, assets: nodeAssets() })).toPackage();
};

/** What another notebook does: it trains on `features`, and is proposed with its own slice. */
const notebookOf =
  (changes: Partial<typeof options> = {}): TrainNotebook =>
  async (context, { html, output, data }, { signal }) => {
    trainings += 1;
    const [pinned] = data;
    const { parquetHash } = await findVersion(context, { reference: `${pinned?.name}@${pinned?.version}` });
    const trained = await train(
      await readData(parquetHash),
      { ...options, ...changes },
      { signal, progress() {}, assets: nodeAssets() },
    );
    return {
      ...{ suggestedName: 'any', slice: html, sliceCells: [1], totalCells: 2, output },
      files: Object.fromEntries(await trained.toPackage()),
      datasets: data.map(({ table, hash }) => ({ table, hash })),
    };
  };

/** A champion trained on the first year, with the table granted to its notebook. */
async function championOf(model: string) {
  const rows = ridesOf(1, 300);
  const { datasetId } = await addRides(`${model} rides`, rows);
  const { id: notebookId } = await createNotebook(test.context, { title: model });
  await grantDataset(test.context, { notebookId, datasetId, table: 'rides' });
  const { hash } = await findVersion(test.context, { reference: `${model} rides@1` });
  await promoteTrained(test.context, {
    model,
    rows,
    options,
    notebookId,
    datasets: [{ table: 'rides', hash }],
  });
  return { datasetId };
}

const job = <T>(data: T) => ({ id: 'job', data, signal: new AbortController().signal, retryCount: 0 });
const by = (train: TrainAgain, trainNotebook = notebookOf()): Trainers => ({ train, trainNotebook });
const advance = (turnId: string, how = trainHere, notebook = notebookOf()) =>
  advanceRetraining(test.system, job({ turnId }), by(how, notebook));
const turnOf = (model: string, number: number) => readTurn(test.context, { model, number });

/** What admission and the re-run of a slice find, as their jobs write it down. */
async function prove(turnId: string, model: string, number: number): Promise<void> {
  const { candidateId } = await turnOf(model, number);
  await admitNewVersion(test.system, job({ versionId: candidateId ?? '' }));
  await recordVerification(test.context, {
    ...{ versionId: candidateId ?? '', verification: { verdict: 'exact' } },
  });
  await advance(turnId);
}

async function serveSecondYear(model: string, count: number) {
  const rows = ridesOf(2, count);
  const { predictions } = await predict(serving, model, {
    rows: rows.map(({ hour, town }) => ({ hour, town })),
  });
  const labels = predictions.map(({ id }, i) => ({ id, label: rows[i]?.rides ?? 0 }));
  await label(test.context, serving, model, { labels });
  const errors = predictions.map(({ prediction }, i) => Math.abs(Number(prediction) - (rows[i]?.rides ?? 0)));
  return errors.reduce((sum, error) => sum + error, 0) / count;
}

describe('a turn of retraining', () => {
  it('adds the labelled rows of the log, asks a person, and the error falls', async () => {
    const model = 'towns';
    await championOf(model);
    const before = await serveSecondYear(model, 240);
    expect(before).toBeGreaterThan(40);
    const { id } = await retrainNow(test.context, { model, data: 'log' });
    await expect(retrainNow(test.context, { model })).rejects.toMatchObject({
      message: 'Turn 1 of towns is under way. Wait for its end, or stop it.',
    });
    await advance(id);
    expect(await turnOf(model, 1)).toMatchObject({
      state: 'proving',
      candidate: 2,
      added: { base: 1, version: 2, rows: 240 },
    });
    const { parquetHash } = await findVersion(test.context, { reference: 'towns rides@2' });
    const rows = await readData(parquetHash);
    expect(rows.slice(0, 300)).toEqual(ridesOf(1, 300));
    expect(rows.slice(300)).toEqual(ridesOf(2, 240).map((row) => ({ ...row, year: null })));

    await prove(id, model, 1);
    const asked = await turnOf(model, 1);
    expect(asked.state).toBe('asking');
    expect(asked.steps.at(-1)?.words).toContain('No gates protect the champion, so a person decides');
    const rmse = asked.comparison?.metrics.find(({ name }) => name === 'rmse');
    expect(rmse?.candidate).toBeLessThan(rmse?.champion ?? 0);

    await decideTurn(test.context, { model, number: 1, decision: 'promote', comment: 'better by far' });
    expect((await readModel(test.context, { model })).champion).toBe(2);
    expect(await turnOf(model, 1)).toMatchObject({ state: 'done', liveKey: null });
    await expect(decideTurn(test.context, { model, number: 1, decision: 'promote' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await serveSecondYear(model, 240)).toBeLessThan(before / 1.5);

    // The log is added to what people brought, not to what the last turn made: no row twice.
    const again = await retrainNow(test.context, { model, data: 'log' });
    await advance(again.id);
    expect((await turnOf(model, 2)).added).toMatchObject({ base: 1, version: 3, rows: 480 });
    await stopTurn(test.context, { model, number: 2 });

    const audit = await test.system.db
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.subject, `model:${model}`));
    const steps = audit.flatMap(({ detail }) =>
      'retraining' in detail && detail.retraining === 1 ? [detail.to] : [],
    );
    expect(steps).toEqual([undefined, 'training', 'proving', 'asking', 'done']);
  }, 180_000);

  it('killed between any two steps comes to the same, once', async () => {
    const model = 'killed';
    const { datasetId } = await championOf(model);
    await addRides(`${model} rides`, ridesOf(2, 200));
    const { id } = await retrainNow(test.context, { model });
    trainings = 0;
    // The process dies while it trains: nothing is kept of that.
    const dies: TrainAgain = async () => Promise.reject(new Error('killed'));
    await expect(advance(id, dies)).rejects.toThrow('killed');
    expect((await turnOf(model, 1)).state).toBe('training');
    // It dies after the version was promoted, before the turn knows: the version is found, and not trained again.
    const promoted = new AbortController();
    const diesLate: TrainAgain = async (...all) => {
      const files = await trainHere(...all);
      promoted.abort();
      return files;
    };
    await expect(
      advanceRetraining(test.system, { ...job({ turnId: id }), signal: promoted.signal }, by(diesLate)),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect((await turnOf(model, 1)).state).toBe('training');
    await Promise.all([advance(id), advance(id)]);
    await advance(id);
    expect(trainings).toBe(1);
    expect((await readModel(test.context, { model })).versions.map(({ number }) => number)).toEqual([2, 1]);
    const turn = await turnOf(model, 1);
    expect(turn).toMatchObject({ state: 'proving', data: [{ datasetId, version: 2 }] });
    expect(turn.steps.map(({ state }) => state)).toEqual(['preparing', 'training', 'proving']);
    await stopTurn(test.context, { model, number: 1 });
    await advance(id);
    expect((await turnOf(model, 1)).state).toBe('stopped');
  }, 180_000);

  it('with gates moves by itself when they pass, and tells their words when they refuse', async () => {
    const model = 'gated';
    await championOf(model);
    await setGates(test.context, {
      ...{ model, expected: 0, aliases: ['champion'] },
      gates: { format: 1, rules: [{ kind: 'metric', metric: 'rmse', bound: 0.1, end: 'value' }] },
    });
    await setRule(test.context, {
      model,
      expected: 0,
      rule: {
        ...defaultRule,
        enabled: true,
        when: { ...defaultRule.when, newData: true },
        move: 'by-itself',
        recipients: ['ada@example.org'],
        pauseAfter: 1,
        leastHours: 0,
      },
    });
    await lookForRetraining(test.system);
    expect((await readRetraining(test.context, { model })).turns).toEqual([]);
    await addRides(`${model} rides`, [...ridesOf(1, 200), ...ridesOf(2, 200)]);
    await lookForRetraining(test.system);
    const [turn] = (await readRetraining(test.context, { model })).turns;
    expect(turn).toMatchObject({ number: 1, cause: 'data', causeWords: 'gated rides has version 2' });
    await advance(turn?.id ?? '');
    await prove(turn?.id ?? '', model, 1);
    const { checkId } = await turnOf(model, 1);
    await checkGates(test.system, job({ checkId: checkId ?? '' }));
    await advance(turn?.id ?? '');
    const refused = await turnOf(model, 1);
    expect(refused.state).toBe('refused');
    expect(refused.steps.at(-1)?.words).toMatch(
      /^The gates refuse version 2\. RMSE is .*; 0\.1 is asked for\.$/,
    );
    const [mail] = (await listMails(test.context, {})).mails;
    expect(mail).toMatchObject({ subject: 'gated: version 2 was refused', recipients: ['ada@example.org'] });
    const { text } = await readMail(test.context, { id: mail?.id ?? '' });
    expect(text).toContain('gated rides has version 2');
    expect(text).toMatch(/RMSE\s.*\d/);
    expect(text).toContain(`${test.system.config.url}/models/gated/retraining/1`);
    // One refusal, and the rule rests until a person has looked.
    const paused = await readRetraining(test.context, { model });
    expect(paused).toMatchObject({
      edition: 2,
      rule: { enabled: false },
      reason: expect.stringContaining('The last turn'),
    });

    await setGates(test.context, {
      ...{ model, expected: 1, aliases: ['champion'] },
      gates: { format: 1, rules: [{ kind: 'reproduced', accept: 'exact' }] },
    });
    await setRule(test.context, { model, expected: 2, rule: { ...paused.rule, enabled: true } });
    await lookForRetraining(test.system);
    expect((await readRetraining(test.context, { model })).turns).toHaveLength(1);
    await addRides(`${model} rides`, ridesOf(2, 300));
    await lookForRetraining(test.system);
    const second = (await readRetraining(test.context, { model })).turns[0];
    await advance(second?.id ?? '');
    await prove(second?.id ?? '', model, 2);
    const check = (await turnOf(model, 2)).checkId ?? '';
    await checkGates(test.system, job({ checkId: check }));
    await advance(second?.id ?? '');
    expect((await turnOf(model, 2)).steps.at(-1)).toMatchObject({ state: 'done', by: 'Cellar' });
    expect((await readModel(test.context, { model })).history[0]).toMatchObject({
      ...{ to: 3, grounds: { kind: 'passed', checkId: check } },
    });
  }, 180_000);

  it('begins as a canary where the rule wants one; its ramp makes it champion, or its end refuses it', async () => {
    const model = 'rung';
    await championOf(model);
    const steps = [{ percent: 20, minutes: 30 }];
    const rule = {
      ...{ ...defaultRule, enabled: true, when: { ...defaultRule.when, newData: true } },
      canary: { deployment: model, steps },
    };
    const other = { ...rule, canary: { deployment: 'towns', steps } };
    await expect(setRule(test.context, { model, expected: 0, rule: other })).rejects.toMatchObject({
      message: expect.stringContaining('towns is no deployment of rung'),
    });
    await setRule(test.context, { model, expected: 0, rule });
    const walk = async (number: number) => {
      await addRides(`${model} rides`, ridesOf(2, 100 + number));
      const { id } = await retrainNow(test.context, { model });
      await advance(id);
      await prove(id, model, number);
      await decideTurn(test.context, { model, number, decision: 'promote' });
      await advance(id);
      await advance(id);
      return id;
    };
    const first = await walk(1);
    expect(await turnOf(model, 1)).toMatchObject({ state: 'canary', deployment: model });
    expect((await readDeployment(test.context, { name: model })).routes.split).toMatchObject({
      ...{ kind: 'canary', version: 2, percent: 20 },
    });
    await endCanary(test.context, { name: model, reason: 'Callers complained' });
    await advance(first);
    expect((await turnOf(model, 1)).steps.at(-1)).toMatchObject({
      state: 'refused',
      words: 'The canary on rung ended. Callers complained',
    });

    const second = await walk(2);
    test.setTime(new Date(Date.now() + 31 * 60_000));
    const worker = actingAs(test.system, await actorOf(test.system, workerId));
    await watchDeployment(worker, { name: model });
    await advance(second);
    expect((await turnOf(model, 2)).state).toBe('done');
    expect((await readModel(test.context, { model })).champion).toBe(3);

    await walk(3);
    await stopTurn(test.context, { model, number: 3 });
    expect((await readDeployment(test.context, { name: model })).routes.split).toBeNull();

    // What a person refuses came to nothing good either.
    await setRule(test.context, { model, expected: 1, rule: { ...rule, pauseAfter: 1 } });
    await addRides(`${model} rides`, ridesOf(2, 104));
    const fourth = await retrainNow(test.context, { model });
    await advance(fourth.id);
    await prove(fourth.id, model, 4);
    await decideTurn(test.context, { model, number: 4, decision: 'refuse', comment: 'too few rows' });
    expect(await readRetraining(test.context, { model })).toMatchObject({
      ...{ edition: 3, rule: { enabled: false }, reason: expect.stringContaining('The last turn') },
    });
  }, 180_000);

  it('ends when nothing new would come of it, and says why', async () => {
    const model = 'filtered';
    await championOf(model);
    const first = await retrainNow(test.context, { model });
    await advance(first.id);
    expect((await turnOf(model, 1)).steps.at(-1)).toMatchObject({
      state: 'nothing-new',
      words: 'The champion was trained on the newest data already: filtered rides v1',
    });
    const log = await retrainNow(test.context, { model, data: 'log' });
    await advance(log.id);
    expect((await turnOf(model, 2)).steps.at(-1)?.words).toContain('no answered row whose truth is known');
    await addRides(`${model} rides`, [...ridesOf(1, 300), ...ridesOf(2, 50)]);
    const third = await retrainNow(test.context, { model });
    await advance(third.id, trainFirstYear);
    expect((await turnOf(model, 3)).steps.at(-1)?.words).toContain('The same weights came out');
    expect((await readModel(test.context, { model })).versions).toHaveLength(1);
  }, 180_000);

  it('runs another notebook where the rule names one, at the revision that stood when it began', async () => {
    const model = 'elsewhere';
    await championOf(model);
    const { datasetId } = await addRides(`${model} others`, ridesOf(2, 120));
    const cells = (features: string) =>
      `<!doctype html>\n<notebook>\n  <title>Trainer</title>\n  <script id="1" type="module">\n    const better = ml.train(rides, {target: "rides", features: ${features}})\n  </script>\n</notebook>\n`;
    const { id: notebookId } = await createNotebook(test.context, { html: cells('["hour"]') });
    const notebook = { id: notebookId, revision: null, output: 'better' };
    await expect(
      setRule(test.context, {
        model,
        expected: 0,
        rule: { ...defaultRule, notebook: { ...notebook, revision: 7 } },
      }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('its revision 7, that trains “better” is not there'),
    });
    await setRule(test.context, {
      ...{ model, expected: 0 },
      rule: {
        ...defaultRule,
        notebook,
        enabled: true,
        when: { ...defaultRule.when, newData: true },
        leastHours: 0,
        recipients: ['ada@example.org', 'bob@example.org'],
      },
    });
    // It was there before the rule, and the notebook may not read it yet.
    await lookForRetraining(test.system);
    await grantDataset(test.context, { notebookId, datasetId, table: 'rides' });
    await lookForRetraining(test.system);
    expect((await readRetraining(test.context, { model })).turns).toEqual([]);
    expect(await listTrainers(test.context, { notebookId, revision: null })).toMatchObject({
      ...{ revision: 1, outputs: ['better'], tables: ['rides'] },
    });
    test.setTime(new Date(Date.now() + 60 * 60_000));
    await addRides(`${model} others`, ridesOf(2, 140));
    await lookForRetraining(test.system);
    const [turn] = (await readRetraining(test.context, { model })).turns;
    expect(turn).toMatchObject({ number: 1, causeWords: `${model} others has version 2` });
    await saveNotebook(test.context, { id: notebookId, html: cells('["town"]'), baseRevision: 1 });
    await advance(turn?.id ?? '');
    expect(await turnOf(model, 1)).toMatchObject({
      ...{ state: 'proving', candidate: 2, data: [{ datasetId, version: 2 }] },
      steps: [{}, { words: `“Trainer”, revision 1, trains on ${model} others v2` }, {}],
    });
    const made = await readVersion(test.context, { model, version: 2 });
    expect(made).toMatchObject({ notebookId, revision: 1, output: 'better', sliceCells: 1, totalCells: 2 });
    await prove(turn?.id ?? '', model, 1);
    expect((await turnOf(model, 1)).state).toBe('asking');

    // Who says nothing is asked again, and in between nobody works on it.
    const asked = test.system.now().getTime();
    const reminders = async () =>
      (await listMails(test.context, { search: 'elsewhere: version 2 still waits' })).mails;
    for (const [days, count] of [
      [0.9, 0],
      [1.1, 1],
      [1.2, 1],
      [3, 2],
      [8, 3],
      [40, 3],
    ] as const) {
      test.setTime(new Date(asked + days * 86_400_000));
      await lookForRetraining(test.system);
      expect(await reminders()).toHaveLength(count);
    }
    const [last] = await reminders();
    expect(last?.recipients).toEqual(['ada@example.org', 'bob@example.org']);
    const { text } = await readMail(test.context, { id: last?.id ?? '' });
    expect(text).toContain('ada@example.org, bob@example.org were asked 8 days ago; nobody has decided yet.');
    expect(text).toContain('/retraining/1');
    test.setTime(new Date(asked));
    expect(await listLiveTurns(test.context)).toContainEqual(
      expect.objectContaining({ id: turn?.id, waitsForPerson: true }),
    );
    await decideTurn(test.context, { model, number: 1, decision: 'promote' });

    // What callers of the champion could not ask, or would not understand, is no candidate.
    const refusalOf = async (changes: Partial<typeof options>) => {
      const { id, number } = await retrainNow(test.context, { model });
      await advance(id, trainHere, notebookOf(changes));
      return (await turnOf(model, number)).steps.at(-1);
    };
    expect(await refusalOf({ features: ['hour', 'town', 'year'] })).toMatchObject({
      ...{ state: 'failed', words: expect.stringContaining('needs year, which those who call version 2') },
    });
    expect(await refusalOf({ target: 'hour', features: ['town'] })).toMatchObject({
      ...{
        state: 'failed',
        words: expect.stringContaining('a model of hour (regression), version 2 is one of rides'),
      },
    });

    // Its rows of the log are added to what the notebook reads.
    await serveSecondYear(model, 30);
    const logged = await retrainNow(test.context, { model, data: 'log' });
    await advance(logged.id);
    expect(await turnOf(model, 4)).toMatchObject({
      ...{ candidate: 3, added: { datasetId, base: 2, rows: 30 } },
    });
    await stopTurn(test.context, { model, number: 4 });

    await deleteNotebook(test.context, { id: notebookId });
    expect((await readRetraining(test.context, { model })).hindrance).toContain('is not there any more');
    await expect(retrainNow(test.context, { model })).rejects.toMatchObject({ code: 'not_found' });
  }, 180_000);

  it('ends when the champion was moved meanwhile, and its version stays', async () => {
    const model = 'overtaken';
    await championOf(model);
    await addRides(`${model} rides`, ridesOf(2, 100));
    const { id } = await retrainNow(test.context, { model });
    await advance(id);
    await prove(id, model, 1);
    await promoteTrained(test.context, { model, rows: ridesOf(2, 90), options });
    await moveAlias(test.context, { ...{ model, alias: 'champion', version: 3, expected: 1 } });
    await advance(id);
    const turn = await turnOf(model, 1);
    expect(turn.state).toBe('stopped');
    expect(turn.steps.at(-1)?.words).toMatch(/changed to version 3 meanwhile/);
  }, 180_000);
});
