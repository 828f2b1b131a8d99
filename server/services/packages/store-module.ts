import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { LockedPackage } from '@/cells/document/package-lock';
import { command } from '../../command';
import type { Context } from '../../context';
import { packageModules } from '../../db/schema';
import { createId } from '../../id';
import { referenceBlobs } from '../storage';

export type StoredModule = typeof packageModules.$inferSelect;

/** Tells two sets of versions of one package apart. */
export function hashLock({ integrity, dependencies }: Omit<LockedPackage, 'version'>): string {
  const lines = dependencies.map((each) => `${each.name}@${each.version} ${each.integrity}`).toSorted();
  return createHash('sha256')
    .update([integrity, ...lines].join('\n'))
    .digest('hex');
}

const dependency = z.object({
  name: z.string(),
  version: z.string(),
  integrity: z.string(),
  licence: z.string(),
});

/** Keeps a module for every notebook that asks for it later. Two that were made at one time are one. */
export const storeModule = command({
  action: 'package.fetch',
  input: z.object({
    name: z.string(),
    version: z.string(),
    path: z.string(),
    integrity: z.string(),
    dependencies: z.array(dependency),
    licence: z.string(),
    format: z.enum(['esm', 'cjs', 'css']),
    notes: z.array(z.string()),
    blob: z.object({ hash: z.string(), bytes: z.number() }),
  }),
  async run(context, { blob, ...about }): Promise<StoredModule> {
    const { name, version, path } = about;
    const lockHash = hashLock(about);
    context.audit(`package:${name}@${version}`, { path, integrity: about.integrity, bytes: blob.bytes });
    const id = createId();
    const row = { ...about, id, lockHash, hash: blob.hash, bytes: blob.bytes };
    const [stored] = await context.db
      .insert(packageModules)
      .values({ ...row, createdAt: context.now(), createdBy: context.actor.id })
      .onConflictDoNothing()
      .returning();
    if (stored) {
      await referenceBlobs(context, { ownerKind: 'package', ownerId: id }, [blob]);
      return stored;
    }
    const [before] = await context.db
      .select()
      .from(packageModules)
      .where(
        and(
          eq(packageModules.name, name),
          eq(packageModules.version, version),
          eq(packageModules.path, path),
          eq(packageModules.lockHash, lockHash),
        ),
      );
    if (!before) throw new Error(`The module of ${name}@${version} was neither kept nor there.`);
    return before;
  },
});

/** The module that a lock means; without a lock none is sure. */
export async function findLocked(
  { db }: Pick<Context, 'db'>,
  { name, path, locked }: { name: string; path: string; locked: LockedPackage },
): Promise<StoredModule | undefined> {
  return db.query.packageModules.findFirst({
    where: and(
      eq(packageModules.name, name),
      eq(packageModules.version, locked.version),
      eq(packageModules.path, path),
      eq(packageModules.lockHash, hashLock(locked)),
    ),
  });
}
