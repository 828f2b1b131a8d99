import { onTestFinished } from 'vitest';
import { createCell, createNotebook } from '@/cells/document/create';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { compileCell, runModeOf } from '@/cells/kinds';
import { createKernel } from './create-kernel';
import type { Kernel, KernelOptions } from './kernel';

/** Cells by id: a javascript text, fields of a cell, or null to take the cell away. */
export type Sources = Readonly<
  Record<number, string | (Partial<Omit<Cell, 'kind'>> & { readonly kind?: string }) | null>
>;

/** A kernel on real cells with the real compiler: `openKernel({ 1: 'const a = 1', 2: 'a + 1' })`. */
export function openKernel(
  sources: Sources,
  options: Partial<KernelOptions> = {},
  link = (notebook: Notebook) => notebook,
) {
  const machine = createKernel({
    compile: compileCell,
    runMode: runModeOf,
    builtins: {},
    inspect: (value) => document.createTextNode(String(value)),
    inspectError: (error) => document.createTextNode(`${error.name}: ${error.message}`),
    ...options,
  });
  const kernel: Kernel = { ...machine, setNotebook: (notebook) => machine.setNotebook(link(notebook)) };
  // Not by `afterEach` here: what one file imported, the next one of the same process does not run again.
  onTestFinished(() => kernel.dispose());
  let cells: Cell[] = [];
  const set = (changes: Sources) => {
    cells = toCells(changes, cells);
    kernel.setNotebook(createNotebook({ cells }));
  };
  set(sources);
  return {
    kernel,
    set,
    /** Of all cells, in document order. */
    states: () => cells.map((cell) => kernel.get(cell.id).state).join(' '),
    order: () => cells.map((cell) => cell.id),
    text: (id: number) => kernel.root(id).textContent,
    /** Resolves when the cell is in that state. */
    async becomes(id: number, state: string) {
      while (kernel.get(id).state !== state)
        await new Promise<void>((resolve) => {
          const stop = kernel.subscribe(() => {
            stop();
            resolve();
          });
        });
    },
  };
}

/** The cells after the changes. */
export function toCells(changes: Sources, before: readonly Cell[] = []): Cell[] {
  let cells = [...before];
  for (const [key, change] of Object.entries(changes)) {
    const id = Number(key);
    const known = cells.find((cell) => cell.id === id);
    // A kind that there is none of fails in the test that names it.
    const fields = (typeof change === 'string' ? { source: change } : change) as Partial<
      Parameters<typeof createCell>[0]
    > | null;
    if (fields === null) cells = cells.filter((cell) => cell !== known);
    else if (known) cells = cells.map((cell) => (cell === known ? { ...cell, ...fields } : cell));
    else cells = [...cells, createCell({ kind: 'javascript', source: '', ...fields, id })];
  }
  return cells;
}

/** A builtin `ran(name)` that notes who ran. */
export function createLog() {
  const runs: string[] = [];
  return { runs, builtins: { ran: { make: () => (name: string) => runs.push(name) } } };
}

/** A promise with its handles outside, and a builtin that gives it to cells. */
export function createGate<T = unknown>() {
  let open: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail, builtins: { gate: { make: () => () => promise } } };
}
