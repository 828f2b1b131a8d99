import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { CommandContext } from '../../context';
import { notify } from '../../db/notify';
import { deploymentRevisions, deployments } from '../../db/schema';
import type { RevisionKind, Routes } from '../../db/schema/deployments';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { modelName, readServed, requireWarm, resolveNumber, routedVersions, type Warmed } from '../registry';
import { emit } from '../webhooks';
import { type Deployment, holdDeployment } from './require-deployment';

/** What every change says: of which deployment, why, and which revision its author saw. */
export const changeInput = z.object({
  name: modelName,
  /** Refused when another revision stands by now. */
  expected: z.number().int().positive().optional(),
  reason: z.string().trim().max(500).default(''),
});

interface Change {
  readonly kind: RevisionKind;
  readonly warmed?: Warmed;
  readonly grounds?: Record<string, unknown>;
  /** In place of what the caller gave. */
  readonly reason?: string;
  readonly edit: (routes: Routes, deployment: Deployment) => Routes | Promise<Routes>;
}

/** Makes the next revision of a deployment: row, notice to serving, event and audit commit together. */
export async function changeRoutes(
  context: CommandContext,
  input: { readonly name: string; readonly expected?: number; readonly reason: string },
  change: Change,
): Promise<{ name: string; revision: number; previous: number; routes: Routes }> {
  const { name, expected } = input;
  const deployment = await holdDeployment(context, name);
  if (expected !== undefined && expected !== deployment.revision)
    throw new AppError(
      'conflict',
      `${name} was changed meanwhile: revision ${deployment.revision} stands, you saw ${expected}. Look at it, then decide again.`,
      { detail: { revision: deployment.revision } },
    );
  const { kind, grounds = {}, reason = input.reason } = change;
  const routes = await change.edit(deployment.routes, deployment);
  await requireRoutes(context, deployment, { routes, warmed: change.warmed ?? {} });
  const revision = deployment.revision + 1;
  await context.db.insert(deploymentRevisions).values({
    ...{ id: createId(), deploymentId: deployment.id, number: revision, kind, routes, reason },
    grounds: { ...grounds, ...(Object.keys(change.warmed ?? {}).length > 0 && { warmed: change.warmed }) },
    ...{ at: context.now(), by: context.actor.id },
  });
  await context.db.update(deployments).set({ revision }).where(eq(deployments.id, deployment.id));
  await tellServing(context, name);
  await emit(context, eventOf(kind), {
    ...{ deployment: name, model: deployment.model, revision, kind, reason, routes, by: context.actor.name },
    ...grounds,
  });
  context.audit(`deployment:${name}`, { kind, revision, reason, ...grounds });
  return { name, revision, previous: deployment.revision, routes };
}

const eventOf = (kind: RevisionKind) =>
  kind === 'roll-back'
    ? 'deployment.rolled-back'
    : kind === 'promote'
      ? 'deployment.promoted'
      : 'deployment.changed';

/** Names of deployments and of models are one: serving forgets what it knows of the name. */
export const tellServing = (context: Pick<CommandContext, 'db'>, name: string) =>
  notify(context.db, 'cellar_model', name);

/** @throws AppError when a version that gets traffic now cannot answer, or has not shown that it can */
export async function requireRoutes(
  context: CommandContext,
  before: Pick<Deployment, 'model'> & { readonly routes?: Routes },
  { routes, warmed }: { readonly routes: Routes; readonly warmed: Warmed },
): Promise<void> {
  const had = new Set(before.routes ? routedVersions(before.routes) : []);
  const wanted = routedVersions(routes).filter((version) => !had.has(version));
  for (const version of wanted) {
    await readServed(context, before.model, version);
    requireWarm(before.model, version, warmed);
  }
  const { stable } = routes;
  // An alias that was removed meanwhile keeps nobody from changing the rest, or from deleting the deployment.
  if ('alias' in stable && !(before.routes && isDeepStrictEqual(before.routes.stable, stable)))
    await resolveNumber(context, { model: before.model, target: stable }).catch(() => {
      const { alias } = stable;
      throw new AppError(
        'unprocessable',
        `${before.model} has no ${alias}, which ${alias === 'champion' ? 'a deployment serves when nothing else is said' : 'you named'}. Make a version its ${alias} first.`,
      );
    });
}
