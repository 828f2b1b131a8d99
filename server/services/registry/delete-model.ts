import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { notify } from '../../db/notify';
import {
  aliasMoves,
  blobReferences,
  deploymentRevisions,
  deployments,
  modelAliases,
  modelDeletions,
  models,
  modelVersions,
  monitors,
  notebooks,
  schedules,
} from '../../db/schema';
import type { DeletionRecord } from '../../db/schema/gates';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { modelName } from './names';
import { hashRecord } from './read-deletions';
import { requireModel } from './require-version';
import { routedVersions } from './routed-versions';

/**
 * Deletes a version, or a whole model, with everything that belongs to it: rows, card, and its hold on files, which the collector
 * takes once nothing else refers to them. Kept are the log of the answers it gave, the audit, and a record of what there
 * was. Refused while something depends on it. Numbers are never used again.
 */
export const deleteModel = command({
  action: 'model.delete',
  input: z.object({
    model: modelName,
    version: z.number().int().positive().optional(),
    /** The name, or name@version, typed by the person. */
    confirmation: z.string().max(200),
    reason: z.string().trim().max(500).default(''),
  }),
  async run(context, { model: name, version, confirmation, reason }) {
    const label = version === undefined ? name : `${name}@${version}`;
    if (confirmation !== label)
      throw new AppError('bad_request', `Type ${label} to delete it: this cannot be taken back.`);
    const model = await requireModel(context, name);
    // Aliases move and versions are numbered under this lock too: nothing comes to depend on what is going.
    await context.db.select().from(models).where(eq(models.id, model.id)).for('update');
    const versions = await context.db
      .select()
      .from(modelVersions)
      .where(
        and(
          eq(modelVersions.modelId, model.id),
          version === undefined ? undefined : eq(modelVersions.number, version),
        ),
      )
      .orderBy(asc(modelVersions.number));
    if (version !== undefined && versions.length === 0)
      throw new AppError('not_found', `${name} has no version ${version}.`);
    await refuseWhileNeeded(context, { model, version });
    const record = await describeDeletion(context, { model, versions, reason, whole: version === undefined });
    const ids = versions.map(({ id }) => id);
    if (ids.length > 0)
      await context.db
        .delete(blobReferences)
        .where(and(eq(blobReferences.ownerKind, 'model-version'), inArray(blobReferences.ownerId, ids)));
    if (version === undefined) await context.db.delete(models).where(eq(models.id, model.id));
    else await context.db.delete(modelVersions).where(inArray(modelVersions.id, ids));
    const deletionId = createId();
    const recordHash = hashRecord(record);
    await context.db.insert(modelDeletions).values({
      ...{ id: deletionId, model: name, version: version ?? null, nextVersion: model.nextVersion },
      ...{ record, recordHash, bytes: versions.reduce((sum, { bytes }) => sum + bytes, 0) },
      ...{ at: context.now(), by: context.actor.id },
    });
    await notify(context.db, 'cellar_model', name);
    context.audit(`model:${name}`, { version, deleted: versions.length, record: recordHash, reason });
    return { deletionId, versions: versions.length };
  },
});

async function refuseWhileNeeded(
  { db }: CommandContext,
  { model, version }: { model: { id: string; name: string }; version: number | undefined },
): Promise<void> {
  const aliases = await db.select().from(modelAliases).where(eq(modelAliases.modelId, model.id));
  const held = aliases.filter((alias) => version === undefined || alias.version === version);
  if (held.length > 0) {
    const names = held.map(({ alias, version: at }) =>
      version === undefined ? `${alias} (version ${at})` : alias,
    );
    throw new AppError(
      'conflict',
      `${version === undefined ? model.name : `Version ${version} of ${model.name}`} is still called ${names.join(' and ')}, so callers would get no answer. Move or remove ${held.length === 1 ? 'that alias' : 'those aliases'} first.`,
    );
  }
  await refuseWhileDeployed(db, model, version);
  if (version !== undefined) return;
  const watching = await db
    .select({ title: notebooks.title })
    .from(monitors)
    .innerJoin(notebooks, and(eq(notebooks.id, monitors.notebookId), isNull(notebooks.deletedAt)))
    .innerJoin(schedules, and(eq(schedules.id, monitors.scheduleId), isNull(schedules.deletedAt)))
    .where(eq(monitors.modelId, model.id));
  const [first] = watching;
  if (first)
    throw new AppError(
      'conflict',
      `The monitor “${first.title}” watches ${model.name}. Remove the monitor first: More, Remove monitor.`,
    );
}

/** Deployments keep what they serve in their newest revision. */
async function refuseWhileDeployed(
  db: CommandContext['db'],
  model: { name: string },
  version: number | undefined,
): Promise<void> {
  const serving = await db
    .select({ name: deployments.name, routes: deploymentRevisions.routes })
    .from(deployments)
    .innerJoin(
      deploymentRevisions,
      and(
        eq(deploymentRevisions.deploymentId, deployments.id),
        eq(deploymentRevisions.number, deployments.revision),
      ),
    )
    .where(and(eq(deployments.model, model.name), isNull(deployments.deletedAt)));
  const needing = serving.filter(
    ({ routes }) => version === undefined || routedVersions(routes).includes(version),
  );
  const [first] = needing;
  if (!first) return;
  throw new AppError(
    'conflict',
    version === undefined
      ? `The deployment ${first.name} serves ${model.name}. Delete the deployment first.`
      : `The deployment ${first.name} sends requests to version ${version}. Take it off there first.`,
  );
}

async function describeDeletion(
  { db }: CommandContext,
  {
    model,
    versions,
    reason,
    whole,
  }: {
    model: { id: string; name: string };
    versions: readonly (typeof modelVersions.$inferSelect)[];
    reason: string;
    whole: boolean;
  },
): Promise<DeletionRecord> {
  const moves = whole
    ? await db
        .select()
        .from(aliasMoves)
        .where(eq(aliasMoves.modelId, model.id))
        .orderBy(asc(aliasMoves.sequence))
    : [];
  return {
    ...{ model: model.name, reason },
    versions: versions.map(({ number, createdAt, sliceHash, files }) => ({
      ...{ number, createdAt: createdAt.toISOString(), sliceHash, files },
    })),
    moves: moves.map(({ alias, fromVersion, toVersion, at }) => ({
      ...{ alias, from: fromVersion, to: toVersion, at: at.toISOString() },
    })),
  };
}
