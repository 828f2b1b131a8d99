import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alerts, type RetrainingRule, retrainingTurns } from '../../db/schema';
import { createPredictionLog } from '../../serving/prediction-log';
import { openTestSystem, type TestSystem } from '../../testing';
import { addDatasetFile, findVersion } from '../datasets';
import { segmentFolder } from '../monitoring/log-format';
import { createNotebook, grantDataset, grantNotebook, saveNotebook } from '../notebooks';
import { admitVersion } from '../registry';
import { type ExamplePromotion, promoteExample } from '../registry/testing';
import { createMonitor } from '../schedules';
import { defaultRule, findCause, listRulesInForce, retrainNow, setRule, stopTurn } from '.';

/** A clock from Monday 2 January 2012, 00:00, by hours. */
const start = Date.UTC(2012, 0, 2);
const hour = 3_600_000;

describe('what starts a turn', () => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem();
  });
  afterAll(() => test.close());

  const at = (hours: number) => test.setTime(new Date(start + hours * hour));
  /** A model with a rule that waits for `when`; gives what would start a turn now. */
  async function follow(
    model: string,
    when: Partial<RetrainingRule['when']>,
    { champion = {}, ...more }: Partial<RetrainingRule> & { champion?: Partial<ExamplePromotion> } = {},
  ) {
    at(0);
    const { versionId } = await promoteExample(test.context, { ...champion, model });
    await admitVersion(test.context, { versionId });
    const rule = { ...defaultRule, enabled: true, when: { ...defaultRule.when, ...when }, ...more };
    await setRule(test.context, { model, expected: 0, rule });
    return async () => {
      const due = (await listRulesInForce(test.context)).find((one) => one.model === model);
      return due && findCause(test.context, due);
    };
  }
  const turn = async (model: string) => {
    const { number } = await retrainNow(test.context, { model });
    await stopTurn(test.context, { model, number });
  };

  it('is each due time once, in plain words or cron', async () => {
    const cause = await follow('clock', { schedule: { cron: 'every day at 5:00', timeZone: 'UTC' } });
    expect(await cause()).toBeUndefined();
    at(5.5);
    expect(await cause()).toMatchObject({ kind: 'schedule', detail: { dueAt: '2012-01-02T05:00:00.000Z' } });
    await turn('clock');
    at(28);
    expect(await cause()).toBeUndefined();
    // Due again at five, yet held back until a day after the last turn; found then.
    at(29.1);
    expect(await cause()).toBeUndefined();
    at(29.6);
    expect(await cause()).toMatchObject({ detail: { dueAt: '2012-01-03T05:00:00.000Z' } });
  });

  it('is an alert of a named check, or any critical one, that opened since the last turn', async () => {
    const model = 'watched';
    const cause = await follow(model, { alerts: { checks: [] } }, { leastHours: 0 });
    const { scheduleId } = await createMonitor(test.context, { model });
    const open = (id: string, check: string, severity: 'warning' | 'critical', hours: number) =>
      test.system.db.insert(alerts).values({
        ...{ id, scheduleId, check, severity, detail: 'PSI 0.31', state: 'open' },
        ...{ openedAt: new Date(start + hours * hour), changedAt: new Date(start), changedBy: 'worker' },
      });
    await open('a', 'Features look as they did', 'warning', 1);
    at(2);
    expect(await cause()).toBeUndefined();
    await open('b', 'The error is as in training', 'critical', 3);
    at(4);
    expect(await cause()).toEqual({
      kind: 'alert',
      words: 'The check “The error is as in training” failed: PSI 0.31',
      detail: { alertId: 'b', check: 'The error is as in training' },
    });
    await turn(model);
    at(5);
    // Still open: it has had its turn.
    expect(await cause()).toBeUndefined();
  });

  it('is a number of labels that came since the champion was trained', async () => {
    const model = 'told';
    const cause = await follow(model, { labels: 3 });
    const log = createPredictionLog({ folder: segmentFolder(test.system.config.dataFolder), onClosed() {} });
    const labelled = (ids: readonly string[], hours: number) =>
      log.append(
        ids.map((id) => ({ kind: 'label' as const, model, id, at: (start + hours * hour) * 1000, label: 1 })),
      );
    await labelled(['old', 'older', 'oldest'], -1);
    await labelled(['a', 'b', 'a'], 1);
    at(2);
    expect(await cause()).toBeUndefined();
    await labelled(['c'], 2);
    // Counted two minutes ago: the log is not read at each look.
    at(2.02);
    expect(await cause()).toBeUndefined();
    at(3);
    expect(await cause()).toMatchObject({ kind: 'labels', detail: { labels: 3 } });
  });

  it('is a version of what the cells read, and of what they may once they are others', async () => {
    const add = (name: string, rows: number) => {
      const content = Readable.from([Buffer.from(`a\n${'1\n'.repeat(rows)}`)]);
      return addDatasetFile(test.context, { name, fileName: `${name}.csv`, content });
    };
    const { id: notebookId } = await createNotebook(test.context, { title: 'Trainer' });
    const { id: lender } = await createNotebook(test.context, { title: 'Features' });
    await grantNotebook(test.context, { notebookId, importedId: lender, revision: 1 });
    for (const [hours, table, to] of [
      [-3, 'unread', notebookId],
      [-2, 'lent', lender],
      [-1, 'read', lender],
    ] as const) {
      at(hours);
      const { datasetId } = await add(table, 1);
      await grantDataset(test.context, { notebookId: to, datasetId, table });
    }
    const { hash } = await findVersion(test.context, { reference: 'read@1' });
    const cause = await follow(
      'reader',
      { newData: true },
      {
        leastHours: 0,
        notebook: { id: notebookId, revision: null, output: 'model' },
        champion: { notebookId, datasets: [{ table: 'read', hash, notebook: lender }] },
      },
    );
    at(1);
    await add('unread', 2);
    await add('lent', 2);
    expect(await cause()).toBeUndefined();
    await add('read', 2);
    expect(await cause()).toMatchObject({ kind: 'data', words: 'read has version 2' });
    const html = '<!doctype html>\n<notebook>\n  <title>Other cells</title>\n</notebook>\n';
    await saveNotebook(test.context, { id: notebookId, html, baseRevision: 1 });
    expect(await cause()).toMatchObject({ kind: 'data', words: 'unread has version 2' });
  });

  it('is held back while a turn lives, and when the week has had its turns', async () => {
    const model = 'circle';
    const cause = await follow(
      model,
      { schedule: { cron: '0 * * * *', timeZone: 'UTC' } },
      { leastHours: 0, mostPerWeek: 2 },
    );
    at(1.1);
    await turn(model);
    at(2.1);
    const { number } = await retrainNow(test.context, { model });
    at(3.1);
    expect(await cause()).toBeUndefined();
    await stopTurn(test.context, { model, number });
    expect(await cause()).toBeUndefined();
    at(7 * 24 + 2.2);
    expect(await cause()).toMatchObject({ kind: 'schedule' });
    expect(await test.system.db.$count(retrainingTurns)).toBeGreaterThan(2);
  });
});
