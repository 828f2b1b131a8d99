/** Files beside a notebook: stored by hash; its own are those that a person put there, and nothing that its text merely names. */
import { and, eq, inArray, isNull, or, sum } from 'drizzle-orm';
import { z } from 'zod';
import { isFileHash } from '@/cells/document/file-hash';
import { fileNameRule, isFileName, isNewFileName, readFileLock } from '@/cells/document/file-lock';
import type { Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { command, query } from '../../command';
import type { CommandContext, Context } from '../../context';
import {
  blobReferences,
  blobs,
  modelVersions,
  notebooks,
  revisionContents,
  revisions,
} from '../../db/schema';
import { AppError } from '../../errors';
import { can } from '../../permissions';
import { noteBlob, referenceBlobs } from '../storage';
import { requireImport } from './import-notebook';

const MB = 1024 ** 2;
/** One file, in bytes: a tab reads it whole. */
export const largestFile = 100 * MB;
/** All that a notebook was ever given, those of earlier saves too. */
export const mostFileBytes = 1024 * MB;

const hash = z.string().refine(isFileHash, 'A file is named by its SHA-256 in hexadecimal');
const storedFile = z.object({ hash, bytes: z.number().int().nonnegative() });
const fileName = z.string().refine(isFileName, fileNameRule);

/** Whether a file of so many bytes may be put beside a notebook. @throws AppError in words where not */
export const checkFileRoom = query({
  action: 'notebook.save',
  input: z.object({ notebookId: z.string(), name: fileName, bytes: z.number().int().nonnegative() }),
  async run({ db }, { notebookId, name, bytes }) {
    await requireRoom(db, { notebookId, name, bytes });
    await requireName(db, notebookId, name);
    return {};
  },
});

/** Notes a file that was just stored, so that it is collected after its grace where no notebook gets it: refused for want of room, or ended half-way. */
export const noteFile = command({
  action: 'notebook.save',
  input: storedFile,
  // Nobody has it yet: that a notebook gets it is audited.
  isLog: true,
  async run(context, blob) {
    await noteBlob(context, blob);
    return {};
  },
});

/** A stored file becomes one of a notebook's. That the text lists it is an edit, by whoever writes. */
export const keepFile = command({
  action: 'notebook.save',
  input: z.object({
    notebookId: z.string(),
    name: fileName,
    blob: storedFile,
  }),
  async run(context, { notebookId, name, blob }) {
    // One after the other, so that the room that each finds is true.
    await context.db
      .select({ id: notebooks.id })
      .from(notebooks)
      .where(eq(notebooks.id, notebookId))
      .for('update');
    const known = await findOwnFile(context.db, notebookId, blob.hash);
    if (!known) {
      await requireRoom(context.db, { notebookId, name, bytes: blob.bytes });
      await requireName(context.db, notebookId, name);
    }
    await referenceBlobs(context, { ownerKind: 'notebook', ownerId: notebookId }, [blob]);
    context.audit(`notebook:${notebookId}`, { file: name, bytes: blob.bytes, hash: blob.hash });
    return blob;
  },
});

/**
 * A file of a notebook: one that was put beside it, or that a model of it was made with. What only its text names is refused, for
 * a notebook writes its own text. @throws AppError forbidden
 */
export const openFile = query({
  action: 'notebook.read',
  input: z.object({ notebookId: z.string(), name: fileName, hash, imported: z.string().optional() }),
  async run({ db }, { notebookId: reader, name, hash, imported }) {
    const held = await findOfModel(db, reader, hash);
    if (held) return held;
    if (imported !== undefined) await requireImport({ db }, reader, imported);
    const own = await findOwnFile(db, imported ?? reader, hash);
    if (own) return own;
    throw new AppError(
      'forbidden',
      `The file ${name} is listed in this notebook, but is not here. Add it again in the Files panel.`,
    );
  },
});

/** Of the files that a notebook lists, those whose bytes are not here: it came from another workspace without them. */
export const findMissingFiles = query({
  action: 'notebook.read',
  input: z.object({ notebookId: z.string(), hashes: z.array(hash).max(1000) }),
  async run({ db }, { notebookId, hashes }): Promise<string[]> {
    if (hashes.length === 0) return [];
    const rows = await db
      .select({ hash: blobReferences.hash })
      .from(blobReferences)
      .where(and(ownedBy(notebookId), inArray(blobReferences.hash, hashes)));
    const here = new Set(rows.map((row) => row.hash));
    return hashes.filter((each) => !here.has(each));
  },
});

/** What a new notebook was made from: another notebook, or a version of a model. */
export type CopySource =
  | { readonly kind: 'notebook'; readonly id: string }
  | { readonly kind: 'version'; readonly id: string };

/**
 * A copy gets those of the files it lists that its source has. What its text merely names stays where it is: a notebook writes its own text,
 * and a person who copies it lends it nothing by that. @throws AppError forbidden for who may not read the source
 */
export async function adoptFiles(
  context: CommandContext,
  notebookId: string,
  { notebook, source }: { notebook: Pick<Notebook, 'attributes'>; source: CopySource },
): Promise<void> {
  const wanted = [...readFileLock(notebook).values()].map((file) => file.hash);
  if (wanted.length === 0) return;
  if (!can(context.actor, source.kind === 'notebook' ? 'notebook.read' : 'model.read'))
    throw new AppError('forbidden', `${context.actor.name} may not read what this is to be a copy of.`);
  const there = await context.db
    .selectDistinct({ hash: blobs.hash, bytes: blobs.bytes })
    .from(blobReferences)
    .innerJoin(blobs, eq(blobs.hash, blobReferences.hash))
    .where(and(await heldBy(context.db, source), inArray(blobReferences.hash, wanted)));
  await referenceBlobs(context, { ownerKind: 'notebook', ownerId: notebookId }, there);
}

/** A version's whole notebook is opened as it was, too: what that one has beside the slice. */
async function heldBy(db: Reader, { kind, id }: CopySource) {
  if (kind === 'notebook') return ownedBy(id);
  const [version] = await db
    .select({ notebookId: modelVersions.notebookId })
    .from(modelVersions)
    .where(eq(modelVersions.id, id));
  const ofSlice = and(eq(blobReferences.ownerKind, 'model-version'), eq(blobReferences.ownerId, id));
  return version?.notebookId ? or(ofSlice, ownedBy(version.notebookId)) : ofSlice;
}

type Reader = Pick<Context['db'] | CommandContext['db'], 'select'>;

/** A file that the notebook was given; undefined for any other, whatever its text lists. */
export async function findOwnFile(db: Reader, notebookId: string, hash: string) {
  const [row] = await db
    .select({ hash: blobs.hash, bytes: blobs.bytes })
    .from(blobReferences)
    .innerJoin(blobs, eq(blobs.hash, blobReferences.hash))
    .where(and(ownedBy(notebookId), eq(blobReferences.hash, hash)));
  return row;
}

/** A version of a model holds the files of its slice, also when its notebook is gone. */
async function findOfModel(db: Reader, notebookId: string, hash: string) {
  const [row] = await db
    .select({ hash: blobs.hash, bytes: blobs.bytes })
    .from(blobReferences)
    .innerJoin(blobs, eq(blobs.hash, blobReferences.hash))
    .innerJoin(modelVersions, eq(modelVersions.id, blobReferences.ownerId))
    .where(
      and(
        eq(blobReferences.ownerKind, 'model-version'),
        eq(modelVersions.notebookId, notebookId),
        eq(blobReferences.hash, hash),
      ),
    );
  return row;
}

const ownedBy = (notebookId: string) =>
  and(eq(blobReferences.ownerKind, 'notebook'), eq(blobReferences.ownerId, notebookId));

async function requireRoom(
  db: Reader,
  { notebookId, name, bytes }: { notebookId: string; name: string; bytes: number },
): Promise<void> {
  const [notebook] = await db
    .select({ id: notebooks.id })
    .from(notebooks)
    .where(and(eq(notebooks.id, notebookId), isNull(notebooks.deletedAt)));
  if (!notebook) throw new AppError('not_found', 'There is no such notebook.');
  if (bytes > largestFile) throw tooLarge(name, bytes);
  const [used] = await db
    .select({ bytes: sum(blobs.bytes).mapWith(Number) })
    .from(blobReferences)
    .innerJoin(blobs, eq(blobs.hash, blobReferences.hash))
    .where(ownedBy(notebookId));
  const has = used?.bytes ?? 0;
  if (has + bytes > mostFileBytes)
    throw new AppError(
      'too_large',
      `${name} does not fit: this notebook's files come to ${inMegabytes(has)}, those of earlier saves included, and ${inMegabytes(mostFileBytes)} is the most. Download the notebook, and import what you get: the new one has only the files that this one lists now. Large tables are better added as data sets.`,
    );
}

/** A longer name than a file may get now is taken where the notebook lists it: from before this was asked. */
async function requireName(db: Reader, notebookId: string, name: string): Promise<void> {
  if (isNewFileName(name)) return;
  const [newest] = await db
    .select({ html: revisionContents.html })
    .from(notebooks)
    .innerJoin(revisions, and(eq(revisions.notebookId, notebooks.id), eq(revisions.number, notebooks.head)))
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(eq(notebooks.id, notebookId));
  if (newest && readFileLock(parseNotebook(newest.html)).has(name)) return;
  throw new AppError('bad_request', `${name} is no name that a file here can have. ${fileNameRule}`);
}

export const tooLarge = (name: string, bytes: number) =>
  new AppError(
    'too_large',
    `${name} has ${inMegabytes(bytes)}; a file beside a notebook may have ${inMegabytes(largestFile)} at most. Add a large table as a data set instead: Data, Open file.`,
  );

const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / MB).toLocaleString('en')} MB`;
