import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actingAs, type Context } from '../../context';
import { blobReferences, blobs } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { actorOf, workerId } from '../auth';
import { createNotebook, grantWorkers, listGrants, revokeGrant } from '../notebooks';
import { recordBlob } from '../registry';
import {
  askForTrials,
  checkRoom,
  claimTrial,
  clearLeftSearches,
  closeSearch,
  countWorkers,
  endTrial,
  followSearch,
  forgetWorker,
  isWaiting,
  noteWorker,
  openSearch,
  readSharedSearch,
  refuseSearch,
  releaseTrials,
  reportTrial,
  tryTrialsJob,
} from '.';

const start = new Date('2026-03-01T10:00:00Z');
const secondsOn = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const options = { target: 'y', search: { linear: { l2: { from: 1, to: 2 } } } };
const identity = { options: '{}', data: '1', engine: '[]' };
const point = (l2: number) => ({ branch: 'linear', values: { l2 } });
const one = { id: 'one', name: 'box, process 1' };
const two = { id: 'two', name: 'box, process 2' };

describe.each(testDatabases)('searches that workers share on $name', ({ open }) => {
  let test: TestSystem;
  let worker: Context;
  let notebookId = '';
  let table = '';
  /** Searches that workers were called for, one after another, through the queue. */
  const called: string[] = [];
  beforeAll(async () => {
    test = await openTestSystem({ open });
    worker = actingAs(test.system, await actorOf(test.system, workerId));
    const bytes = Buffer.from('a table');
    table = createHash('sha256').update(bytes).digest('hex');
    await recordBlob(test.context, await test.system.storage.put(Readable.from([bytes])));
    await test.system.queue.work(tryTrialsJob, 1, async ({ data }) => {
      called.push(data.searchId);
    });
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    test.setTime(start);
    notebookId = (await createNotebook(test.context, { title: 'Search' })).id;
    await grantWorkers(test.context, { notebookId });
  });

  const begin = async () =>
    (await openSearch(test.context, { notebookId, table, options, identity })).searchId;
  const ask = (searchId: string, ...numbers: number[]) =>
    askForTrials(test.context, {
      ...{ notebookId, searchId, forget: [] },
      trials: numbers.map((number) => ({ number, point: point(number) })),
    });
  const claim = async (searchId: string, { id, name } = one) =>
    (await claimTrial(worker, { searchId, workerId: id, workerName: name })).trial;
  const follow = (searchId: string, heard: { number: number; step: number }[] = []) =>
    followSearch(test.context, { notebookId, searchId, heard });
  const steps = (...numbers: number[]) =>
    numbers.map((step) => ({ step, metrics: { validationRmse: step === 3 ? Number.NaN : 1 / step } }));

  const calls = (searchId: string) => called.filter((id) => id === searchId).length;
  const reaches = (searchId: string, number: number) =>
    expect.poll(() => calls(searchId), { timeout: 20_000 }).toBe(number);

  it('are opened by notebooks that a person allowed to, and known to no other', async () => {
    const other = (await createNotebook(test.context, { title: 'Another' })).id;
    await expect(
      openSearch(test.context, { notebookId: other, table, options, identity }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const searchId = await begin();
    for (const act of [
      () => followSearch(test.context, { notebookId: other, searchId, heard: [] }),
      () => askForTrials(test.context, { notebookId: other, searchId, trials: [], forget: [] }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'not_found' });
    await closeSearch(test.context, { notebookId: other, searchId });
    expect(await readSharedSearch(worker, { searchId })).toMatchObject({ notebookId, options, identity });
    await closeSearch(test.context, { notebookId, searchId });
    expect(await readSharedSearch(worker, { searchId })).toBeNull();
  });

  it('need their table first, and are bounded', async () => {
    const missing = openSearch(test.context, { notebookId, table: 'f'.repeat(64), options, identity });
    await expect(missing).rejects.toMatchObject({ code: 'bad_request' });
    const opened = [await begin(), await begin(), await begin(), await begin()];
    await expect(begin()).rejects.toMatchObject({ code: 'too_many_requests' });
    await expect(checkRoom(test.context, { notebookId })).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    const many = Array.from({ length: 64 }, (_, i) => i + 1);
    await ask(opened[0] ?? '', ...many);
    await expect(ask(opened[0] ?? '', 65)).rejects.toMatchObject({ code: 'too_many_requests' });
    // Their tab has left them: the notebook may begin anew.
    test.setTime(secondsOn(200));
    await checkRoom(test.context, { notebookId });
    await begin();
    expect(await readSharedSearch(worker, { searchId: opened[0] ?? '' })).toBeNull();
  });

  it('keep the order of options, which is part of what they are', async () => {
    const ordered = { target: 'y', search: { linear: { l2: { to: 2, from: 1 } } }, a: 1 };
    const { searchId } = await openSearch(test.context, { notebookId, table, options: ordered, identity });
    const read = await readSharedSearch(worker, { searchId });
    expect(JSON.stringify(read?.options)).toBe(JSON.stringify(ordered));
  });

  it('lease a trial to one worker, whose reports and end come home', async () => {
    const searchId = await begin();
    await ask(searchId, 1, 2);
    await ask(searchId, 1); // asked for twice is asked for once
    const first = await claim(searchId, one);
    const second = await claim(searchId, two);
    expect([first?.point, second?.point]).toEqual([point(1), point(2)]);
    expect(await claim(searchId, two)).toBeNull();
    const held = { searchId, number: 1, fence: first?.fence ?? 0 };
    expect(await reportTrial(worker, { ...held, steps: steps(1, 2) })).toEqual({ wanted: true });
    await reportTrial(worker, { ...held, steps: steps(3) });
    const { trials } = await follow(searchId, [{ number: 1, step: 1 }]);
    expect(trials[0]).toMatchObject({ number: 1, state: 'running', worker: one.name, end: null });
    // What JSON has no word for is a text on its way.
    expect(trials[0]?.steps).toEqual([
      { step: 2, metrics: { validationRmse: 0.5 } },
      { step: 3, metrics: { validationRmse: 'NaN' } },
    ]);
    const value = 0.1 + 0.2;
    const folds = [{ value, steps: 3 }];
    await endTrial(worker, { ...held, steps: [], end: { value, steps: 3, folds, durationMs: 1 } });
    const ended = (await follow(searchId, [{ number: 1, step: 3 }])).trials[0];
    expect(ended).toMatchObject({
      state: 'ended',
      steps: [],
      end: { value, steps: 3, folds, durationMs: 1 },
    });
    await askForTrials(test.context, { notebookId, searchId, trials: [], forget: [1] });
    expect((await follow(searchId)).trials.map(({ number }) => number)).toEqual([2]);
  });

  it('give the trial of a worker that fell silent to another, which alone is heard from then on', async () => {
    const searchId = await begin();
    await ask(searchId, 1);
    const dead = await claim(searchId, one);
    expect(await isWaiting(worker, { searchId })).toBe(false);
    test.setTime(secondsOn(20));
    expect(await claim(searchId, two)).toBeNull(); // the lease has ten seconds to run
    test.setTime(secondsOn(31));
    expect(await isWaiting(worker, { searchId })).toBe(true);
    const taken = await claim(searchId, two);
    expect(taken).toMatchObject({ number: 1, point: point(1) });
    const late = { searchId, number: 1, fence: dead?.fence ?? 0 };
    expect(await reportTrial(worker, { ...late, steps: steps(9) })).toEqual({ wanted: false });
    await endTrial(worker, { ...late, steps: [], end: { value: 99, steps: 9, durationMs: 1 } });
    expect((await follow(searchId)).trials[0]).toMatchObject({
      state: 'running',
      worker: two.name,
      steps: [],
    });

    // Once: the trial may be what ends them.
    test.setTime(secondsOn(62));
    expect(await claim(searchId, one)).toBeNull();
    const { end } = (await follow(searchId)).trials[0] ?? {};
    expect(end).toEqual({ problem: expect.stringContaining('2 workers ended while they trained it') });
  });

  it('call the next worker as soon as one has taken a trial and left another', async () => {
    const searchId = await begin();
    await ask(searchId, 1, 2, 3);
    await reaches(searchId, 1);
    await claim(searchId, one);
    await reaches(searchId, 2);
    await claim(searchId, two);
    await reaches(searchId, 3);
    await claim(searchId, one);
    expect(await isWaiting(worker, { searchId })).toBe(false);
  });

  it('call another worker when one died, and every call before has come to its end', async () => {
    const searchId = await begin();
    await ask(searchId, 1);
    await claim(searchId);
    await reaches(searchId, 1);
    test.setTime(secondsOn(31));
    expect((await follow(searchId)).trials[0]).toMatchObject({ state: 'queued', worker: null });
    await reaches(searchId, 2);
  });

  it('call another worker when the one that was called cannot help', async () => {
    const searchId = await begin();
    await ask(searchId, 1);
    await reaches(searchId, 1);
    await refuseSearch(worker, { searchId, workerId: one.id, workerName: one.name, reason: 'Older.' });
    await reaches(searchId, 2);
    expect((await readSharedSearch(worker, { searchId }))?.refusedBy).toEqual([one.id]);
  });

  it('count no death where only reports were lost, and yet come to an end', async () => {
    const searchId = await begin();
    await ask(searchId, 1);
    for (let turn = 1; turn <= 8; turn++) {
      await claim(searchId);
      await releaseTrials(worker, { searchId, workerId: one.id, isLost: false });
    }
    for (const turn of [9, 10]) {
      expect(await claim(searchId)).toMatchObject({ number: 1, fence: turn });
      test.setTime(secondsOn(31 * (turn - 8)));
      await noteWorker(worker, one);
    }
    expect(await claim(searchId)).toBeNull();
    const { end } = (await follow(searchId)).trials[0] ?? {};
    expect(end).toEqual({ problem: expect.stringContaining('begun 10 times') });
    await forgetWorker(worker, { id: one.id });
  });

  it('stop when a person takes back that the notebook may', async () => {
    const searchId = await begin();
    await ask(searchId, 1, 2);
    const held = { searchId, number: 1, fence: (await claim(searchId))?.fence ?? 0, steps: [] };
    const [grant] = await listGrants(test.context, { notebookId });
    await revokeGrant(test.context, { id: grant?.id ?? '' });
    for (const act of [() => follow(searchId), () => ask(searchId, 3)])
      await expect(act()).rejects.toMatchObject({ code: 'forbidden' });
    expect(await reportTrial(worker, held)).toEqual({ wanted: false });
    expect(await claimTrial(worker, { searchId, workerId: two.id, workerName: two.name })).toEqual({
      isOpen: false,
      trial: null,
    });
    expect(await isWaiting(worker, { searchId })).toBe(false);
  });

  it('take their table with them when they end, unless it was sent again since', async () => {
    const bytes = Buffer.from('another table');
    const { hash } = await test.system.storage.put(Readable.from([bytes]));
    const send = () => recordBlob(test.context, { hash, bytes: bytes.length });
    const beginOnIt = async () =>
      (await openSearch(test.context, { notebookId, table: hash, options, identity })).searchId;
    const isKept = async () =>
      (await test.system.storage.has(hash)) &&
      (await test.system.db.select().from(blobs).where(eq(blobs.hash, hash))).length === 1;
    await send();
    const [first, second] = [await beginOnIt(), await beginOnIt()];
    await closeSearch(test.context, { notebookId, searchId: first });
    expect(await isKept()).toBe(true);
    test.setTime(secondsOn(1));
    await send();
    await closeSearch(test.context, { notebookId, searchId: second });
    expect(await isKept()).toBe(true);
    await closeSearch(test.context, { notebookId, searchId: await beginOnIt() });
    expect(await isKept()).toBe(false);
  });

  it('take back what a stopping worker held, which counts as no death', async () => {
    const searchId = await begin();
    await ask(searchId, 1);
    for (let i = 0; i < 4; i++) {
      expect(await claim(searchId)).toMatchObject({ number: 1, fence: i + 1 });
      expect(await releaseTrials(worker, { searchId, workerId: one.id, isLost: false })).toEqual({
        released: 1,
      });
    }
    await claim(searchId);
    await releaseTrials(worker, { searchId, workerId: one.id, isLost: true });
    expect((await follow(searchId)).trials[0]).toMatchObject({ state: 'queued', worker: null });
  });

  it('let nobody train what their tab has taken back, ended or left', async () => {
    const searchId = await begin();
    await ask(searchId, 1, 2);
    const trial = await claim(searchId);
    const held = { searchId, number: 1, fence: trial?.fence ?? 0, steps: [] };
    await askForTrials(test.context, { notebookId, searchId, trials: [], forget: [1] });
    expect(await reportTrial(worker, held)).toEqual({ wanted: false });
    const other = { ...held, number: 2, fence: (await claim(searchId, two))?.fence ?? 0 };
    expect(await reportTrial(worker, other)).toEqual({ wanted: true });
    test.setTime(secondsOn(200));
    expect(await reportTrial(worker, other)).toEqual({ wanted: false });
    expect(await claimTrial(worker, { searchId, workerId: 'one', workerName: '' })).toEqual({
      isOpen: false,
      trial: null,
    });
    test.setTime(secondsOn(25 * 3600));
    const references = () =>
      test.system.db.select().from(blobReferences).where(eq(blobReferences.ownerId, searchId));
    expect(await references()).toHaveLength(1);
    expect((await clearLeftSearches(worker, {})).cleared).toBeGreaterThan(0);
    expect(await references()).toEqual([]);
    await expect(follow(searchId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('count the workers that are up, less those that cannot help', async () => {
    await noteWorker(worker, one);
    test.setTime(secondsOn(20));
    await noteWorker(worker, two);
    expect(await countWorkers(test.context, {})).toEqual({ workers: 2 });
    test.setTime(secondsOn(40));
    expect(await countWorkers(test.context, {})).toEqual({ workers: 1 });
    const searchId = await begin();
    await refuseSearch(worker, { searchId, workerId: two.id, workerName: two.name, reason: 'No browser.' });
    expect(await follow(searchId)).toMatchObject({
      workers: 0,
      refusals: [{ worker: two.name, reason: 'No browser.' }],
    });
    await forgetWorker(worker, { id: two.id });
    expect(await countWorkers(test.context, {})).toEqual({ workers: 0 });
  });
});
