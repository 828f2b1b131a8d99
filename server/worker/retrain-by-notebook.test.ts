import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkVersion, deleteDataset, learnExpectations, restoreDataset } from '../services/datasets';
import { listMails, readMail } from '../services/mails';
import {
  createNotebook,
  deleteNotebook,
  grantDataset,
  grantNotebook,
  listGrants,
  restoreNotebook,
  revokeGrant,
  saveNotebook,
} from '../services/notebooks';
import { readVersion } from '../services/registry';
import {
  defaultRule,
  listLiveTurns,
  listTrainers,
  readRetraining,
  retrainNow,
  setRule,
  stopTurn,
} from '../services/retraining';
import { decideTurn } from '../serving';
import { lookForRetraining } from './look-for-retraining';
import { openRides, type options, type Rides, ridesOf } from './retrained-rides.fixture';

let rides: Rides;
let test: Rides['test'];
beforeAll(async () => {
  rides = await openRides();
  test = rides.test;
}, 180_000);
afterAll(() => rides.close());

it('runs another notebook where the rule names one, at the revision that stood when it began', async () => {
  const model = 'elsewhere';
  await rides.championOf(model);
  const { datasetId } = await rides.addRides(`${model} others`, ridesOf(2, 120));
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
  await rides.addRides(`${model} others`, ridesOf(2, 140));
  await lookForRetraining(test.system);
  const [turn] = (await readRetraining(test.context, { model })).turns;
  expect(turn).toMatchObject({ number: 1, causeWords: `${model} others has version 2` });
  await saveNotebook(test.context, { id: notebookId, html: cells('["town"]'), baseRevision: 1 });
  await rides.advance(turn?.id ?? '');
  expect(await rides.turnOf(model, 1)).toMatchObject({
    ...{ state: 'proving', candidate: 2, data: [{ datasetId, version: 2 }] },
    steps: [{}, { words: `“Trainer”, revision 1, trains on ${model} others v2` }, {}],
  });
  const made = await readVersion(test.context, { model, version: 2 });
  expect(made).toMatchObject({ notebookId, revision: 1, output: 'better', sliceCells: 1, totalCells: 2 });
  await rides.prove(turn?.id ?? '', model, 1);
  expect((await rides.turnOf(model, 1)).state).toBe('asking');

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
    await rides.advance(id, rides.trainHere, rides.notebookOf(changes));
    return (await rides.turnOf(model, number)).steps.at(-1);
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

  // Its rows of the log are added to what the notebook reads, not to what another lends it.
  const lent = await rides.addRides(`${model} lent`, ridesOf(1, 10));
  const { id: lender } = await createNotebook(test.context, { title: 'Features' });
  await grantDataset(test.context, { notebookId: lender, datasetId: lent.datasetId, table: 'rides' });
  await grantNotebook(test.context, { notebookId, importedId: lender, revision: 1 });
  await rides.serveSecondYear(model, 30);
  const logged = await retrainNow(test.context, { model, data: 'log' });
  await rides.advance(logged.id);
  expect(await rides.turnOf(model, 4)).toMatchObject({
    ...{ candidate: 3, added: { datasetId, base: 2, rows: 30 } },
    data: [
      { datasetId, version: 3 },
      { datasetId: lent.datasetId, version: 1, notebook: lender },
    ],
  });
  await stopTurn(test.context, { model, number: 4 });

  await deleteNotebook(test.context, { id: notebookId });
  expect((await readRetraining(test.context, { model })).hindrance).toContain('is not there any more');
  await expect(retrainNow(test.context, { model })).rejects.toMatchObject({ code: 'not_found' });
}, 180_000);

it('waits for a table that its notebook imports and its champion read, and misses it', async () => {
  const model = 'lent';
  await rides.championOf(model);
  const { datasetId } = await rides.addRides(`${model} features`, ridesOf(2, 120));
  const { id: lender } = await createNotebook(test.context, { title: 'Features' });
  const { id: notebookId } = await createNotebook(test.context, { title: 'Trainer' });
  const grant = await grantDataset(test.context, { notebookId: lender, datasetId, table: 'rides' });
  await grantNotebook(test.context, { notebookId, importedId: lender, revision: 1 });
  const notebook = { id: notebookId, revision: null, output: 'better' };
  await setRule(test.context, { model, expected: 0, rule: { ...defaultRule, notebook } });
  const turn = async (data: 'newest' | 'log' = 'newest') => {
    const { id, number } = await retrainNow(test.context, { model, data });
    await rides.advance(id);
    return { id, number, steps: (await rides.turnOf(model, number)).steps };
  };
  // It has none of its own: a rule may choose of those that it is lent.
  expect((await listTrainers(test.context, { notebookId, revision: null })).tables).toEqual(['rides']);
  const first = await turn();
  await rides.prove(first.id, model, 1);
  await decideTurn(test.context, { model, number: 1, decision: 'promote' });
  expect((await readVersion(test.context, { model, version: 2 })).data).toMatchObject([
    { datasetId, version: 1, notebook: lender },
  ]);

  await learnExpectations(test.context, { id: datasetId, expected: 0 });
  await checkVersion(test.context, { dataset: datasetId });
  await rides.addRides(`${model} features`, ridesOf(2, 140));
  for (const data of ['newest', 'log'] as const) {
    const waiting = await turn(data);
    expect(waiting.steps.map(({ state }) => state)).toEqual(['preparing']);
    await stopTurn(test.context, { model, number: waiting.number });
  }

  await deleteDataset(test.context, { id: datasetId });
  const failed = { state: 'failed', words: expect.stringContaining('lent features, which the champion') };
  expect((await turn()).steps).toMatchObject([{ state: 'preparing' }, failed]);
  await restoreDataset(test.context, { id: datasetId });

  await revokeGrant(test.context, { id: grant.id });
  const missed = async () => (await turn()).steps.at(-1)?.words;
  const read = 'The cells of “Trainer” read the table rides of';
  expect(await missed()).toBe(
    `${read} “Features”, where it is not attached any more. Attach lent features there again, then retrain.`,
  );
  // Attached to the notebook that imports it, a table of that name is another.
  const other = await rides.addRides(`${model} others`, ridesOf(1, 200));
  await grantDataset(test.context, { notebookId, datasetId: other.datasetId, table: 'rides' });
  expect(await missed()).toContain('Attach lent features there again');
  const grants = await listGrants(test.context, { notebookId });
  for (const { id } of grants) await revokeGrant(test.context, { id });
  expect(await missed()).toBe(
    `${read} “Features”, from which they may not import any more. Open “Trainer”, run the cell that imports it, allow the import, then retrain.`,
  );
  await deleteNotebook(test.context, { id: lender });
  expect(await missed()).toBe(`${read} “Features”, which is in the trash. Restore it there, then retrain.`);
  await restoreNotebook(test.context, { id: lender });
  await grantNotebook(test.context, { notebookId, importedId: lender, revision: 1 });

  // Another data set by the same name is something new, at whatever version.
  await grantDataset(test.context, { notebookId: lender, datasetId: other.datasetId, table: 'rides' });
  expect((await turn()).steps).toMatchObject([{}, { state: 'training' }, { state: 'proving' }]);
}, 180_000);
