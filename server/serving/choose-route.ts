import { createHash } from 'node:crypto';
import type { Limits } from '../db/schema/deployments';
import { noLimits, type ServedDeployment } from '../services/deployments';
import type { ServedRole } from '../services/monitoring/log-format';
import type { ModelReference } from '../services/registry';

/** Which version one request gets, and what else is due with it. */
export interface Route {
  readonly reference: ModelReference;
  /** The served name; undefined where a version or an alias was asked for by itself. */
  readonly deployment?: string;
  /** A row of its own says what it serves; else it sends everything to its model's champion. */
  readonly isExplicit: boolean;
  readonly role?: ServedRole;
  /** Number of the split that stands, 0 for none. */
  readonly split: number;
  readonly limits: Limits;
  readonly shadow?: { readonly version: number; readonly split: number };
}

/** The same subject always gets the same side: `key` names it, or the request where nobody said whom it is about. */
export function chooseRoute(
  deployment: ServedDeployment | undefined,
  wanted: ModelReference,
  key: string,
): Route {
  const bare = { isExplicit: false, split: 0, limits: deployment?.routes.limits ?? noLimits };
  if (!deployment)
    return {
      ...{ ...bare, reference: wanted },
      ...(wanted.served && { deployment: wanted.model, role: 'stable' as const }),
    };
  const { name, model, salt, routes } = deployment;
  if (!wanted.served) return { ...bare, reference: { model, target: wanted.target } };
  const { split, shadow } = routes;
  const chosen = split ? versionAt(split, positionOf(salt, key)) : undefined;
  return {
    ...{ deployment: name, isExplicit: true, limits: routes.limits, split: split?.number ?? 0 },
    reference: { model, target: chosen === undefined ? routes.stable : { version: chosen } },
    role: chosen === undefined || !split ? 'stable' : split.kind === 'canary' ? 'canary' : 'arm',
    ...(shadow && { shadow: { version: shadow.version, split: shadow.number } }),
  };
}

/** Where a key stands between 0 and 100, for ever the same in a deployment and different in another. */
export function positionOf(salt: string, key: string): number {
  const hash = createHash('sha256').update(`${salt}:${key}`).digest();
  return (hash.readUIntBE(0, 6) / 2 ** 48) * 100;
}

/** Sides lie one after the other from 0, so that whoever is on a canary's side stays there as it grows. */
function versionAt(
  split: NonNullable<ServedDeployment['routes']['split']>,
  position: number,
): number | undefined {
  if (split.kind === 'canary') return position < split.percent ? split.version : undefined;
  let end = 0;
  for (const { version, percent } of split.arms) {
    end += percent;
    if (position < end) return version;
  }
  return undefined;
}
