import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { createNotebook } from '../notebooks';
import {
  createExperiment,
  deleteRuns,
  groupRuns,
  listColumns,
  listExperiments,
  listRuns,
  logRun,
  startRun,
} from '.';

describe.each(testDatabases)('lists of runs on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  it('filters, sorts and pages on the server; what is missing comes last', async () => {
    const experimentId = (await createExperiment(test.context, { name: 'listed' })).id;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id } = await startRun(test.context, {
        experimentId,
        name: `run ${i}`,
        startedAt: 1000 * i,
        params: { depth: String(i % 2), 'max depth': 'x' },
        tags: { team: i === 3 ? 'A_b' : 'Axb' },
      });
      if (i < 4)
        await logRun(test.context, {
          id,
          metrics: [{ key: 'rmse', value: i === 2 ? Number.NaN : 10 - i, timestamp: 1 }],
        });
      ids.push(id);
    }
    const names = async (filter: string, orderBy: string[] = []) =>
      (await listRuns(test.context, { experimentIds: [experimentId], filter, orderBy })).runs
        .map(({ name }) => name.slice(4))
        .join('');
    expect(await names('')).toBe('43210');
    expect(await names('', ['metrics.rmse ASC'])).toBe('31042');
    expect(await names('', ['metrics.rmse DESC'])).toBe('01342');
    expect(await names('metrics.rmse < 10')).toBe('31');
    expect(await names('metrics.rmse != 10')).toBe('31');
    expect(await names("params.depth = '1' and attributes.start_time > 1000")).toBe('3');
    expect(await names("params.`max depth` = 'x' AND run_name LIKE 'run _'")).toBe('43210');
    expect(await names("tags.team LIKE 'A_b'")).toBe('43210');
    expect(await names("tags.team = 'A_b'")).toBe('3');
    expect(await names("tags.none != 'A_b'")).toBe('');
    expect(await names(`attributes.run_id IN ('${ids[0]}', '${ids[4]}')`)).toBe('40');
    expect(await names("status NOT IN ('FINISHED')")).toBe('43210');
    const page = await listRuns(test.context, { experimentIds: [experimentId], limit: 2 });
    expect(page).toMatchObject({ total: 5, runs: [{ name: 'run 4' }, { name: 'run 3' }] });
    const next = await listRuns(test.context, {
      experimentIds: [experimentId],
      limit: 3,
      cursor: page.next ?? '',
    });
    expect(next.runs.map(({ name }) => name)).toEqual(['run 2', 'run 1', 'run 0']);
    expect(next.next).toBeNull();
    expect(await listColumns(test.context, { experimentIds: [experimentId] })).toEqual({
      metrics: ['rmse'],
      params: ['depth', 'max depth'],
      tags: ['mlflow.runName', 'team'],
    });
    await expect(names('metrics.rmse <')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(names('', ['attributes.nothing'])).rejects.toMatchObject({ code: 'bad_request' });
    expect((await listExperiments(test.context, {})).find(({ id }) => id === experimentId)).toMatchObject({
      runs: 5,
    });
  });

  it('groups on the server: how many, mean, lowest and highest, and what has no value apart', async () => {
    const experimentId = (await createExperiment(test.context, { name: 'grouped' })).id;
    const { id: notebookId } = await createNotebook(test.context, { title: 'Grouped by title' });
    const ids: string[] = [];
    for (const [depth, rmse] of [
      ['6', 3],
      ['6', 1],
      ['6', Number.NaN],
      ['9', 5],
      [undefined, 7],
    ] as const) {
      const { id } = await startRun(test.context, {
        experimentId,
        ...(depth === '9' && { notebookId }),
        params: depth ? { 'max depth': depth } : {},
      });
      await logRun(test.context, { id, metrics: [{ key: 'rmse', value: rmse, timestamp: 1 }] });
      ids.push(id);
    }
    const group = (by: string, more: object = {}) =>
      groupRuns(test.context, { experimentIds: [experimentId], by, metric: 'rmse', ...more });
    expect(await group('params.`max depth`')).toEqual({
      total: 3,
      groups: [
        {
          value: '6',
          label: '6',
          runs: 3,
          measured: 2,
          mean: 2,
          lowest: { value: 1, runId: ids[1] },
          highest: { value: 3, runId: ids[0] },
        },
        expect.objectContaining({ value: '9', runs: 1, mean: 5 }),
        expect.objectContaining({ value: null, label: null, runs: 1, mean: 7 }),
      ],
    });
    expect((await group('attributes.notebook')).groups).toMatchObject([
      { value: null, runs: 4 },
      { value: notebookId, label: 'Grouped by title', runs: 1 },
    ]);
    expect(
      (await group('params.`max depth`', { filter: 'metrics.rmse > 4', metric: 'none' })).groups,
    ).toEqual([
      expect.objectContaining({ value: '9', measured: 0, mean: null, lowest: null }),
      expect.objectContaining({ value: null }),
    ]);
    await expect(group('metrics.rmse')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(group('attributes.nothing')).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('folds trials under their search, and lists them by it; one without its search stands alone', async () => {
    const experimentId = (await createExperiment(test.context, { name: 'folded' })).id;
    const parent = await startRun(test.context, { experimentId, kind: 'tune', startedAt: 1 });
    const start = (parentId: string) =>
      startRun(test.context, { experimentId, kind: 'trial', parentId, startedAt: 2 });
    const children = [await start(parent.id), await start(parent.id)];
    const list = async (more: object) =>
      (await listRuns(test.context, { experimentIds: [experimentId], ...more })).runs.map((run) => [
        run.id,
        run.children,
      ]);
    expect(await list({ rootsOnly: true })).toEqual([[parent.id, 2]]);
    expect(await list({ parentId: parent.id })).toHaveLength(2);
    expect(await list({})).toHaveLength(3);
    await deleteRuns(test.context, { ids: [children[0]?.id ?? ''] });
    expect(await list({ rootsOnly: true })).toEqual([[parent.id, 1]]);
    await deleteRuns(test.context, { ids: [parent.id] });
    expect(await list({ rootsOnly: true })).toEqual([[children[1]?.id, 0]]);
  });
});
