import { createHash } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEventInput } from '@/cells/tracking/run-event';
import { auditEntries, blobReferences, blobs, runs } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { collectBlobs } from '../../worker/collect-blobs';
import { createNotebook, grantRuns } from '../notebooks';
import {
  addArtifact,
  archiveRuns,
  createExperiment,
  defaultExperimentId,
  deleteExperiment,
  deleteRuns,
  editRun,
  endSilentRuns,
  listArtifacts,
  listGrantedRuns,
  listRuns,
  logRun,
  purgeRuns,
  readExperiment,
  readMetrics,
  readRun,
  recordRunEvents,
  restoreRuns,
  startRun,
} from '.';
import { newRunId } from './run-id.fixture';

describe.each(testDatabases)('experiments and runs on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const experiment = async (name: string) => (await createExperiment(test.context, { name })).id;

  it('has the experiment Default from the beginning, which cannot be deleted', async () => {
    expect(await readExperiment(test.context, { id: defaultExperimentId })).toMatchObject({
      name: 'Default',
    });
    await expect(deleteExperiment(test.context, { id: '0' })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(createExperiment(test.context, { name: 'Default' })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('takes the events of a training in, once, however often they are sent', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Bikes' });
    const runId = newRunId();
    const common = { runId, at: 1_700_000_000_000 };
    const events: RunEventInput[] = [
      {
        ...common,
        type: 'start',
        sequence: 1,
        learner: 'linear',
        params: { depth: '6' },
        environment: { engine: 'test' },
      },
      {
        ...common,
        type: 'metrics',
        sequence: 2,
        points: Array.from({ length: 200 }, (_, step) => ({
          key: 'loss',
          value: 1 / (step + 1),
          step,
          timestamp: 1000 + step,
        })),
      },
      {
        ...common,
        type: 'metrics',
        sequence: 3,
        points: [{ key: 'loss', value: 'NaN', step: 200, timestamp: 1200 }],
      },
      {
        ...common,
        type: 'end',
        sequence: 4,
        at: 1_700_000_060_000,
        status: 'FINISHED',
        metrics: { rmse: 41 },
      },
    ];
    const batch = { client: 'tab-12345', notebookId };
    expect(await recordRunEvents(test.context, { ...batch, events: events.slice(0, 2) })).toEqual({
      sequence: 2,
      taken: 2,
      refused: [],
    });
    const audits = await test.system.db.$count(auditEntries);
    expect(await recordRunEvents(test.context, { ...batch, events })).toEqual({
      sequence: 4,
      taken: 2,
      refused: [],
    });
    expect(await recordRunEvents(test.context, { ...batch, events })).toEqual({
      sequence: 4,
      taken: 0,
      refused: [],
    });
    expect(await test.system.db.$count(auditEntries)).toBe(audits + 1);
    const run = await readRun(test.context, { id: runId });
    expect(run).toMatchObject({
      status: 'FINISHED',
      notebookTitle: 'Bikes',
      experiment: 'Bikes',
      kind: 'train',
      params: { depth: '6' },
      metrics: { loss: { value: 'NaN', step: 200 }, rmse: { value: 41, step: 0 } },
      environment: { engine: 'test' },
      endedAt: new Date(1_700_000_060_000),
    });
    const [all] = await readMetrics(test.context, { runIds: [runId], keys: ['loss'], size: 0 });
    expect(all?.steps).toEqual(Array.from({ length: 201 }, (_, step) => step));
    expect(all?.values.slice(0, 2)).toEqual([1, 0.5]);
    const [few] = await readMetrics(test.context, { runIds: [runId], keys: ['loss'], size: 20 });
    expect(few?.points).toBe(201);
    expect(few?.values).toContain(1);
    expect(few?.values).toContain('NaN');
    expect(few?.values).toContain(1 / 200);
    expect(few?.steps.length).toBeLessThanOrEqual(20);
  });

  it('refuses an event by name and takes the others: of another notebook, of an unknown or deleted run', async () => {
    const { id: mine } = await createNotebook(test.context, { title: 'Mine' });
    const { id: other } = await createNotebook(test.context, { title: 'Other' });
    const [theirs, ours] = [newRunId(), newRunId()];
    const start = (runId: string, sequence: number): RunEventInput => ({
      type: 'start',
      runId,
      sequence,
      at: 1,
    });
    await recordRunEvents(test.context, {
      client: 'theirs-1',
      notebookId: other,
      events: [start(theirs, 1)],
    });
    const end = (runId: string, sequence: number): RunEventInput => ({
      type: 'end',
      runId,
      sequence,
      at: 2,
      status: 'KILLED',
    });
    const answer = await recordRunEvents(test.context, {
      client: 'ours-1234',
      notebookId: mine,
      events: [end(theirs, 1), end(newRunId(), 2), start(ours, 3), end(ours, 4)],
    });
    expect(answer).toMatchObject({ sequence: 4, taken: 2, refused: [{ sequence: 1 }, { sequence: 2 }] });
    expect((await readRun(test.context, { id: theirs })).status).toBe('RUNNING');
    expect((await readRun(test.context, { id: ours })).status).toBe('KILLED');
  });

  it('ends the run of a notebook that has been silent for ten minutes, no other, and heeds an end that comes after', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Left' });
    const [silent, heard] = [newRunId(), newRunId()];
    const external = await startRun(test.context, {});
    const start = (runId: string): RunEventInput => ({ type: 'start', runId, sequence: 1, at: 1 });
    const tell = (client: string, event: RunEventInput) =>
      recordRunEvents(test.context, { client, notebookId, events: [event] });
    const began = Date.parse('2026-03-01T10:00:00Z');
    test.setTime(new Date(began));
    await tell('silent-client', start(silent));
    await tell('heard-client', start(heard));
    test.setTime(new Date(began + 9 * 60_000));
    await tell('heard-client', { type: 'describe', runId: heard, sequence: 2, at: 2 });
    expect(await endSilentRuns(test.context, {})).toEqual({ ended: 0 });
    test.setTime(new Date(began + 11 * 60_000));
    expect(await endSilentRuns(test.context, {})).toEqual({ ended: 1 });
    expect(await readRun(test.context, { id: silent })).toMatchObject({
      status: 'KILLED',
      endedAt: new Date(began),
    });
    for (const id of [heard, external.id])
      expect((await readRun(test.context, { id })).status).toBe('RUNNING');
    await tell('silent-client', { type: 'end', runId: silent, sequence: 2, at: 3, status: 'FINISHED' });
    expect((await readRun(test.context, { id: silent })).status).toBe('FINISHED');
  });

  it('goes on with a run that was interrupted: one run, one curve, and the end of the tab that died is no end', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Reloaded' });
    const runId = newRunId();
    const tell = (client: string, ...events: RunEventInput[]) =>
      recordRunEvents(test.context, { client, notebookId, events });
    const curve = (sequence: number, at: number, steps: readonly number[]): RunEventInput => ({
      ...{ type: 'metrics', runId, sequence, at },
      points: steps.map((step) => ({ key: 'loss', value: 1 / step, step, timestamp: at })),
    });
    await tell('dead-tab-1', { type: 'start', runId, sequence: 1, at: 100 }, curve(2, 200, [1, 2, 3, 4, 5]));
    const killed: RunEventInput = { type: 'end', runId, sequence: 3, at: 300, status: 'KILLED' };
    await tell('dead-tab-1', killed);
    await tell('next-tab-1', { type: 'resume', runId, sequence: 1, at: 400 });
    expect(await readRun(test.context, { id: runId })).toMatchObject({ status: 'RUNNING', endedAt: null });
    await tell('next-tab-1', curve(2, 500, [4, 5, 6]), curve(3, 600, [7]));
    await tell('late-tab-1', { ...killed, sequence: 1 });
    expect((await readRun(test.context, { id: runId })).status).toBe('RUNNING');
    await tell('next-tab-1', { type: 'end', runId, sequence: 4, at: 700, status: 'FINISHED' });
    expect((await readRun(test.context, { id: runId })).status).toBe('FINISHED');
    const [loss] = await readMetrics(test.context, { runIds: [runId], keys: ['loss'], size: 0 });
    expect(loss?.steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect((await listRuns(test.context, { filter: '', notebookId })).total).toBe(1);
  });

  it('counts a point once that is sent again, in order or not, and keeps the latest by step, time, value', async () => {
    const { id } = await startRun(test.context, {});
    const point = (step: number, value: number, timestamp = step) => ({ key: 'm', step, value, timestamp });
    const many = Array.from({ length: 150 }, (_, step) => point(step, step));
    await logRun(test.context, { id, metrics: many });
    await logRun(test.context, {
      id,
      metrics: [...many.slice(10, 20), point(-1, 7), point(149, 200), ...many.slice(149)],
    });
    const [series] = await readMetrics(test.context, { runIds: [id], keys: ['m'], size: 0 });
    expect(series?.points).toBe(152);
    expect(series?.steps[0]).toBe(-1);
    expect((await readRun(test.context, { id })).metrics.m).toEqual({
      value: 200,
      step: 149,
      timestamp: 149,
    });
  });

  it('sets a parameter once, and says so', async () => {
    const { id } = await startRun(test.context, { params: { depth: '6' } });
    await logRun(test.context, { id, params: { depth: '6', eta: '0.1' } });
    await expect(logRun(test.context, { id, params: { depth: '7', more: 'x' } })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('depth'),
    });
    expect((await readRun(test.context, { id })).params).toEqual({ depth: '6', eta: '0.1' });
  });

  it('puts trials that a notebook tells under their search as MLflow does, and under no run of another', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Searcher' });
    const { id: other } = await createNotebook(test.context, { title: 'Bystander' });
    const [parent, trial, stray] = [newRunId(), newRunId(), newRunId()];
    const tell = (client: string, of: string, events: RunEventInput[]) =>
      recordRunEvents(test.context, { client, notebookId: of, events });
    const start = (runId: string, sequence: number, parentId?: string): RunEventInput => ({
      ...{ type: 'start', runId, sequence, at: 1, parentId, kind: parentId ? 'trial' : 'tune' },
    });
    await tell('searcher-1', notebookId, [start(parent, 1), start(trial, 2, parent)]);
    expect(await readRun(test.context, { id: trial })).toMatchObject({
      parentId: parent,
      tags: { 'mlflow.parentRunId': parent },
    });
    const answer = await tell('bystander-1', other, [start(stray, 1, parent)]);
    expect(answer).toMatchObject({ taken: 0, refused: [{ reason: expect.stringContaining(parent) }] });
  });

  it('answers a notebook with its own runs and those it was granted, and with no others', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Reader' });
    const { id: other } = await createNotebook(test.context, { title: 'Written elsewhere' });
    const list = (more: object) => listGrantedRuns(test.context, { notebookId, ...more });
    expect(await list({})).toEqual({ runs: [], total: 0 });
    const own = await startRun(test.context, { notebookId, kind: 'train', params: { depth: '6' } });
    const theirs = await startRun(test.context, { notebookId: other });
    for (const [id, rmse] of [[own.id, 41] as const, [theirs.id, 'NaN'] as const])
      await logRun(test.context, { id, metrics: [{ key: 'rmse', value: rmse, timestamp: 1 }] });
    const mine = [{ id: own.id, kind: 'train', params: { depth: '6' }, metrics: { rmse: 41 } }];
    expect(await list({})).toMatchObject({ runs: mine, total: 1 });
    expect(await list({ experiment: 'Reader', filter: 'metrics.rmse < 41' })).toEqual({ runs: [], total: 0 });
    const name = 'Written elsewhere';
    await expect(list({ experiment: name })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Attach them in the Data panel'),
    });
    const given = { notebookId, experimentId: theirs.experimentId };
    expect(await grantRuns(test.context, given)).toEqual({ name });
    expect(await grantRuns(test.context, given)).toEqual({ name });
    expect(await list({ experiment: name })).toMatchObject({
      runs: [{ id: theirs.id, metrics: { rmse: 'NaN' } }],
    });
    await expect(list({ filter: 'metrics.rmse <' })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(list({ orderBy: 'attributes.nothing' })).rejects.toMatchObject({ code: 'bad_request' });
    for (let i = 0; i < 3; i++) {
      const params = Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`p${k}`, 'x'.repeat(6000)]));
      await startRun(test.context, { notebookId, params });
    }
    await expect(list({})).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('16 MB'),
    });
    expect((await list({ limit: 1 })).total).toBe(4);
  });

  it('lets all go that is due, piece by piece, until it is told to stop', async () => {
    const { db, storage } = test.system;
    const long = new Date(test.system.now().getTime() - 31 * 86_400_000);
    const runIds: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { id } = await startRun(test.context, {});
      runIds.push(id);
      const blob = await storage.put(Buffer.from(`due ${i}`));
      await addArtifact(test.context, { owner: { kind: 'run', id }, path: 'file', ...blob });
      await db.update(blobs).set({ createdAt: long }).where(eq(blobs.hash, blob.hash));
    }
    await deleteRuns(test.context, { ids: runIds });
    await db.update(runs).set({ deletedAt: long }).where(inArray(runs.id, runIds));
    const left = () => db.$count(runs, inArray(runs.id, runIds));
    const stopped = collectBlobs(test.system, { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow('aborted');
    expect(await left()).toBe(5);
    await collectBlobs(test.system, { signal: new AbortController().signal }, { runs: 2, files: 2 });
    expect(await left()).toBe(0);
    for (let i = 0; i < 5; i++) {
      const hash = createHash('sha256').update(`due ${i}`).digest('hex');
      expect(await storage.has(hash)).toBe(false);
    }
  });

  it('archives, deletes, restores, and purges with the artifacts', async () => {
    const experimentId = await experiment('emptied');
    const { id } = await startRun(test.context, { experimentId });
    await editRun(test.context, { id, note: 'Looks good', starred: true, setTags: { a: 'b' } });
    expect(await readRun(test.context, { id })).toMatchObject({
      note: 'Looks good',
      starred: true,
      tags: { a: 'b' },
    });
    const blob = await test.system.storage.put(Buffer.from('weights'));
    await addArtifact(test.context, { owner: { kind: 'run', id }, path: 'model/weights.bin', ...blob });
    await addArtifact(test.context, { owner: { kind: 'run', id }, path: 'note_.txt', ...blob });
    expect(await listArtifacts(test.context, { kind: 'run', id })).toEqual([
      { name: 'model' },
      { name: 'note_.txt', bytes: 7 },
    ]);
    expect(await listArtifacts(test.context, { kind: 'run', id }, 'note_.txt')).toEqual([]);
    const shown = async () => (await listRuns(test.context, { experimentIds: [experimentId] })).runs.length;
    await archiveRuns(test.context, { ids: [id] });
    expect(await shown()).toBe(0);
    await archiveRuns(test.context, { ids: [id], archived: false });
    expect(await shown()).toBe(1);
    await deleteRuns(test.context, { ids: [id] });
    await expect(logRun(test.context, { id, tags: { x: 'y' } })).rejects.toMatchObject({
      code: 'bad_request',
    });
    await restoreRuns(test.context, { ids: [id] });
    expect(await purgeRuns(test.context, { ids: [id] })).toEqual({ purged: 0 });
    await deleteRuns(test.context, { ids: [id] });
    expect(await purgeRuns(test.context, { ids: [id] })).toEqual({ purged: 1 });
    await expect(readRun(test.context, { id })).rejects.toMatchObject({ code: 'not_found' });
    const { id: old } = await startRun(test.context, { experimentId });
    await deleteRuns(test.context, { ids: [old] });
    const { signal } = new AbortController();
    await collectBlobs(test.system, { signal });
    expect((await readRun(test.context, { id: old })).deletedAt).not.toBeNull();
    test.setTime(new Date(Date.now() + 31 * 86_400_000));
    await collectBlobs(test.system, { signal });
    await expect(readRun(test.context, { id: old })).rejects.toMatchObject({ code: 'not_found' });
    expect(await test.system.db.$count(blobReferences, eq(blobReferences.ownerId, id))).toBe(0);
  });

  it('keeps every point of runs that log at once', async () => {
    const { id } = await startRun(test.context, {});
    await Promise.all(
      Array.from({ length: 8 }, (_, worker) =>
        logRun(test.context, {
          id,
          metrics: [{ key: 'm', value: worker, step: worker, timestamp: 1 }],
          tags: { [`t${worker}`]: 'x' },
        }),
      ),
    );
    const run = await readRun(test.context, { id });
    expect(Object.keys(run.tags)).toHaveLength(9);
    const [series] = await readMetrics(test.context, { runIds: [id], keys: ['m'] });
    expect(series?.values).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
