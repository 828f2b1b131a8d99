import type { Routes } from '../../db/schema/deployments';

/** The versions that routes of a deployment name by number. */
export function routedVersions({ stable, split, shadow }: Routes): number[] {
  const named = [
    ...('version' in stable ? [stable.version] : []),
    ...(split?.kind === 'canary' ? [split.version] : []),
    ...(split?.kind === 'experiment' ? split.arms.map(({ version }) => version) : []),
    ...(shadow ? [shadow.version] : []),
  ];
  return [...new Set(named)];
}
