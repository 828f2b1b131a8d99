import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingAs } from '../context';
import { auditEntries } from '../db/schema';
import { AppError } from '../errors';
import { actorOf, workerId } from '../services/auth';
import { checkVersion, findVersion, learnExpectations, saveExpectations } from '../services/datasets';
import {
  endCanary,
  promoteCanary,
  readDeployment,
  watchDeployment,
  weighCanary,
} from '../services/deployments';
import { listMails, readMail } from '../services/mails';
import { createNotebook, grantDataset, grantNotebook } from '../services/notebooks';
import { readModel, readVersion, setGates } from '../services/registry';
import { promoteTrained } from '../services/registry/testing';
import {
  defaultRule,
  readRetraining,
  retrainNow,
  setRule,
  startTurn,
  stopTurn,
} from '../services/retraining';
import { decideTurn, moveAlias, startCanary } from '../serving';
import { advanceRetraining } from './advance-retraining';
import { checkGates } from './check-gates';
import { lookForRetraining } from './look-for-retraining';
import { job, openRides, options, type Rides, ridesOf } from './retrained-rides.fixture';
import type { TrainAgain } from './turn-steps/step';

let rides: Rides;
let test: Rides['test'];
beforeAll(async () => {
  rides = await openRides();
  test = rides.test;
}, 180_000);
afterAll(() => rides.close());

describe('a turn of retraining', () => {
  it('adds the labelled rows of the log, asks a person, and the error falls', async () => {
    const model = 'towns';
    await rides.championOf(model);
    const before = await rides.serveSecondYear(model, 240);
    expect(before).toBeGreaterThan(40);
    const { id } = await retrainNow(test.context, { model, data: 'log' });
    await expect(retrainNow(test.context, { model })).rejects.toMatchObject({
      message: 'Turn 1 of towns is under way. Wait for its end, or stop it.',
    });
    await rides.advance(id);
    expect(await rides.turnOf(model, 1)).toMatchObject({
      state: 'proving',
      candidate: 2,
      added: { base: 1, version: 2, rows: 240 },
    });
    const { parquetHash } = await findVersion(test.context, { reference: 'towns rides@2' });
    const rows = await rides.readData(parquetHash);
    expect(rows.slice(0, 300)).toEqual(ridesOf(1, 300));
    expect(rows.slice(300)).toEqual(ridesOf(2, 240).map((row) => ({ ...row, year: null })));

    await rides.prove(id, model, 1);
    const asked = await rides.turnOf(model, 1);
    expect(asked.state).toBe('asking');
    expect(asked.steps.at(-1)?.words).toContain('No gates protect the champion, so a person decides');
    const rmse = asked.comparison?.metrics.find(({ name }) => name === 'rmse');
    expect(rmse?.candidate).toBeLessThan(rmse?.champion ?? 0);

    await decideTurn(test.context, { model, number: 1, decision: 'promote', comment: 'better by far' });
    expect((await readModel(test.context, { model })).champion).toBe(2);
    expect(await rides.turnOf(model, 1)).toMatchObject({ state: 'done', liveKey: null });
    await expect(decideTurn(test.context, { model, number: 1, decision: 'promote' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await rides.serveSecondYear(model, 240)).toBeLessThan(before / 1.5);

    // The log is added to what people brought, not to what the last turn made: no row twice.
    const again = await retrainNow(test.context, { model, data: 'log' });
    await rides.advance(again.id);
    expect((await rides.turnOf(model, 2)).added).toMatchObject({ base: 1, version: 3, rows: 480 });
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
    const { datasetId } = await rides.championOf(model);
    await rides.addRides(`${model} rides`, ridesOf(2, 200));
    const { id } = await retrainNow(test.context, { model });
    // The process dies while it trains: nothing is kept of that.
    const dies: TrainAgain = async () => Promise.reject(new Error('killed'));
    await expect(rides.advance(id, dies)).rejects.toThrow('killed');
    expect((await rides.turnOf(model, 1)).state).toBe('training');
    // It dies after the version was promoted, before the turn knows: the version is found, and not trained again.
    const promoted = new AbortController();
    let trainings = 0;
    const counted: TrainAgain = (...all) => {
      trainings += 1;
      return rides.trainHere(...all);
    };
    const diesLate: TrainAgain = async (...all) => {
      const files = await counted(...all);
      promoted.abort();
      return files;
    };
    await expect(
      advanceRetraining(test.system, { ...job({ turnId: id }), signal: promoted.signal }, rides.by(diesLate)),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect((await rides.turnOf(model, 1)).state).toBe('training');
    await Promise.all([rides.advance(id, counted), rides.advance(id, counted)]);
    await rides.advance(id, counted);
    expect(trainings).toBe(1);
    expect((await readModel(test.context, { model })).versions.map(({ number }) => number)).toEqual([2, 1]);
    const turn = await rides.turnOf(model, 1);
    expect(turn).toMatchObject({ state: 'proving', data: [{ datasetId, version: 2 }] });
    expect(turn.steps.map(({ state }) => state)).toEqual(['preparing', 'training', 'proving']);
    await stopTurn(test.context, { model, number: 1 });
    await rides.advance(id);
    expect((await rides.turnOf(model, 1)).state).toBe('stopped');
  }, 180_000);

  it('with gates moves by itself when they pass, and tells their words when they refuse', async () => {
    const model = 'gated';
    await rides.championOf(model);
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
    await rides.addRides(`${model} rides`, [...ridesOf(1, 200), ...ridesOf(2, 200)]);
    await lookForRetraining(test.system);
    const [turn] = (await readRetraining(test.context, { model })).turns;
    expect(turn).toMatchObject({ number: 1, cause: 'data', causeWords: 'gated rides has version 2' });
    await rides.advance(turn?.id ?? '');
    await rides.prove(turn?.id ?? '', model, 1);
    const { checkId } = await rides.turnOf(model, 1);
    await checkGates(test.system, job({ checkId: checkId ?? '' }));
    await rides.advance(turn?.id ?? '');
    const refused = await rides.turnOf(model, 1);
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
    await rides.addRides(`${model} rides`, ridesOf(2, 300));
    await lookForRetraining(test.system);
    const second = (await readRetraining(test.context, { model })).turns[0];
    await rides.advance(second?.id ?? '');
    await rides.prove(second?.id ?? '', model, 2);
    const check = (await rides.turnOf(model, 2)).checkId ?? '';
    await checkGates(test.system, job({ checkId: check }));
    await rides.advance(second?.id ?? '');
    expect((await rides.turnOf(model, 2)).steps.at(-1)).toMatchObject({ state: 'done', by: 'Cellar' });
    expect((await readModel(test.context, { model })).history[0]).toMatchObject({
      ...{ to: 3, grounds: { kind: 'passed', checkId: check } },
    });
  }, 180_000);

  /** A turn over new rows that a person decides for. */
  async function walkToCanary(model: string, number: number): Promise<string> {
    await rides.addRides(`${model} rides`, ridesOf(2, 100 + number));
    const { id } = await retrainNow(test.context, { model });
    await rides.advance(id);
    await rides.prove(id, model, number);
    await decideTurn(test.context, { model, number, decision: 'promote' });
    await rides.advance(id);
    return id;
  }

  it('begins as a canary where the rule wants one; its ramp makes it champion, or its end refuses it', async () => {
    const model = 'rung';
    await rides.championOf(model);
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
      const id = await walkToCanary(model, number);
      await rides.advance(id);
      return id;
    };
    const first = await walk(1);
    expect(await rides.turnOf(model, 1)).toMatchObject({ state: 'canary', deployment: model });
    expect((await readDeployment(test.context, { name: model })).routes.split).toMatchObject({
      ...{ kind: 'canary', version: 2, percent: 20 },
    });
    await endCanary(test.context, { name: model, reason: 'Callers complained' });
    await rides.advance(first);
    expect((await rides.turnOf(model, 1)).steps.at(-1)).toMatchObject({
      state: 'refused',
      words: 'The canary on rung ended. Callers complained',
    });

    const second = await walk(2);
    test.setTime(new Date(Date.now() + 31 * 60_000));
    const worker = actingAs(test.system, await actorOf(test.system, workerId));
    await watchDeployment(worker, { name: model });
    await rides.advance(second);
    expect((await rides.turnOf(model, 2)).state).toBe('done');
    expect((await readModel(test.context, { model })).champion).toBe(3);

    await walk(3);
    await stopTurn(test.context, { model, number: 3 });
    expect((await readDeployment(test.context, { name: model })).routes.split).toBeNull();

    // What a person refuses came to nothing good either.
    await setRule(test.context, { model, expected: 1, rule: { ...rule, pauseAfter: 1 } });
    await rides.addRides(`${model} rides`, ridesOf(2, 104));
    const fourth = await retrainNow(test.context, { model });
    await rides.advance(fourth.id);
    await rides.prove(fourth.id, model, 4);
    await decideTurn(test.context, { model, number: 4, decision: 'refuse', comment: 'too few rows' });
    expect(await readRetraining(test.context, { model })).toMatchObject({
      ...{ edition: 3, rule: { enabled: false }, reason: expect.stringContaining('The last turn') },
    });
  }, 180_000);

  it('leaves its canary to a person who takes it over, also after a turn that went up its ramp', async () => {
    const model = 'ladder';
    await rides.championOf(model);
    const rule = { ...defaultRule, canary: { deployment: model, steps: [{ percent: 20, minutes: 30 }] } };
    await setRule(test.context, { model, expected: 0, rule });
    const walk = (number: number) => walkToCanary(model, number);
    const worker = actingAs(test.system, await actorOf(test.system, workerId));
    const lastStep = async (number: number) => (await rides.turnOf(model, number)).steps.at(-1);
    const splitOf = async () => (await readDeployment(test.context, { name: model })).routes.split;
    const champion = async () => (await readModel(test.context, { model })).champion;

    const first = await walk(1);
    test.setTime(new Date(test.system.now().getTime() + 31 * 60_000));
    await watchDeployment(worker, { name: model });
    await rides.advance(first);
    expect([(await lastStep(1))?.state, await champion()]).toEqual(['done', 2]);

    const second = await walk(2);
    const other = { name: model, version: 1, percent: 10, reason: 'The old one once more' };
    await startCanary(test.context, other);
    await rides.advance(second);
    expect(await lastStep(2)).toMatchObject({
      ...{ state: 'refused' },
      words: 'You put a canary of version 1 on ladder in its place: The old one once more',
    });
    expect([await champion(), await splitOf()]).toMatchObject([2, { version: 1, percent: 10 }]);
    await endCanary(test.context, { name: model });

    // A share that is set by hand leaves the candidate on its way: the same person promotes it, or takes it back.
    const third = await walk(3);
    await weighCanary(test.context, { name: model, percent: 50 });
    await rides.advance(third);
    await rides.advance(third);
    const { state, steps } = await rides.turnOf(model, 3);
    expect([state, steps.filter(({ words }) => words.includes('50 %')).map(({ words }) => words)]).toEqual([
      'canary',
      [
        'You gave version 4 50 % of the callers of ladder, which ended its ramp: it stays so until somebody promotes it or takes it back',
      ],
    ]);
    expect([await champion(), await splitOf()]).toMatchObject([2, { version: 4, percent: 50 }]);
    await startCanary(test.context, {
      ...{ name: model, version: 4 },
      ramp: { steps: [{ percent: 5, minutes: 5 }], promotes: true },
    });
    await rides.advance(third);
    expect((await lastStep(3))?.words).toBe('You began another ramp of version 4 on ladder');
    await promoteCanary(test.context, { name: model });
    await moveAlias(test.context, { model, alias: 'champion', version: 2, expected: 4 });
    await rides.advance(third);
    expect(await lastStep(3)).toMatchObject({
      ...{ state: 'refused' },
      words: 'Version 4 became champion on ladder, and the one before it was put back since',
    });
    expect(await champion()).toBe(2);
  }, 180_000);

  it('writes to people without what a check or a cell quotes', async () => {
    const model = 'quoted';
    await rides.championOf(model);
    await setRule(test.context, {
      ...{ model, expected: 0, rule: { ...defaultRule, recipients: ['ada@example.org'] } },
    });
    await rides.addRides(`${model} rides`, ridesOf(2, 140));
    const { id } = await startTurn(actingAs(test.system, await actorOf(test.system, workerId)), {
      model,
      cause: { kind: 'alert', words: 'The check “Towns” failed: grace@example.org is none' },
    });
    await rides.advance(id, () => {
      throw new AppError('unprocessable', 'Could not convert katherine@example.org to a number');
    });
    const [mail] = (await listMails(test.context, { search: 'quoted: retraining failed' })).mails;
    const { text } = await readMail(test.context, { id: mail?.id ?? '' });
    expect(text).toMatch(/The check “Towns” failed: g\S+ is none\./);
    expect(text).toMatch(/Could not convert k\S+ to a number/);
    expect(text).not.toMatch(/grace|katherine/);
  }, 180_000);

  it('adds its own rows, not those of another model whose name begins alike', async () => {
    const [one, two] = ['one', 'two'].map((end) => `${'towns'.repeat(9)}-${end}`) as [string, string]; // of two
    const { notebookId } = await rides.championOf(one);
    const { hash } = await findVersion(test.context, { reference: `${one} rides@1` });
    await promoteTrained(test.context, {
      ...{ model: two, rows: ridesOf(1, 300), options, notebookId, datasets: [{ table: 'rides', hash }] },
    });
    const rowsOf = async (model: string, count: number) => {
      await rides.serveSecondYear(model, count);
      await rides.advance((await retrainNow(test.context, { model, data: 'log' })).id);
      return (await rides.turnOf(model, 1)).added;
    };
    expect(await rowsOf(one, 30)).toMatchObject({ base: 1, version: 2, rows: 30 });
    expect(await rowsOf(two, 50)).toMatchObject({ base: 1, version: 3, rows: 50 });
  }, 180_000);

  it('ends when nothing new would come of it, and says why', async () => {
    const model = 'filtered';
    await rides.championOf(model);
    const first = await retrainNow(test.context, { model });
    await rides.advance(first.id);
    expect((await rides.turnOf(model, 1)).steps.at(-1)).toMatchObject({
      state: 'nothing-new',
      words: 'The champion was trained on the newest data already: filtered rides v1',
    });
    const log = await retrainNow(test.context, { model, data: 'log' });
    await rides.advance(log.id);
    expect((await rides.turnOf(model, 2)).steps.at(-1)?.words).toContain(
      'no answered row whose truth is known',
    );
    await rides.addRides(`${model} rides`, [...ridesOf(1, 300), ...ridesOf(2, 50)]);
    const third = await retrainNow(test.context, { model });
    await rides.advance(third.id, rides.trainFirstYear);
    expect((await rides.turnOf(model, 3)).steps.at(-1)?.words).toContain('The same weights came out');
    expect((await readModel(test.context, { model })).versions).toHaveLength(1);
  }, 180_000);

  it('keeps apart its own table and one of that name which another notebook lends', async () => {
    const model = 'borrowed';
    const { datasetId: lent } = await rides.addRides(`${model} lent`, ridesOf(1, 90));
    const { datasetId: own } = await rides.addRides(`${model} own`, ridesOf(1, 300));
    const { id: notebookId } = await createNotebook(test.context, { title: model });
    const { id: lender } = await createNotebook(test.context, { title: 'Features' });
    await grantNotebook(test.context, { notebookId, importedId: lender, revision: 1 });
    await grantDataset(test.context, { notebookId: lender, datasetId: lent, table: 'rides' });
    await grantDataset(test.context, { notebookId, datasetId: own, table: 'rides' });
    const hashOf = async (reference: string) => (await findVersion(test.context, { reference })).hash;
    await promoteTrained(test.context, {
      ...{ model, notebookId, options, rows: ridesOf(1, 300) },
      datasets: [
        { table: 'rides', hash: await hashOf(`${model} lent@1`), notebook: lender },
        { table: 'rides', hash: await hashOf(`${model} own@1`) },
      ],
    });
    await rides.addRides(`${model} own`, ridesOf(2, 200));
    const newest = await retrainNow(test.context, { model });
    await rides.advance(newest.id);
    expect((await rides.turnOf(model, 1)).steps.at(-1)).toMatchObject({ state: 'proving' });
    expect((await readVersion(test.context, { model, version: 2 })).data).toMatchObject([
      { datasetId: lent, version: 1, notebook: lender },
      { datasetId: own, version: 2 },
    ]);
    await stopTurn(test.context, { model, number: 1 });

    await rides.serveSecondYear(model, 30);
    await setRule(test.context, { model, expected: 0, rule: { ...defaultRule, table: 'rides' } });
    const log = await retrainNow(test.context, { model, data: 'log' });
    await rides.advance(log.id);
    expect(await rides.turnOf(model, 2)).toMatchObject({
      state: 'proving',
      added: { datasetId: own, base: 2, version: 3, rows: 30 },
      data: [
        { datasetId: lent, version: 1, notebook: lender },
        { datasetId: own, version: 3 },
      ],
    });
  }, 180_000);

  it('says of what its rows were made, whatever was brought while they were checked', async () => {
    const model = 'awaited';
    const { datasetId } = await rides.championOf(model);
    await rides.serveSecondYear(model, 30);
    await learnExpectations(test.context, { id: datasetId, expected: 0 });
    await checkVersion(test.context, { dataset: datasetId });
    const { id } = await retrainNow(test.context, { model, data: 'log' });
    await rides.advance(id);
    expect(await rides.turnOf(model, 1)).toMatchObject({ state: 'preparing', added: null });
    await rides.addRides(`${model} rides`, ridesOf(2, 400));
    await saveExpectations(test.context, { id: datasetId, expected: 1, expectations: null });
    await rides.advance(id);
    expect(await rides.turnOf(model, 1)).toMatchObject({
      ...{ state: 'proving', added: { base: 1, version: 2, rows: 30 }, data: [{ datasetId, version: 2 }] },
      steps: [{}, { words: `Trains on ${model} rides v2: v1 and 30 rows of the prediction log` }, {}],
    });
    await stopTurn(test.context, { model, number: 1 });
  }, 180_000);

  it('ends when the champion was moved meanwhile, and its version stays', async () => {
    const model = 'overtaken';
    await rides.championOf(model);
    await rides.addRides(`${model} rides`, ridesOf(2, 100));
    const { id } = await retrainNow(test.context, { model });
    await rides.advance(id);
    await rides.prove(id, model, 1);
    await promoteTrained(test.context, { model, rows: ridesOf(2, 90), options });
    await moveAlias(test.context, { ...{ model, alias: 'champion', version: 3, expected: 1 } });
    await rides.advance(id);
    const turn = await rides.turnOf(model, 1);
    expect(turn.state).toBe('stopped');
    expect(turn.steps.at(-1)?.words).toMatch(/changed to version 3 meanwhile/);
  }, 180_000);
});
