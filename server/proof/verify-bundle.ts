import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config';
import { actingAs, type Context } from '../context';
import type { Verdict, Verification } from '../db/schema/registry';
import { AppError } from '../errors';
import { silentLog } from '../log';
import { startServer } from '../main';
import { actorOf, localOwnerId } from '../services/auth';
import { addDatasetFile } from '../services/datasets';
import { createNotebook, grantDataset } from '../services/notebooks';
import { admitVersion, promoteModel, readVersion, recordBlob } from '../services/registry';
import { keepListedFiles } from './keep-listed-files';
import { type Bundle, readBundle } from './read-bundle';
import { standInFor } from './stand-in-notebook';

export interface BundleVerdict {
  readonly bundle: Bundle;
  readonly verification: Verdict;
}

export interface VerifyBundleOptions {
  readonly config: Config;
  readonly programFolder: string;
  /** Fingerprint that the signing key must have. */
  readonly trusted?: string;
  /** What is being done now, in words. */
  onStep?(step: string): void;
}

/**
 * Proves a bundle on this machine: checks signature and hashes, then runs its slice again in a workspace of its own that knows
 * nothing but the bundle, and is gone afterwards.
 * @throws AppError when the bundle is damaged or forged, or when nothing can be run here
 */
export async function verifyBundle(
  archive: string,
  { config, programFolder, trusted, onStep = () => {} }: VerifyBundleOptions,
): Promise<BundleVerdict> {
  const folder = await mkdtemp(join(tmpdir(), 'cellar-verify-'));
  try {
    onStep('Checking the signature and every file');
    const unpacked = await mkdtemp(join(folder, 'bundle-'));
    const bundle = await readBundle(archive, unpacked, trusted);
    const server = await startServer(
      {
        ...config,
        port: 0,
        dataFolder: join(folder, 'workspace'),
        databaseUrl: undefined,
        role: 'all',
        smtpUrl: undefined,
        secret: '',
        dumpHours: 0,
      },
      { programFolder, pages: false, log: silentLog },
    );
    try {
      const context = actingAs(server.system, await actorOf(server.system, localOwnerId));
      onStep('Running the cells that made it');
      return { bundle, verification: await verdictOf(context, bundle) };
    } finally {
      await server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const isFinished = (verification: Verification): verification is Verdict =>
  verification.verdict !== 'waiting' && verification.verdict !== 'running';

/** The same steps as a promotion from a page: so the re-run is the one that every version gets. */
async function verdictOf(context: Context, { statement, files, data, beside }: Bundle): Promise<Verdict> {
  const { predicate, subject } = statement;
  const sliceFile = files.get('notebook.html');
  if (!sliceFile) throw new AppError('unprocessable', 'The bundle has no slice.');
  const slice = await readFile(sliceFile, 'utf8');
  const { id: notebookId } = await createNotebook(context, { title: predicate.model, html: slice });
  await keepListedFiles(context, notebookId, { slice, beside });
  for (const used of predicate.data) {
    const source = data.get(used.sha256);
    if (!source) throw new AppError('unprocessable', `The bundle has no data for the table ${used.table}.`);
    const added = await addDatasetFile(context, {
      name: used.name,
      fileName: used.fileName,
      content: createReadStream(source),
    });
    if (used.notebook !== undefined) await standInFor(context, notebookId, used.notebook);
    await grantDataset(context, {
      notebookId: used.notebook ?? notebookId,
      datasetId: added.datasetId,
      table: used.table,
      version: added.version,
    });
  }
  const stored: Record<string, { hash: string; bytes: number }> = {};
  for (const { name } of subject) {
    const path = files.get(name);
    if (!path || name === 'notebook.html') continue;
    const blob = await context.storage.put(createReadStream(path));
    await recordBlob(context, blob);
    stored[name] = blob;
  }
  const { versionId, version } = await promoteModel(context, {
    model: predicate.model,
    notebookId,
    files: stored,
    slice,
    sliceCells: predicate.slice.cells,
    totalCells: predicate.slice.totalCells,
    output: predicate.output,
    datasets: predicate.data.map(({ table, sha256, notebook }) => ({ table, hash: sha256, notebook })),
    idempotencyKey: randomUUID(),
  });
  await admitVersion(context, { versionId });
  // The job has its own limit and tries again; one that never ends is not waited for.
  const deadline = Date.now() + (2 * context.config.executionMinutes + 5) * 60_000;
  while (Date.now() < deadline) {
    const { verification } = await readVersion(context, { model: predicate.model, version });
    if (isFinished(verification)) return verification;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new AppError(
    'unavailable',
    'The cells did not come to an end in time. Set EXECUTION_MINUTES higher, and try again.',
  );
}
