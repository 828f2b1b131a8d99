import type { BridgeError } from '@/cells/bridge/port';
import type { Cell } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';

/** Runs the cells again that were refused before the notebook was given these connections: nobody should have to look for them. */
export function runRefused(
  kernel: Pick<Kernel, 'get' | 'run'>,
  cells: readonly Cell[],
  given: readonly string[],
): void {
  const refused = cells.filter(({ id, source, attributes }) => {
    const { state, error } = kernel.get(id);
    if (state !== 'failed' || error?.name !== refusal) return false;
    return given.some((name) => attributes.database === name || source.includes(name));
  });
  if (refused.length > 0) kernel.run(refused.map(({ id }) => id));
}

/** As a `BridgeError` is called at the cell that it failed. */
const refusal = 'BridgeError' satisfies BridgeError['name'];
