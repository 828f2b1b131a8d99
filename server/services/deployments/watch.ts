import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { deploymentRevisions, deployments } from '../../db/schema';
import type { RevisionKind, Routes } from '../../db/schema/deployments';
import { AppError } from '../../errors';
import { modelName } from '../registry';
import { promote } from './canary';
import { changeRoutes } from './change-routes';
import { type CanaryVerdict, judgeCanary } from './judge-canary';
import { type Deployment, findDeployment } from './require-deployment';
import { type Canary, canaryOf, stepEndsAt } from './routes';
import { addUp, type Counts, type Minute, readCounts, readMinutes } from './traffic';

/** Names of the deployments with a canary, which time and figures may move. */
export async function listWatched({ db }: Pick<Context, 'db'>): Promise<string[]> {
  const rows = await db
    .select({ name: deployments.name, routes: deploymentRevisions.routes })
    .from(deployments)
    .innerJoin(
      deploymentRevisions,
      and(
        eq(deploymentRevisions.deploymentId, deployments.id),
        eq(deploymentRevisions.number, deployments.revision),
      ),
    )
    .where(isNull(deployments.deletedAt));
  return rows.filter(({ routes }) => canaryOf(routes)).map(({ name }) => name);
}

/** What the last window says of a canary; undefined where no bounds are set. */
export async function readVerdict(
  context: Pick<Context | CommandContext, 'db' | 'now'>,
  { name, routes }: Pick<Deployment, 'name' | 'routes'>,
): Promise<CanaryVerdict | undefined> {
  const canary = canaryOf(routes);
  if (!canary || !routes.bounds) return undefined;
  const now = context.now().getTime();
  const window = {
    deployment: name,
    from: new Date(now - routes.bounds.windowMinutes * 60_000),
    to: new Date(now + 60_000),
  };
  const minutes: readonly (Counts & Partial<Minute>)[] =
    routes.bounds.drift === null ? await readCounts(context, window) : await readMinutes(context, window);
  const served = addUp(
    minutes.filter(({ split, role }) => split === canary.number && role !== 'shadow'),
    ({ role }) => role,
  );
  return judgeCanary(routes.bounds, served.get('canary'), served.get('stable'));
}

interface Move {
  readonly kind: RevisionKind;
  readonly reason: string;
  readonly routes: Routes;
}

/**
 * Takes a canary back that passed a bound; else takes its ramp a step on when the step has lasted long enough and, with bounds, enough
 * requests were judged in it. Done again, it finds nothing to do. Gives what it did, undefined for nothing.
 */
export const watchDeployment = command({
  action: 'deployment.change',
  input: z.object({ name: modelName }),
  isLog: true,
  async run(context, { name }): Promise<RevisionKind | undefined> {
    const deployment = await findDeployment(context, name);
    const canary = deployment && canaryOf(deployment.routes);
    if (!deployment || !canary) return undefined;
    const verdict = await readVerdict(context, deployment);
    const move =
      verdict?.verdict === 'passed'
        ? takeBack(deployment.routes, canary, verdict)
        : await stepOn(context, deployment, { canary, verdict });
    if (!move) return undefined;
    await changeRoutes(
      context,
      { name, expected: deployment.revision, reason: move.reason },
      {
        kind: move.kind,
        grounds: { version: canary.version, percent: canary.percent, ...verdict },
        edit: () => move.routes,
      },
    );
    return move.kind;
  },
});

const takeBack = (routes: Routes, { version }: Canary, { reason }: CanaryVerdict): Move => ({
  ...{ kind: 'roll-back', routes: { ...routes, split: null } },
  reason: `Version ${version} was taken back: ${reason}.`,
});

async function stepOn(
  context: CommandContext,
  deployment: Deployment,
  { canary, verdict }: { canary: Canary; verdict: CanaryVerdict | undefined },
): Promise<Move | undefined> {
  const { ramp, version } = canary;
  const { routes } = deployment;
  const ends = stepEndsAt(canary);
  if (!ramp || !ends || context.now() < ends || verdict?.verdict === 'early') return undefined;
  const next = ramp.steps[ramp.step + 1];
  if (next) {
    // Each step lasts from when it is taken: a server that was down for hours does not leap through the ramp unseen.
    const stepSince = context.now().toISOString();
    return {
      ...{ kind: 'ramp', reason: `Version ${version} goes from ${canary.percent} % to ${next.percent} %` },
      routes: {
        ...routes,
        split: { ...canary, percent: next.percent, ramp: { ...ramp, step: ramp.step + 1, stepSince } },
      },
    };
  }
  if (!ramp.promotes) return undefined;
  try {
    const promoted = await promote(context, routes, deployment);
    return {
      kind: 'promote',
      reason: `Version ${version} went up its ramp and is stable now`,
      routes: promoted,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      ...{ kind: 'held', reason: `Version ${version} was not made stable: ${error.message}`.slice(0, 500) },
      routes: { ...routes, split: { ...canary, ramp: { ...ramp, promotes: false } } },
    };
  }
}
