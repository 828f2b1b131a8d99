import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { notify } from '../../db/notify';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { crownFirst } from './aliases';
import { judgeVersionJob, verifyVersionJob } from './jobs';
import { tellOfVersion } from './tell-of-version';

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
      .returning({
        modelId: modelVersions.modelId,
        number: modelVersions.number,
        verification: modelVersions.verification,
        external: modelVersions.external,
      });
    const version = row ?? (await requireVersion(context, versionId));
    const model = await context.db.query.models.findFirst({ where: eq(models.id, version.modelId) });
    if (!model) throw new AppError('not_found', 'There is no such model.');
    if (row && !damage) {
      if (row.external?.through !== 'mlflow') await crownFirst(context, row.modelId, row.number);
      await tellOfVersion(context, { modelId: row.modelId, model: model.name, number: row.number });
      await context.queue.send(judgeVersionJob, { versionId }, { singletonKey: versionId });
      if (row.verification.verdict === 'waiting')
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
