import type { Notebook } from '@/cells/document/notebook';
import { sliceNotebook } from '@/cells/document/slice';
import { createKernel } from '@/cells/kernel/create-kernel';
import { compileCell, runModeOf } from '@/cells/kinds';

/** Attribute of cells that are needed but not asked for: they run out of sight. */
export const unseenAttribute = 'data-unseen';

/**
 * The notebook with the cells that are asked for, by a name that they define or by their number, and what they depend on, which is marked
 * as not to be seen. Nothing runs for it.
 * @throws Error in words when a name means no cell
 */
export function chooseCells(notebook: Notebook, wanted: readonly string[]): Notebook {
  const kernel = createKernel({
    compile: compileCell,
    runMode: runModeOf,
    builtins: {},
    inspect: () => document.createTextNode(''),
    inspectError: () => document.createTextNode(''),
    safe: true,
  });
  try {
    kernel.setNotebook(notebook);
    const seen = new Set(
      wanted.map((name) => {
        const cell =
          notebook.cells.find(({ id }) => kernel.get(id).outputs.includes(name)) ??
          notebook.cells.find(({ id, output }) => output === name || String(id) === name);
        if (cell) return cell.id;
        throw new Error(`There is no cell named ${name} in this notebook: it was renamed or removed since.`);
      }),
    );
    const needed = sliceNotebook(
      notebook,
      [...seen].flatMap((id) => kernel.slice(id)),
    );
    const cells = needed.cells.map((cell) =>
      seen.has(cell.id) ? cell : { ...cell, attributes: { ...cell.attributes, [unseenAttribute]: '' } },
    );
    return { ...needed, cells };
  } finally {
    kernel.dispose();
  }
}
