import { AppError } from '../errors';
import type { ModelReference } from '../services/registry';
import type { Caller } from './caller';
import { chooseRoute, type Route } from './choose-route';
import type { Serving } from './predict';

/**
 * Lets a request in and says which version it gets. `name@alias` and `name@3` go round the split of that name's deployment, yet not
 * round its keys and limits. The answer's `leave` is called when the request is over.
 * @throws AppError unauthenticated, forbidden or too_many_requests
 */
export async function openRoute(
  { deploymentOf, door, traffic }: Pick<Serving, 'deploymentOf' | 'door' | 'traffic'>,
  wanted: ModelReference,
  { key, request, secret }: Caller & { readonly request: string },
): Promise<{ readonly route: Route; leave(): void }> {
  const deployment = await deploymentOf(wanted.model);
  const route = chooseRoute(deployment, wanted, key ?? request);
  if (!deployment) return { route, leave() {} };
  return { route, leave: countRefusal(traffic, deployment.name, () => door.enter(deployment, secret)) };
}

/** What is turned away at the door is counted, not logged. */
export function countRefusal<T>(traffic: Serving['traffic'], name: string, enter: () => T): T {
  try {
    return enter();
  } catch (error) {
    if (error instanceof AppError)
      traffic.refuse(name, error.code === 'too_many_requests' ? 'limited' : 'unknown');
    throw error;
  }
}
