import { createHash } from 'node:crypto';
import { desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { blobReferences, modelDeletions, users } from '../../db/schema';
import type { DeletionRecord } from '../../db/schema/gates';
import { AppError } from '../../errors';
import { modelName } from './names';

/** What was deleted, newest first: of one model, or of all. */
export const listDeletions = query({
  action: 'model.read',
  input: z.object({ model: modelName.optional() }),
  run: ({ db }, { model }) =>
    db
      .select({
        id: modelDeletions.id,
        model: modelDeletions.model,
        version: modelDeletions.version,
        bytes: modelDeletions.bytes,
        recordHash: modelDeletions.recordHash,
        reason: sql<string>`${modelDeletions.record}->>'reason'`,
        at: modelDeletions.at,
        by: users.name,
      })
      .from(modelDeletions)
      .leftJoin(users, eq(users.id, modelDeletions.by))
      .where(model === undefined ? undefined : eq(modelDeletions.model, model))
      .orderBy(desc(modelDeletions.at))
      .limit(200),
});

/** The record of a deletion, whether it is unchanged, and what has become of each file since: looked up in storage now. */
export const readDeletion = query({
  action: 'model.read',
  input: z.object({ id: z.string().max(100) }),
  async run(context, { id }) {
    const [row] = await context.db
      .select({ deletion: modelDeletions, by: users.name })
      .from(modelDeletions)
      .leftJoin(users, eq(users.id, modelDeletions.by))
      .where(eq(modelDeletions.id, id));
    if (!row) throw new AppError('not_found', 'There is no record of such a deletion.');
    const { record, ...deletion } = row.deletion;
    const isUnchanged = hashRecord(record) === deletion.recordHash;
    return { ...deletion, by: row.by, record, isUnchanged, files: await lookUp(context, record) };
  },
});

/** In the order of keys in which it was written: jsonb gives them back in its own. */
export function hashRecord(record: DeletionRecord): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(record)))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sortKeys(part)]),
  );
}

async function lookUp({ db, storage }: Pick<Context, 'db' | 'storage'>, { versions }: DeletionRecord) {
  const files = versions.flatMap(({ number, files: known }) =>
    Object.entries(known).map(([path, file]) => ({ version: number, path, ...file })),
  );
  const hashes = [...new Set(files.map(({ hash }) => hash))];
  const held = hashes.length
    ? await db
        .select({ hash: blobReferences.hash })
        .from(blobReferences)
        .where(inArray(blobReferences.hash, hashes))
    : [];
  const shared = new Set(held.map(({ hash }) => hash));
  return Promise.all(
    files.map(async (file) => ({
      ...file,
      fate: !(await storage.has(file.hash))
        ? ('gone' as const)
        : shared.has(file.hash)
          ? ('shared' as const)
          : ('waiting' as const),
    })),
  );
}
