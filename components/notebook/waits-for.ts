import type { RunMode } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';

/** The cell above that keeps another one from running, and why: it runs itself, or it does not run without being asked. */
export interface Waiting {
  readonly cellId: number;
  readonly why: 'running' | 'lazy' | 'manual' | 'off';
}

/** Cells looked at before the search is given up: what a glance is to tell must not slow a long chain down. */
const most = 200;

/**
 * Finds for whom a cell waits that is queued, stale or has not run, though nobody failed. Undefined when it waits for nobody but
 * the person.
 */
export function waitsFor(
  kernel: Pick<Kernel, 'get' | 'definedBy'>,
  modeOf: (id: number) => RunMode,
  id: number,
): Waiting | undefined {
  const { state } = kernel.get(id);
  if (state !== 'queued' && state !== 'stale' && state !== 'idle') return undefined;
  const seen = new Set([id]);
  for (const each of seen) {
    for (const name of kernel.get(each).inputs) {
      const above = kernel.definedBy(name);
      if (above === undefined || seen.has(above)) continue;
      const its = kernel.get(above).state;
      if (its === 'running') return { cellId: above, why: 'running' };
      if (its !== 'queued' && its !== 'stale' && its !== 'idle') continue;
      const mode = modeOf(above);
      if (its !== 'queued' && mode !== 'auto') return { cellId: above, why: mode };
      if (seen.size < most) seen.add(above);
    }
  }
  return undefined;
}
