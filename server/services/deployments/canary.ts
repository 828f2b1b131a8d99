import { command } from '../../command';
import type { CommandContext } from '../../context';
import type { Routes } from '../../db/schema/deployments';
import { AppError } from '../../errors';
import { moveAlias, resolveNumber, warmed } from '../registry';
import { changeInput, changeRoutes } from './change-routes';
import type { Deployment } from './require-deployment';
import { bounds, type Canary, canaryOf, percent, ramp, versionNumber } from './routes';

/**
 * Gives a version a share of a deployment's callers: a fixed one, or one that a ramp raises. Who is on its side stays there as the share
 * rises. Takes the place of a canary that was there before.
 */
export const startCanary = command({
  action: 'deployment.change',
  input: changeInput.extend({
    version: versionNumber,
    /** Without a ramp. */
    percent: percent.optional(),
    ramp: ramp.optional(),
    /** Left out: those that stand. */
    bounds: bounds.nullable().optional(),
    warmed,
  }),
  run: (context, input) =>
    changeRoutes(context, input, {
      ...{ kind: 'canary', warmed: input.warmed },
      async edit(routes, deployment) {
        refuseExperiment(routes, input.name);
        await requireOther(context, deployment, routes, input.version);
        const since = context.now().toISOString();
        const share = input.ramp?.steps[0]?.percent ?? input.percent;
        if (share === undefined)
          throw new AppError('bad_request', 'Say what share the canary gets: a percentage, or a ramp.');
        return {
          ...routes,
          bounds: input.bounds === undefined ? routes.bounds : input.bounds,
          split: {
            ...{
              kind: 'canary',
              number: deployment.revision + 1,
              version: input.version,
              percent: share,
              since,
            },
            ramp: input.ramp ? { ...input.ramp, step: 0, stepSince: since } : null,
          },
        };
      },
    }),
});

/** Sets the canary's share by hand; its ramp, if it has one, ends. */
export const weighCanary = command({
  action: 'deployment.change',
  input: changeInput.extend({ percent }),
  run: (context, input) =>
    changeRoutes(context, input, {
      kind: 'ramp',
      edit: (routes) => ({
        ...routes,
        split: { ...requireCanary(routes, input.name), percent: input.percent, ramp: null },
      }),
    }),
});

/** The canary becomes the stable version: where an alias is stable, the alias moves, if its gates let it. */
export const promoteCanary = command({
  action: 'deployment.change',
  input: changeInput,
  run: (context, input) =>
    changeRoutes(context, input, {
      kind: 'promote',
      edit: (routes, deployment) => promote(context, routes, deployment),
    }),
});

/** Takes the canary back: everybody gets the stable version from now on. */
export const endCanary = command({
  action: 'deployment.change',
  input: changeInput,
  run: (context, input) =>
    changeRoutes(context, input, {
      kind: 'end-canary',
      edit: (routes) => {
        requireCanary(routes, input.name);
        return { ...routes, split: null };
      },
    }),
});

export async function promote(
  context: CommandContext,
  routes: Routes,
  { name, model }: Pick<Deployment, 'name' | 'model'>,
): Promise<Routes> {
  const { version } = requireCanary(routes, name);
  const { stable } = routes;
  if ('version' in stable) return { ...routes, stable: { version }, split: null };
  const expected = await resolveNumber(context, { model, target: stable });
  if (expected !== version)
    await moveAlias.within(context, {
      ...{ model, alias: stable.alias, version, expected },
      // As the canary it has answered callers.
      warmed: { [version]: 0 },
      reason: `Canary of the deployment ${name}`,
    });
  return { ...routes, split: null };
}

export function requireCanary(routes: Routes, name: string): Canary {
  const canary = canaryOf(routes);
  if (!canary) throw new AppError('conflict', `${name} has no canary now. Look at it, then decide again.`);
  return canary;
}

/** @throws AppError while arms are compared */
export function refuseExperiment({ split }: Routes, name: string): void {
  if (split?.kind === 'experiment')
    throw new AppError('conflict', `${name} compares versions in an A/B test. End that first.`);
}

/** @throws AppError for the version that is stable already */
export async function requireOther(
  context: CommandContext,
  { model }: Pick<Deployment, 'model'>,
  { stable }: Routes,
  version: number,
): Promise<void> {
  const standing =
    'version' in stable ? stable.version : await resolveNumber(context, { model, target: stable });
  if (standing === version)
    throw new AppError('bad_request', `Version ${version} is the stable one already. Choose another.`);
}
