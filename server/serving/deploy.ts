import type { Context } from '../context';
import * as deployments from '../services/deployments';
import { routedVersions } from '../services/registry';
import { type WarmUp, warmly } from './warm-up';

/** The changes of a deployment that give a version traffic, each after the version's warm-up. */

const ofDeployment = async (
  context: Context,
  name: string,
  versions: readonly number[],
): Promise<WarmUp> => ({
  model: await deployments.readModelOf(context, name),
  versions,
});

export const createDeployment = warmly(deployments.createDeployment, ({ model, stable }) => ({
  model,
  versions: 'version' in stable ? [stable.version] : [],
}));
export const changeDeployment = warmly(deployments.changeDeployment, ({ name, stable }, context) =>
  ofDeployment(context, name, stable && 'version' in stable ? [stable.version] : []),
);
export const startCanary = warmly(deployments.startCanary, ({ name, version }, context) =>
  ofDeployment(context, name, [version]),
);
export const startExperiment = warmly(deployments.startExperiment, ({ name, arms }, context) =>
  ofDeployment(
    context,
    name,
    arms.map(({ version }) => version),
  ),
);
export const startShadow = warmly(deployments.startShadow, ({ name, version }, context) =>
  ofDeployment(context, name, [version]),
);
export const restoreDeployment = warmly(deployments.restoreDeployment, async ({ name }, context) => {
  const { model, routes } = await deployments.requireDeleted(context, name);
  return { model, versions: routedVersions(routes) };
});
