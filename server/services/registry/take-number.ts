import { and, eq, isNull, max, ne, sql } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { deployments, modelDeletions, models } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';

/** The next number of a model, made when it is new. Numbers come from one row, so two promotions never share one. */
export async function takeNumber(context: CommandContext, name: string) {
  await refuseDeployment(context, name);
  // A model of this name that was deleted: its numbers stand in logs and records, and are not used again.
  const [deleted] = await context.db
    .select({ next: max(modelDeletions.nextVersion) })
    .from(modelDeletions)
    .where(eq(modelDeletions.model, name));
  await context.db
    .insert(models)
    .values({
      id: createId(),
      name,
      description: '',
      nextVersion: deleted?.next ?? 1,
      createdAt: context.now(),
      createdBy: context.actor.id,
    })
    .onConflictDoNothing({ target: models.name });
  const [row] = await context.db
    .update(models)
    .set({ nextVersion: sql`${models.nextVersion} + 1` })
    .where(eq(models.name, name))
    .returning({ modelId: models.id, next: models.nextVersion });
  if (!row) throw new AppError('internal', `The model ${name} vanished while it was promoted.`);
  return { modelId: row.modelId, version: row.next - 1 };
}

/** A name is a model's or a deployment's: callers would not know which of the two answers. */
async function refuseDeployment({ db }: CommandContext, name: string): Promise<void> {
  const taken = await db.query.deployments.findFirst({
    where: and(eq(deployments.name, name), ne(deployments.model, name), isNull(deployments.deletedAt)),
    columns: { model: true },
  });
  if (taken)
    throw new AppError(
      'conflict',
      `${name} is the name of a deployment of ${taken.model}. A name means one thing: choose another.`,
    );
}
