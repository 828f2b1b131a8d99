import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { findingEdition } from '@/cells/personal';
import type { Context } from '../../context';
import { blobs, datasets, datasetVersions, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { can } from '../../permissions';
import type { Blob } from '../../storage/storage';
import { createDatasetVersion, datasetName, deletedNameTaken } from './create-dataset-version';
import { requireFreeName, versionName, versionNote } from './describe-version';
import { findVersion } from './find-version';
import { ingestFile } from './ingest-file';
import { convertPart, detectManyTables } from './parts';
import { createTurns } from './turns';

export interface AddedVersion {
  readonly datasetId: string;
  readonly name: string;
  readonly version: number;
  /** False when the data set already had this content. */
  readonly rows: number;
  readonly isNew: boolean;
  readonly notes: readonly string[];
}

/** What is said of a new version; of content that is there already it is not taken. */
export interface AboutVersion {
  readonly versionName?: string;
  readonly note?: string;
  /** Versions that it was made from, as `name@3`. */
  readonly madeFrom?: readonly string[];
  /** The notebook in which it was added. */
  readonly notebookId?: string;
}

/**
 * Stores a file as it streams in, reads it, and registers it as a version. Whatever fails leaves nothing behind: neither rows
 * nor files that no row names.
 */
export async function addDatasetFile(
  context: Context,
  file: {
    name: string;
    fileName: string;
    content: Readable;
    /** What is known of the file already; they come first among the version's notes. */
    notes?: readonly string[];
    /** Of a workbook or SQLite file: which of its tables; the first that has rows unless said. */
    part?: string;
    about?: AboutVersion;
    signal?: AbortSignal;
  },
): Promise<AddedVersion> {
  const name = await checkName(context, file.name);
  const about = await checkAbout(context, name, file.about ?? {});
  const given = basename(file.fileName.replaceAll('\\', '/')).slice(0, 500) || 'file';
  const sent = await context.storage.put(file.content);
  let stored = [sent];
  try {
    file.signal?.throwIfAborted();
    const { source, fileName, original, partNotes } = await takeTable(context, sent, {
      ...{ fileName: given, part: file.part, signal: file.signal },
    });
    stored = [sent, source];
    const known = await findSameContent(context, source.hash);
    if (known)
      return await createDatasetVersion(context, { ...known, ...about, name, fileName, source, original });
    return await takeTurn(context.storage, () =>
      ingestAndRegister(context, {
        name,
        fileName,
        source,
        about: { ...about, original },
        notes: [...(file.notes ?? []), ...partNotes],
        signal: file.signal,
      }),
    );
  } catch (error) {
    await removeUnnamed(context, stored);
    throw error;
  }
}

/** The table to read: the file itself, or of a workbook or SQLite file the part that is wanted, as Parquet. */
async function takeTable(
  context: Context,
  sent: Blob,
  { fileName, part: wanted, signal }: { fileName: string; part?: string; signal?: AbortSignal },
) {
  const path = await context.storage.localPath(sent.hash);
  const format = await detectManyTables(path);
  if (!format) return { source: sent, fileName, original: undefined, partNotes: [] };
  const folder = `${context.config.dataFolder}/work`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = `${folder}/part-${createId()}.parquet`;
  try {
    const { part, notes } = await takeTurn(context.storage, () =>
      convertPart({ path, format, fileName }, { part: wanted, target, folder }, signal),
    );
    const source = await context.storage.put(createReadStream(target));
    const stem = fileName.replace(/\.[a-z0-9]{1,8}$/i, '');
    return {
      ...{ source, fileName: `${stem} ${part}.parquet`.replaceAll(/[/\\]/g, '-').slice(0, 500) },
      original: { ...sent, name: fileName },
      partNotes: notes,
    };
  } finally {
    await rm(target, { force: true });
  }
}

/** A file of this machine as a data set version: what examples and the command line use. */
export const createDatasetFromPath = (
  context: Context,
  { path, name, fileName = basename(path) }: { path: string; name: string; fileName?: string },
): Promise<AddedVersion> => addDatasetFile(context, { name, fileName, content: createReadStream(path) });

async function ingestAndRegister(
  context: Context,
  {
    name,
    fileName,
    source,
    about,
    notes: known,
    signal,
  }: {
    name: string;
    fileName: string;
    source: Blob;
    about: CheckedAbout;
    notes: readonly string[];
    signal?: AbortSignal;
  },
): Promise<AddedVersion> {
  const path = await context.storage.localPath(source.hash);
  const workFolder = `${context.config.dataFolder}/work`;
  return ingestFile({ path, fileName, workFolder, signal }, async (ingested) => {
    const stored: Blob[] = [];
    try {
      for (const part of [ingested.databasePath, ingested.parquetPath])
        stored.push(await context.storage.put(createReadStream(part)));
      signal?.throwIfAborted();
      const [database, parquet] = stored;
      if (!database || !parquet) throw new Error('Two files were stored.');
      const { format, rows, profile, personal, notes } = ingested;
      return await createDatasetVersion(context, {
        ...about,
        name,
        fileName,
        format,
        source,
        database,
        parquet,
        rows,
        profile,
        ...{ personal, personalEdition: findingEdition },
        notes: [...known, ...notes],
      });
    } catch (error) {
      await removeUnnamed(context, stored);
      throw error;
    }
  });
}

/** Before the bytes come: who may not, or names what cannot be, learns it at once. */
async function checkName(context: Context, given: string): Promise<string> {
  if (!can(context.actor, createDatasetVersion.action))
    throw new AppError(
      'forbidden',
      `${context.actor.name} may not add data sets. Ask an owner of this workspace.`,
    );
  const parsed = datasetName.safeParse(given);
  if (!parsed.success)
    throw new AppError('bad_request', `${parsed.error.issues[0]?.message ?? 'The name is not usable'}.`);
  const known = await context.db.query.datasets.findFirst({ where: eq(datasets.name, parsed.data) });
  if (known?.deletedAt) throw deletedNameTaken(parsed.data);
  return parsed.data;
}

type CheckedAbout = Pick<
  z.input<typeof createDatasetVersion.input>,
  'versionName' | 'note' | 'madeFrom' | 'notebookId' | 'original'
>;

/** What is wrong with the words about a version is told before its bytes come, too. */
async function checkAbout(
  context: Context,
  dataset: string,
  { versionName: given, note = '', madeFrom = [], notebookId }: AboutVersion,
): Promise<CheckedAbout> {
  const parsed = z.object({ versionName: versionName.optional(), note: versionNote }).safeParse({
    versionName: given,
    note,
  });
  if (!parsed.success)
    throw new AppError('bad_request', `${parsed.error.issues[0]?.message ?? 'The words are not usable'}.`);
  const known = await context.db.query.datasets.findFirst({ where: eq(datasets.name, dataset) });
  if (known && parsed.data.versionName)
    await requireFreeName(context, { id: known.id, name: parsed.data.versionName });
  const sources: { datasetId: string; version: number }[] = [];
  for (const reference of madeFrom) {
    const { id, version } = await findVersion(context, { reference });
    sources.push({ datasetId: id, version });
  }
  if (notebookId && !(await context.db.query.notebooks.findFirst({ where: eq(notebooks.id, notebookId) })))
    throw new AppError('not_found', 'There is no such notebook to add this data in.');
  return { ...parsed.data, madeFrom: sources, notebookId };
}

/** What was read of the same bytes before need not be read again. */
async function findSameContent({ db, storage }: Context, hash: string) {
  const version = await db.query.datasetVersions.findFirst({ where: eq(datasetVersions.hash, hash) });
  if (!version) return undefined;
  const blobOf = async (of: string): Promise<Blob> => ({ hash: of, bytes: await storage.size(of) });
  return {
    format: version.format,
    rows: version.rows,
    profile: version.profile,
    ...{ personal: version.personal, personalEdition: version.personalEdition },
    notes: version.notes,
    database: await blobOf(version.databaseHash),
    parquet: await blobOf(version.parquetHash),
  };
}

async function removeUnnamed({ db, storage, log }: Context, files: readonly Blob[]): Promise<void> {
  for (const { hash } of files) {
    try {
      const named = await db.query.blobs.findFirst({ where: eq(blobs.hash, hash) });
      if (!named) await storage.remove(hash);
    } catch (error) {
      log.warn('A file that nothing names could not be removed; the collection job will.', {
        hash,
        error: String(error),
      });
    }
  }
}

/** One file is read at a time: each takes two threads and up to 1 GB. */
const takeTurn = createTurns();
