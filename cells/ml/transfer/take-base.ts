import type { PackageFiles } from '../model';
import { readModelTable } from '../tfjs/model-table';

/** What a call may hold beside the options that are data. */
export interface WithBase {
  /** A table of a model's files, as one is kept that was dropped on the notebook: a network on pictures is trained on top of it. */
  readonly base?: unknown;
}

/**
 * Takes the base out of a call, as files that cross to a worker.
 * @throws Error in words when it is no table of a model's files
 */
export function takeBase<Call extends object>(
  call: Call & WithBase,
): { readonly base?: PackageFiles; readonly rest: Omit<Call, 'base'> } {
  if (typeof call !== 'object' || call === null || !('base' in call)) return { rest: call };
  const { base, ...rest } = call;
  if (base === undefined || base === null) return { rest };
  return { base: readModelTable(base), rest };
}

/** @throws Error where the learner has no use for a base */
export function refuseUselessBase(
  base: PackageFiles | undefined,
  { learner }: { readonly learner: string },
): void {
  if (base && learner !== 'network')
    throw new Error('Option base: only a network learns on top of a base. Set the learner to network.');
}
