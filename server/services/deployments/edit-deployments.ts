import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { deployments, models } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName, warmed } from '../registry';
import { emit } from '../webhooks';
import { changeInput, changeRoutes, requireRoutes, tellServing } from './change-routes';
import { findDeployment, insertDeployment, requireDeleted } from './require-deployment';
import { bounds, impliedRoutes, limits, stableRoute } from './routes';

/** A name of its own for what a model serves. A model's own name is made explicit by it. */
export const createDeployment = command({
  action: 'deployment.change',
  input: z.object({
    name: modelName,
    model: modelName,
    description: z.string().trim().max(500).default(''),
    stable: stableRoute.default({ alias: 'champion' }),
    warmed,
  }),
  async run(context, { name, model, description, stable, warmed }) {
    const { db } = context;
    if (!(await db.query.models.findFirst({ where: eq(models.name, model) })))
      throw new AppError('not_found', `There is no model named ${model}.`);
    await refuseModelName(context, { name, model });
    if (await findDeployment(context, name))
      throw new AppError('conflict', `There is a deployment named ${name} already.`);
    const routes = { ...impliedRoutes, stable };
    await requireRoutes(context, { model }, { routes, warmed });
    await insertDeployment(context, { name, model, description, routes, reason: '', grounds: { warmed } });
    await tellServing(context, name);
    await emit(context, 'deployment.changed', {
      deployment: name,
      model,
      revision: 1,
      kind: 'create',
      routes,
    });
    context.audit(`deployment:${name}`, { kind: 'create', model });
    return { name };
  },
});

/** What is stable, the canary's bounds, the limits, whether a key is asked for: what is left out stays. */
export const changeDeployment = command({
  action: 'deployment.change',
  input: changeInput.extend({
    stable: stableRoute.optional(),
    bounds: bounds.nullable().optional(),
    limits: limits.optional(),
    requiresKey: z.boolean().optional(),
    warmed,
  }),
  run: (context, input) =>
    changeRoutes(context, input, {
      ...{ kind: 'change', warmed: input.warmed },
      edit: (routes) => ({
        ...routes,
        ...(input.stable && { stable: input.stable }),
        ...(input.bounds !== undefined && { bounds: input.bounds }),
        ...(input.limits && { limits: input.limits }),
        ...(input.requiresKey !== undefined && { requiresKey: input.requiresKey }),
      }),
    }),
});

/** Its name answers no more; that of a model answers with the champion for everybody again. Its history and keys stay. */
export const deleteDeployment = command({
  action: 'deployment.change',
  input: changeInput,
  async run(context, input) {
    if (!(await findDeployment(context, input.name)))
      throw new AppError('not_found', `There is no deployment named ${input.name}.`);
    const changed = await changeRoutes(context, input, { kind: 'delete', edit: (routes) => routes });
    await context.db
      .update(deployments)
      .set({ deletedAt: context.now() })
      .where(eq(deployments.name, input.name));
    return changed;
  },
});

/** Brings a deleted deployment back with the routes that it had, if its versions still answer and its name is still free. */
export const restoreDeployment = command({
  action: 'deployment.change',
  input: changeInput.extend({ warmed }),
  async run(context, input) {
    const { id, name, model, routes } = await requireDeleted(context, input.name);
    await refuseModelName(context, { name, model });
    await requireRoutes(context, { model }, { routes, warmed: input.warmed });
    await context.db.update(deployments).set({ deletedAt: null }).where(eq(deployments.id, id));
    return changeRoutes(context, input, {
      ...{ kind: 'restore', warmed: input.warmed },
      edit: (standing) => standing,
    });
  },
});

async function refuseModelName(
  { db }: CommandContext,
  { name, model }: { readonly name: string; readonly model: string },
): Promise<void> {
  if (name !== model && (await db.query.models.findFirst({ where: eq(models.name, name) })))
    throw new AppError('conflict', `${name} is the name of a model. A name means one thing: choose another.`);
}
