import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { CommandContext, Context } from '../../context';
import { deploymentRevisions, deployments, models } from '../../db/schema';
import type { Routes } from '../../db/schema/deployments';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { impliedRoutes } from './routes';

type Reader = Pick<Context | CommandContext, 'db'>;

export interface Deployment {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly revision: number;
  readonly salt: string;
  readonly routes: Routes;
}

/** An explicit deployment with the routes that stand. */
export const findDeployment = (context: Reader, name: string): Promise<Deployment | undefined> =>
  findWhere(context, and(eq(deployments.name, name), isNull(deployments.deletedAt)));

/** One that was deleted, with the routes that it had then. @throws AppError where there is none */
export async function requireDeleted(context: Reader, name: string): Promise<Deployment> {
  const found = await findWhere(context, and(eq(deployments.name, name), isNotNull(deployments.deletedAt)));
  if (found) return found;
  throw new AppError('not_found', `There is no deleted deployment named ${name}; it may be back already.`);
}

async function findWhere({ db }: Reader, where: SQL | undefined): Promise<Deployment | undefined> {
  const [row] = await db
    .select({
      id: deployments.id,
      name: deployments.name,
      model: deployments.model,
      revision: deployments.revision,
      salt: deployments.salt,
      routes: deploymentRevisions.routes,
    })
    .from(deployments)
    .innerJoin(
      deploymentRevisions,
      and(
        eq(deploymentRevisions.deploymentId, deployments.id),
        eq(deploymentRevisions.number, deployments.revision),
      ),
    )
    .where(where);
  return row;
}

export async function requireDeployment(context: Reader, name: string): Promise<Deployment> {
  const found = await findDeployment(context, name);
  if (found) return found;
  throw new AppError(
    'not_found',
    `There is no deployment named ${name}. The Deployments page lists those there are.`,
  );
}

/** The deployment of a name for a change of it; that of a model's own name is made from what it implied. Others wait meanwhile. */
export async function holdDeployment(context: CommandContext, name: string): Promise<Deployment> {
  const hold = () =>
    context.db
      .select({ id: deployments.id })
      .from(deployments)
      .where(eq(deployments.name, name))
      .for('update');
  await hold();
  const known = await findDeployment(context, name);
  if (known) return known;
  const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
  if (!model) return requireDeployment(context, name);
  await insertDeployment(context, { name, model: name, routes: impliedRoutes, reason: '', grounds: {} });
  await hold();
  return requireDeployment(context, name);
}

/** A deployment's first revision; one of the same name that was deleted goes on counting. */
export async function insertDeployment(
  context: CommandContext,
  {
    routes,
    reason,
    grounds,
    ...about
  }: {
    readonly name: string;
    readonly model: string;
    readonly description?: string;
    readonly routes: Routes;
    readonly reason: string;
    readonly grounds: Record<string, unknown>;
  },
): Promise<void> {
  const { db } = context;
  const before = await db.query.deployments.findFirst({ where: eq(deployments.name, about.name) });
  const revision = (before?.revision ?? 0) + 1;
  const [row] = before
    ? await db
        .update(deployments)
        .set({ ...about, revision, deletedAt: null })
        .where(eq(deployments.id, before.id))
        .returning({ id: deployments.id })
    : await db
        .insert(deployments)
        .values({
          ...{ id: createId(), ...about, revision, salt: createId() },
          ...{ createdAt: context.now(), createdBy: context.actor.id },
        })
        // Whoever made it at the same moment was first; this one then changes what stands.
        .onConflictDoNothing()
        .returning({ id: deployments.id });
  if (!row) return;
  await db.insert(deploymentRevisions).values({
    ...{ id: createId(), deploymentId: row.id, number: revision, kind: 'create', routes, reason, grounds },
    ...{ at: context.now(), by: context.actor.id },
  });
}

/** The model behind a served name, explicit or implied. */
export const readModelOf = async (context: Reader, name: string): Promise<string> =>
  (await findDeployment(context, name))?.model ?? name;
