import type { System } from '../context';
import { readServedDeployment } from '../services/deployments';
import { readKeptShare, rollSegmentsJob } from '../services/monitoring';
import { segmentFolder } from '../services/monitoring/log-format';
import type { ModelReference } from '../services/registry';
import { answerShadow } from './answer-shadow';
import { createShadows } from './ask-shadows';
import { createTrafficCounter } from './count-traffic';
import { createDoor } from './door';
import { createModelsInMemory } from './models-in-memory';
import type { Serving } from './predict';
import { createPredictionLog } from './prediction-log';
import { createMemory } from './remembered';
import { createVersionResolver, type VersionResolver } from './resolve-version';
import { sharedRollMs, shareLog } from './share-log';

/** By the storage, which contexts of one system share. */
const made = new WeakMap<System['storage'], Serving>();

/** The one `Serving` of a system: all doors answer with the same models in memory, and write one log. */
export function servingOf(system: System): Serving {
  const serving = made.get(system.storage) ?? createServing(system);
  made.set(system.storage, serving);
  return serving;
}

/** Where files lie on another machine, this process brings its log there until the answer is called. */
export const shareLogOf = (system: System): (() => Promise<void>) | undefined =>
  system.config.storage && shareLog(system, servingOf(system).log);

export function createServing(system: System): Serving {
  let last = 0;
  // No job for it then: a worker on another machine could not do it.
  const isShared = system.config.storage !== undefined;
  const tick = () => {
    last = Math.max(last + 1, system.now().getTime() * 1000);
    return last;
  };
  const remember = createMemory(system);
  const deploymentOf = remember((name) => readServedDeployment(system, name));
  const keptShareOf = remember((model) => readKeptShare(system, model));
  const versions = createVersionResolver(system, remember);
  const door = createDoor(system);
  const traffic = createTrafficCounter(system, door.takeUsed);
  const log = createPredictionLog({
    folder: segmentFolder(system.config.dataFolder),
    ...(isShared && { rollMs: sharedRollMs }),
    onClosed: () => {
      if (isShared) return;
      system.queue.send(rollSegmentsJob, {}, { singletonKey: 'all' }).catch((error) => {
        // The segment counts as it is; the next one that closes asks again.
        system.log.warn('The prediction log could not be sent to the worker', { error: String(error) });
      });
    },
  });
  const parts = { resolve: resolveServed(versions, deploymentOf), models: createModelsInMemory(system), log };
  const shadows = createShadows({
    answer: (shadowed) => answerShadow({ ...parts, traffic, tick }, shadowed),
    drop: (shadowed) => traffic.drop(shadowed),
  });
  return { ...parts, deploymentOf, keptShareOf, door, traffic, shadows, tick };
}

/** A served name means the stable version of its deployment, where it has one; `name@3` is version 3 of that deployment's model. */
function resolveServed(versions: VersionResolver, deploymentOf: Serving['deploymentOf']): VersionResolver {
  const resolve = async (wanted: ModelReference) => {
    const deployment = await deploymentOf(wanted.model);
    if (!deployment) return versions(wanted);
    const { model, routes } = deployment;
    return versions({ model, target: wanted.served ? routes.stable : wanted.target });
  };
  return Object.assign(resolve, { outputOf: versions.outputOf });
}
