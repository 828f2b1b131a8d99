import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { notify } from '../../db/notify';
import { aliasMoves, modelAliases, models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { verifyVersionJob } from './jobs';
import { defaultAlias } from './names';

/**
 * Recomputes the hash of every file of a pending version and makes it `ready`, or `failed` with the reason. A version that
 * was admitted before stays as it is. The first version of a model becomes its champion; re-running the slice is sent to
 * the worker.
 */
export const admitVersion = command({
  action: 'model.verify',
  input: z.object({ versionId: z.string() }),
  prepare: findDamage,
  async run(context, { versionId }, damage) {
    const [row] = await context.db
      .update(modelVersions)
      .set(damage ? { status: 'failed', statusDetail: damage } : { status: 'ready' })
      .where(and(eq(modelVersions.id, versionId), eq(modelVersions.status, 'pending')))
      .returning({ modelId: modelVersions.modelId, number: modelVersions.number });
    const version = row ?? (await requireVersion(context, versionId));
    const model = await context.db.query.models.findFirst({ where: eq(models.id, version.modelId) });
    if (!model) throw new AppError('not_found', 'There is no such model.');
    if (row && !damage) {
      await crownFirst(context, row.modelId, row.number);
      await context.queue.send(verifyVersionJob, { versionId }, { singletonKey: versionId });
    }
    if (row) await notify(context.db, 'cellar_model', model.name);
    const [now] = await context.db
      .select({ status: modelVersions.status, statusDetail: modelVersions.statusDetail })
      .from(modelVersions)
      .where(eq(modelVersions.id, versionId));
    context.audit(`model:${model.name}`, { version: version.number, status: now?.status });
    return {
      model: model.name,
      version: version.number,
      status: now?.status ?? 'failed',
      detail: now?.statusDetail,
    };
  },
});

async function findDamage(
  context: Omit<Context, 'queue'>,
  { versionId }: { versionId: string },
): Promise<string | undefined> {
  const [row] = await context.db
    .select({ status: modelVersions.status, files: modelVersions.files })
    .from(modelVersions)
    .where(eq(modelVersions.id, versionId));
  if (row?.status !== 'pending') return undefined;
  for (const [path, { hash }] of Object.entries(row.files)) {
    if (!(await context.storage.has(hash)))
      return `The file ${path} is missing in storage. Promote the model again.`;
    if (!(await context.storage.verify(hash)))
      return `The file ${path} was damaged in storage. Promote the model again.`;
  }
  return undefined;
}

async function requireVersion(context: CommandContext, versionId: string) {
  const [row] = await context.db
    .select({ modelId: modelVersions.modelId, number: modelVersions.number })
    .from(modelVersions)
    .where(eq(modelVersions.id, versionId));
  if (!row) throw new AppError('not_found', 'There is no such model version.');
  return row;
}

/** Only a model that never had a champion gets one by itself. */
async function crownFirst(context: CommandContext, modelId: string, version: number): Promise<void> {
  const before = await context.db.query.aliasMoves.findFirst({
    where: and(eq(aliasMoves.modelId, modelId), eq(aliasMoves.alias, defaultAlias)),
  });
  if (before) return;
  const [crowned] = await context.db
    .insert(modelAliases)
    .values({
      id: createId(),
      modelId,
      alias: defaultAlias,
      version,
      movedAt: context.now(),
      movedBy: context.actor.id,
    })
    .onConflictDoNothing()
    .returning({ id: modelAliases.id });
  if (!crowned) return;
  await context.db.insert(aliasMoves).values({
    id: createId(),
    modelId,
    alias: defaultAlias,
    kind: 'move',
    fromVersion: null,
    toVersion: version,
    reason: 'First version of the model',
    at: context.now(),
    by: context.actor.id,
  });
}
