import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { readConfig } from '@/server/config';
import { actingAs, type Context } from '@/server/context';
import { createDurable } from '@/server/db/durable-file-system';
import {
  auditEntries,
  models,
  modelVersions,
  notebooks,
  revisionContents,
  revisions,
} from '@/server/db/schema';
import { readTemplate } from '@/server/db/testing';
import { withDuckDB } from '@/server/duckdb';
import { silentLog } from '@/server/log';
import { type RunningServer, startServer } from '@/server/main';
import { actorOf, localOwnerId } from '@/server/services/auth';
import { openGrantedPredictions } from '@/server/services/monitoring';
import { segmentFolder } from '@/server/services/monitoring/log-format';
import { createNotebook, grantPredictions } from '@/server/services/notebooks';
import { admitVersion, admitVersionJob, promoteModel } from '@/server/services/registry';
import { examplePackage, uploadPackage } from '@/server/services/registry/testing';
import { admitNewVersion } from '@/server/worker/admit-version';
import { isOutage } from './load';
import { buildVictim, call, countKills, randomWait, read, startVictim } from './start-victim';

const kills = countKills(4);

/** What a client was told, so what must be there afterwards. */
const acknowledged = {
  saves: [] as { id: string; revision: number; html: string }[],
  versions: [] as { model: string; version: number; versionId: string }[],
  /** Of the model `admitted`, by number: `promised` or `ready`. */
  admitted: new Map<number, string>(),
  predictions: [] as string[],
};

describe('a server that is killed again and again while it saves, takes in models and logs predictions', () => {
  let folder: string;
  let slice: Awaited<ReturnType<typeof uploadPackage>>;
  const notebookIds: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cellar-kill-'));
    await createDurable(join(folder, 'database'), await readTemplate());
    await buildVictim();
    await inProcess(async (context) => {
      for (const title of ['one', 'two'])
        notebookIds.push((await createNotebook(context, { html: html(title, 0) })).id);
      const rides = takeTableRows(
        readBikeRides(),
        Uint32Array.from({ length: 300 }, (_, i) => i * 40),
      );
      const options = { target: 'cnt', learner: 'linear' as const, features: ['hr', 'temp'] };
      const model = await train(rides, options, {
        assets: nodeAssets(),
        signal: new AbortController().signal,
        progress: () => {},
      });
      const notebookId = notebookIds[0] ?? '';
      const files = await model.toPackage();
      slice = await uploadPackage(context, { model: 'bikes', files, notebookId });
      const { versionId } = await promoteModel(context, slice);
      await admitVersion(context, { versionId });
      await grantPredictions(context, {
        notebookId,
        modelId: (await context.db.query.models.findFirst())?.id ?? '',
      });
    });
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The same folder, opened here while nobody else has it. */
  async function inProcess<T>(work: (context: Context, server: RunningServer) => Promise<T>): Promise<T> {
    const config = readConfig({ PORT: '0', CELLAR_DATA: folder, DUMP_HOURS: '0' }, folder);
    const options = { programFolder: process.cwd(), pages: false, log: silentLog };
    const server = await startServer({ ...config, role: 'web' }, options);
    try {
      return await work(actingAs(server.system, await actorOf(server.system, localOwnerId)), server);
    } finally {
      await server.close();
    }
  }

  const html = (title: string, n: number) =>
    `<!doctype html>\n<notebook>\n  <title>${title}</title>\n  <script id="1" type="module">\n    ${n}; "${'x'.repeat(2000)}"\n  </script>\n</notebook>\n`;

  /** Each goes on until the server is gone, and tells of its first answer. */
  async function save(url: string, id: string, onAnswer: () => void) {
    let base = Number((await read(url, 'notebooks.read', { id })).revision);
    for (let n = acknowledged.saves.length; ; n++) {
      const text = html(id, n);
      const { revision } = await call(url, 'notebooks.save', { id, html: text, baseRevision: base });
      base = Number(revision);
      acknowledged.saves.push({ id, revision: base, html: text });
      onAnswer();
    }
  }
  async function promote(url: string, onAnswer: () => void) {
    for (;;) {
      const files: Record<string, { hash: string; bytes: number }> = {};
      for (const [path, bytes] of examplePackage()) {
        const hash = createHash('sha256').update(bytes).digest('hex');
        const sent = await fetch(`${url}/api/blobs/${hash}`, { method: 'PUT', body: Uint8Array.from(bytes) });
        if (!sent.ok) throw new Error(await sent.text());
        files[path] = { hash, bytes: bytes.length };
      }
      const promotion = { ...slice, model: 'kept', files, idempotencyKey: randomUUID() };
      const made = await call(url, 'models.promote', promotion);
      acknowledged.versions.push({
        model: String(made.model),
        version: Number(made.version),
        versionId: String(made.versionId),
      });
      onAnswer();
    }
  }
  async function predict(url: string, onAnswer: () => void) {
    for (;;) {
      const response = await fetch(`${url}/api/models/bikes/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([
          { hr: 8, temp: 0.5 },
          { hr: 17, temp: 0.7 },
        ]),
      });
      if (!response.ok) throw new Error(await response.text());
      for (const { id } of (await response.json()).predictions) acknowledged.predictions.push(id);
      onAnswer();
    }
  }

  it(`comes back after each of ${kills} kills`, async () => {
    for (let round = 0; round < kills; round++) {
      // Within the process it promotes and admits as fast as it can, so that a kill comes between the two.
      const settings = { CELLAR_DATA: folder, VICTIM_ROLE: 'web', VICTIM_PROMOTES: 'admitted' };
      const victim = await startVictim(settings);
      const works = [
        (onAnswer: () => void) => save(victim.url, notebookIds[0] ?? '', onAnswer),
        (onAnswer: () => void) => save(victim.url, notebookIds[1] ?? '', onAnswer),
        (onAnswer: () => void) => promote(victim.url, onAnswer),
        (onAnswer: () => void) => predict(victim.url, onAnswer),
        (onAnswer: () => void) => predict(victim.url, onAnswer),
      ];
      const ends: Promise<unknown>[] = [];
      await Promise.all(
        works.map(
          (work) =>
            new Promise<void>((resolve, reject) => {
              const end = work(resolve);
              end.catch(reject);
              ends.push(end);
            }),
        ),
      );
      await expect.poll(() => victim.said.length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
      await randomWait(100);
      await victim.kill();
      for (const line of victim.said) {
        const [state = '', number] = line.split(' ');
        acknowledged.admitted.set(Number(number), state);
      }
      for (const end of await Promise.allSettled(ends))
        if (end.status === 'fulfilled' || !isOutage(end.reason))
          expect.fail(`The server was killed, and a client heard ${inspect(end)}`);
    }
  }, 1_500_000);

  it('has every save that was acknowledged, and nothing half made', async () => {
    await inProcess(async ({ db }) => {
      const rows = await db
        .select({
          id: revisions.notebookId,
          revision: revisions.number,
          hash: revisions.hash,
          html: revisionContents.html,
        })
        .from(revisions)
        .leftJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
        .orderBy(asc(revisions.number));
      const kept = new Map(rows.map((row) => [`${row.id} ${row.revision}`, row.html]));
      expect(acknowledged.saves.length).toBeGreaterThanOrEqual(2 * kills);
      for (const { id, revision, html: text } of acknowledged.saves)
        expect(kept.get(`${id} ${revision}`)).toBe(text);
      for (const { hash, html: text } of rows)
        expect(
          createHash('sha256')
            .update(text ?? '')
            .digest('hex'),
        ).toBe(hash);
      for (const { id, head } of await db.select().from(notebooks))
        expect(rows.filter((row) => row.id === id).map(({ revision }) => revision)).toEqual(countTo(head));
      const saves = await db.$count(auditEntries, eq(auditEntries.action, 'notebook.save'));
      const first = await db.$count(notebooks);
      expect(saves).toBe(rows.length - first);
    });
  }, 60_000);

  it('has every version that was acknowledged, whole, and makes each ready', async () => {
    await inProcess(async (context, { system }) => {
      const { db } = context;
      const [model] = await db.select().from(models).where(eq(models.name, 'kept'));
      const rows = await db
        .select()
        .from(modelVersions)
        .where(eq(modelVersions.modelId, model?.id ?? ''))
        .orderBy(asc(modelVersions.number));
      expect(acknowledged.versions.length).toBeGreaterThanOrEqual(kills);
      expect(rows.map(({ number }) => number)).toEqual(countTo(rows.length));
      for (const { version, versionId } of acknowledged.versions)
        expect(rows[version - 1]?.id).toBe(versionId);
      expect(acknowledged.admitted.size).toBeGreaterThanOrEqual(kills);
      const [other] = await db.select().from(models).where(eq(models.name, 'admitted'));
      const admitted = await db
        .select()
        .from(modelVersions)
        .where(eq(modelVersions.modelId, other?.id ?? ''))
        .orderBy(asc(modelVersions.number));
      expect(admitted.map(({ number }) => number)).toEqual(countTo(admitted.length));
      for (const [number, state] of acknowledged.admitted)
        expect(admitted[number - 1]?.status).toEqual(
          state === 'ready' ? 'ready' : expect.stringMatching(/pending|ready/),
        );
      for (const { files } of [...rows, ...admitted])
        for (const { hash, bytes } of Object.values(files)) {
          expect(await context.storage.size(hash)).toBe(bytes);
          expect(await context.storage.verify(hash)).toBe(true);
        }
      // The job of each version committed with it: a worker that starts now finds them all.
      await system.queue.work(admitVersionJob, 4, (job) => admitNewVersion(system, job));
      await expect
        .poll(() => db.$count(modelVersions, eq(modelVersions.status, 'ready')), { timeout: 60_000 })
        .toBe(rows.length + admitted.length + 1);
    });
  }, 120_000);

  it('has every prediction that was acknowledged, once, before and after it became Parquet', async () => {
    const lines = await loggedIds();
    expect(acknowledged.predictions.length).toBeGreaterThanOrEqual(4 * kills);
    expect(new Set(lines).size).toBe(lines.length);
    const kept = new Set(lines);
    expect(acknowledged.predictions.filter((id) => !kept.has(id))).toEqual([]);

    const roller = await startVictim({ CELLAR_DATA: folder, VICTIM_ROLE: 'web', VICTIM_ROLLS: 'yes' });
    await roller.stop();
    expect(await readdir(segmentFolder(folder))).toEqual([]);
    expect((await loggedIds()).sort()).toEqual(lines.sort());
  }, 120_000);

  const loggedIds = () =>
    inProcess(async (context, { system }) => {
      const window = { notebookId: notebookIds[0] ?? '', model: 'bikes' };
      const { key } = await openGrantedPredictions(context, window);
      const file = await system.storage.localKeyPath(key);
      return withDuckDB({ memory: '512MB', temporaryFolder: folder }, async (connection) => {
        await connection.run(`ATTACH '${file}' AS log (READ_ONLY)`);
        const result = await connection.runAndReadAll(
          'SELECT prediction_id FROM log.data WHERE status = 200',
        );
        return result.getRows().map(([id]) => String(id));
      });
    });
});

const countTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
