import type { Config } from '../config';
import type { System } from '../context';
import { AppError } from '../errors';
import { checkKey, type KeyScope, type ServedDeployment } from '../services/deployments';

/** Lets requests in, deployment by deployment: keys, rate, requests at once. Each process counts for itself. */
export interface Door {
  /** @throws AppError unauthenticated, forbidden or too_many_requests; the answer is called when the request is over */
  enter(deployment: ServedDeployment, secret: string | undefined): () => void;
  /** Only the key. @throws AppError unauthenticated or forbidden */
  show(deployment: ServedDeployment, secret: string | undefined, scope: KeyScope): void;
  /** Ids of keys that were used since this was last asked. */
  takeUsed(): string[];
}

interface Flow {
  tokens: number;
  at: number;
  inside: number;
}

export function createDoor(system: Pick<System, 'now'> & { readonly config: Pick<Config, 'secret'> }): Door {
  const flows = new Map<string, Flow>();
  const used = new Set<string>();

  function show(deployment: ServedDeployment, secret: string | undefined, scope: KeyScope): void {
    if (!deployment.routes.requiresKey) return;
    const { keyId } = checkKey(system, deployment, { secret, scope });
    if (keyId) used.add(keyId);
  }

  function enter(deployment: ServedDeployment, secret: string | undefined): () => void {
    show(deployment, secret, 'predict');
    const { perSecond, burst, concurrency } = deployment.routes.limits;
    if (perSecond === null && concurrency === null) return () => {};
    const now = system.now().getTime();
    const most = burst ?? Math.max(1, perSecond ?? 1);
    const flow = flows.get(deployment.name) ?? { tokens: most, at: now, inside: 0 };
    flows.set(deployment.name, flow);
    if (concurrency !== null && flow.inside >= concurrency)
      throw new AppError(
        'too_many_requests',
        `${deployment.name} answers ${concurrency} requests at once, and no more. Try again in a moment.`,
        { retryAfter: 1 },
      );
    if (perSecond !== null) takeToken(deployment.name, flow, { perSecond, most, now });
    flow.inside++;
    return () => {
      flow.inside--;
    };
  }

  return {
    enter,
    show,
    takeUsed() {
      const ids = [...used];
      used.clear();
      return ids;
    },
  };
}

/** A bucket of tokens that fills at the rate, up to the burst. */
function takeToken(
  name: string,
  flow: Flow,
  { perSecond, most, now }: { perSecond: number; most: number; now: number },
): void {
  // A clock that was set back gives nothing, and takes nothing.
  const passed = Math.max(0, now - flow.at) / 1000;
  flow.tokens = Math.min(most, flow.tokens + passed * perSecond);
  flow.at = now;
  if (flow.tokens < 1)
    throw new AppError(
      'too_many_requests',
      `${name} takes ${perSecond} requests per second. Try again in a moment.`,
      { retryAfter: (1 - flow.tokens) / perSecond },
    );
  flow.tokens--;
}
