import { and, asc, eq, like, or } from 'drizzle-orm';
import { z } from 'zod';
import { artifactPath } from '@/cells/tracking/artifact-path';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { artifacts, blobReferences, blobs, loggedModels, runs } from '../../db/schema';
import { AppError } from '../../errors';

const owner = z.object({ kind: z.enum(['run', 'logged-model']), id: z.string().max(256) });
export type ArtifactOwner = z.output<typeof owner>;

/** Refers to a stored file as `path` of its owner; what was there under that path is let go. */
export const addArtifact = command({
  action: 'run.log',
  input: z.object({
    owner,
    path: artifactPath,
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.number().int().nonnegative(),
  }),
  async run(context, { owner, path, hash, bytes }) {
    await requireArtifactOwner(context, owner);
    await putArtifact(context, owner, { path, hash, bytes });
    context.audit(`${owner.kind}:${owner.id}`, { artifact: path, bytes });
    return { path, hash, bytes };
  },
});

/** The same as part of another command, which has locked the owner. */
export async function putArtifact(
  context: CommandContext,
  owner: ArtifactOwner,
  { path, hash, bytes }: { path: string; hash: string; bytes: number },
): Promise<void> {
  const at = context.now();
  await context.db.insert(blobs).values({ hash, bytes, createdAt: at }).onConflictDoNothing();
  const before = await find(context, owner, path);
  await context.db
    .insert(artifacts)
    .values({ ownerKind: owner.kind, ownerId: owner.id, path, hash, bytes, createdAt: at })
    .onConflictDoUpdate({
      target: [artifacts.ownerKind, artifacts.ownerId, artifacts.path],
      set: { hash, bytes, createdAt: at },
    });
  await context.db
    .insert(blobReferences)
    .values({ hash, ownerKind: owner.kind, ownerId: owner.id })
    .onConflictDoNothing();
  if (before && before.hash !== hash) await letGo(context, owner, before.hash);
}

export const removeArtifact = command({
  action: 'run.log',
  input: z.object({ owner, path: artifactPath }),
  async run(context, { owner, path }) {
    await requireArtifactOwner(context, owner);
    const removed = await context.db
      .delete(artifacts)
      .where(and(ofOwner(owner), or(eq(artifacts.path, path), like(artifacts.path, `${escapeLike(path)}/%`))))
      .returning({ hash: artifacts.hash });
    for (const { hash } of removed) await letGo(context, owner, hash);
    context.audit(`${owner.kind}:${owner.id}`, { artifact: path, removed: removed.length });
    return { removed: removed.length };
  },
});

/** Files and folders right below `path`; folders first named once. A path that is a file, or nothing, has none. */
export async function listArtifacts({ db }: Pick<Context, 'db'>, owner: ArtifactOwner, path = '') {
  const prefix = path === '' ? '' : `${path}/`;
  const rows = await db
    .select({ path: artifacts.path, bytes: artifacts.bytes })
    .from(artifacts)
    .where(and(ofOwner(owner), prefix ? like(artifacts.path, `${escapeLike(prefix)}%`) : undefined))
    .orderBy(asc(artifacts.path));
  return entriesOf(rows, path);
}

/** What lies right below `folder` of a list of files; a folder has no `bytes`. */
export function entriesOf(files: readonly { path: string; bytes: number }[], folder: string) {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = new Map<string, { name: string; bytes?: number }>();
  for (const { path, bytes } of files) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...rest] = path.slice(prefix.length).split('/');
    entries.set(name, rest.length ? { name } : { name, bytes });
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every file below a folder, by its path in that folder. */
export async function listAllArtifacts({ db }: Pick<Context, 'db'>, owner: ArtifactOwner, folder = '') {
  const prefix = folder === '' ? '' : `${folder}/`;
  const rows = await db
    .select({ path: artifacts.path, hash: artifacts.hash, bytes: artifacts.bytes })
    .from(artifacts)
    .where(and(ofOwner(owner), prefix ? like(artifacts.path, `${escapeLike(prefix)}%`) : undefined));
  return rows.map(({ path, ...file }) => ({ path: path.slice(prefix.length), ...file }));
}

export async function readArtifact(context: Pick<Context, 'db'>, owner: ArtifactOwner, path: string) {
  const found = await find(context, owner, path);
  if (!found)
    throw new AppError(
      'not_found',
      `There is no artifact ${path.slice(0, 200)} of this ${owner.kind.replace('-', ' ')}.`,
    );
  return found;
}

async function find({ db }: Pick<Context, 'db'>, owner: ArtifactOwner, path: string) {
  const [row] = await db
    .select({ hash: artifacts.hash, bytes: artifacts.bytes })
    .from(artifacts)
    .where(and(ofOwner(owner), eq(artifacts.path, path)));
  return row;
}

/** Throws AppError not_found where no run or logged model has this id: before its files are taken in. */
export const requireOwner = (context: Pick<Context, 'db'>, owner: ArtifactOwner): Promise<void> =>
  context.db.transaction((db) => requireArtifactOwner({ db }, owner));

/** Locks the owner, so that what is written to its folder goes one after the other. Throws AppError not_found. */
async function requireArtifactOwner(
  { db }: Pick<CommandContext, 'db'>,
  { kind, id }: ArtifactOwner,
): Promise<void> {
  const [row] =
    kind === 'run'
      ? await db.select({ id: runs.id }).from(runs).where(eq(runs.id, id)).for('update')
      : await db
          .select({ id: loggedModels.id })
          .from(loggedModels)
          .where(eq(loggedModels.id, id))
          .for('update');
  if (!row) throw new AppError('not_found', `There is no ${kind.replace('-', ' ')} with the id ${id}.`);
}

async function letGo(context: CommandContext, owner: ArtifactOwner, hash: string): Promise<void> {
  const still = await context.db.$count(artifacts, and(ofOwner(owner), eq(artifacts.hash, hash)));
  if (still === 0)
    await context.db
      .delete(blobReferences)
      .where(
        and(
          eq(blobReferences.ownerKind, owner.kind),
          eq(blobReferences.ownerId, owner.id),
          eq(blobReferences.hash, hash),
        ),
      );
}

const ofOwner = (owner: ArtifactOwner) =>
  and(eq(artifacts.ownerKind, owner.kind), eq(artifacts.ownerId, owner.id));
const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
