import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactLimits } from '@/cells/tracking/artifact-path';
import { blobReferences, notebookDays, runs } from '../../db/schema';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { createNotebook } from '../notebooks';
import {
  addArtifact,
  deleteRuns,
  listArtifacts,
  purgeRuns,
  readRun,
  recordRunArtifact,
  recordRunEvents,
} from '.';
import { newRunId } from './run-id.fixture';

describe.each(testDatabases)('files of runs on $name', ({ open }) => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  it('takes files of a notebook in with its runs, once, within their limits, and lets them go with the run', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Files' });
    const { id: other } = await createNotebook(test.context, { title: 'No files' });
    const runId = newRunId();
    const client = 'tab-files';
    await recordRunEvents(test.context, {
      ...{ client, notebookId },
      events: [{ type: 'start', sequence: 1, runId, at: 1 }],
    });
    const send = async (sequence: number, path: string, text: string | Uint8Array, about = {}) =>
      recordRunArtifact(test.context, {
        ...{ client, notebookId, ...about },
        event: { type: 'artifact', sequence, runId, at: 2, path },
        content: Buffer.from(text),
      });
    expect(await send(2, 'plots/a.svg', '<svg/>')).toEqual({ sequence: 2, taken: 1, refused: [] });
    expect(await send(2, 'plots/a.svg', 'sent again')).toMatchObject({ sequence: 2, taken: 0 });
    expect(await send(3, 'note.txt', 'first')).toMatchObject({ taken: 1 });
    expect(await send(4, 'note.txt', 'second')).toMatchObject({ taken: 1 });
    const { artifacts } = await readRun(test.context, { id: runId });
    expect(artifacts.map(({ path, bytes }) => `${path} ${bytes}`)).toEqual(['note.txt 6', 'plots/a.svg 6']);
    const hashOf = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
    expect(
      (
        await test.system.db
          .select()
          .from(blobReferences)
          .where(eq(blobReferences.ownerId, runId))
          .orderBy(blobReferences.hash)
      ).map(({ hash }) => hash),
    ).toEqual([hashOf('<svg/>'), hashOf('second')].sort());

    const reason = (result: { refused: { reason: string }[] }) => result.refused[0]?.reason;
    expect(reason(await send(5, 'x', 'x', { notebookId: other }))).toContain('belongs to another notebook');
    const tooLarge = Buffer.alloc(artifactLimits.fileBytes + 1);
    expect(reason(await send(6, 'x', tooLarge))).toContain('10 MB at most');
    for (let i = 0; i < 5; i++)
      await addArtifact(test.context, {
        owner: { kind: 'run', id: runId },
        ...{ path: `large/${i}`, hash: hashOf('second'), bytes: artifactLimits.fileBytes - 5 },
      });
    expect(reason(await send(12, 'one-more', 'one more'))).toBeUndefined();
    expect(reason(await send(13, 'too-much', 'too much'))).toContain('50 MB at most together');
    await expect(send(14, '../up', 'x')).rejects.toMatchObject({ code: 'bad_request' });
    const { storage } = test.system;
    const losing = async (content: Parameters<typeof storage.put>[0]) => {
      const blob = await storage.put(content);
      await storage.remove(blob.hash);
      return blob;
    };
    // A collector took it away at once: it is sent again, and nothing is taken in meanwhile.
    await expect(
      recordRunArtifact(
        { ...test.context, storage: { ...storage, put: losing } },
        {
          ...{ client, notebookId },
          event: { type: 'artifact', sequence: 14, runId, at: 2, path: 'note.txt' },
          content: Buffer.from('third'),
        },
      ),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(await send(14, 'note.txt', 'third')).toMatchObject({ sequence: 14, taken: 1 });
    for (const text of ['sent again', 'x', tooLarge, 'too much'])
      expect(await storage.has(hashOf(text)), String(text).slice(0, 20)).toBe(false);

    await deleteRuns(test.context, { ids: [runId] });
    expect(reason(await send(15, 'late', 'late'))).toContain('is deleted');
    await purgeRuns(test.context, { ids: [runId] });
    expect(await listArtifacts(test.context, { kind: 'run', id: runId })).toEqual([]);
    expect(await test.system.db.$count(blobReferences, eq(blobReferences.ownerId, runId))).toBe(0);
  });

  it('takes so many bytes of files from the runs of a notebook in a day, replaced ones too', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Many files' });
    const { db, storage } = test.system;
    const runId = newRunId();
    const client = 'tab-many-files';
    await recordRunEvents(test.context, {
      ...{ client, notebookId },
      events: [{ type: 'start', sequence: 1, runId, at: 1 }],
    });
    const send = (sequence: number, content: Buffer<ArrayBuffer>) =>
      recordRunArtifact(test.context, {
        ...{ client, notebookId, content },
        event: { type: 'artifact', sequence, runId, at: 2, path: 'same.bin' },
      });
    const ofNotebook = eq(notebookDays.notebookId, notebookId);
    const counted = async () => (await db.query.notebookDays.findFirst({ where: ofNotebook }))?.bytes;
    await send(2, Buffer.alloc(9000, 1));
    await send(3, Buffer.alloc(1, 2));
    expect(await counted()).toBe(9000 + 4096);
    await db
      .update(notebookDays)
      .set({ bytes: artifactLimits.dayBytes - 10 })
      .where(ofNotebook);
    const over = await storage.put(Buffer.alloc(11, 3));
    await storage.remove(over.hash);
    const { refused } = await send(4, Buffer.alloc(11, 3));
    expect(refused[0]?.reason).toContain('take 5 GB of files a day');
    expect(await storage.has(over.hash)).toBe(false);
    const yesterday = new Date(test.system.now().getTime() - 86_400_000);
    await db.update(notebookDays).set({ since: yesterday }).where(ofNotebook);
    expect(await send(5, Buffer.alloc(11, 3))).toMatchObject({ taken: 1 });
    expect(await counted()).toBe(4096);
  });

  it('takes so many bytes of runs and points from a notebook in a day; a run that was taken may end', async () => {
    const { id: notebookId } = await createNotebook(test.context, { title: 'Many points' });
    const { db } = test.system;
    const ofNotebook = eq(notebookDays.notebookId, notebookId);
    const counted = async () => (await db.query.notebookDays.findFirst({ where: ofNotebook }))?.eventBytes;
    const [runId, other] = [newRunId(), newRunId()];
    const record = (...events: Parameters<typeof recordRunEvents>[1]['events']) =>
      recordRunEvents(test.context, { client: 'tab-many-points', notebookId, events });
    const curve = (sequence: number) => ({
      ...{ type: 'metrics' as const, sequence, runId, at: 2 },
      points: [{ key: 'loss', value: 1, step: sequence, timestamp: 2 }],
    });
    await record({ type: 'start', sequence: 1, runId, at: 1 }, curve(2));
    expect(await counted()).toBe(4096 + JSON.stringify(curve(2)).length);
    await db
      .update(notebookDays)
      .set({ eventBytes: artifactLimits.dayEventBytes - 10 })
      .where(ofNotebook);
    const { refused, taken } = await record(
      curve(3),
      { type: 'start', sequence: 4, runId: other, at: 2 },
      { type: 'end', sequence: 5, runId, at: 3, status: 'FINISHED', metrics: { rmse: 1 }, step: 0 },
      { type: 'end', sequence: 6, runId, at: 4, status: 'FINISHED', metrics: { rmse: 2 }, step: 0 },
    );
    expect(taken).toBe(1);
    expect(refused.map(({ sequence }) => sequence)).toEqual([3, 4, 6]);
    expect(refused[0]?.reason).toContain('take 1 GB of settings and figures a day');
    const ended = await db.query.runs.findFirst({ where: eq(runs.id, runId) });
    expect(ended?.status).toBe('FINISHED');
    const yesterday = new Date(test.system.now().getTime() - 86_400_000);
    await db.update(notebookDays).set({ since: yesterday }).where(ofNotebook);
    expect(await record({ type: 'start', sequence: 7, runId: other, at: 5 })).toMatchObject({ taken: 1 });
    expect(await counted()).toBe(4096);
  });
});
