import type { CellNode } from './cell-node';
import type { Builtin } from './kernel';
import { observeInput } from './observe-input';
import type { Run } from './run';

/** A name whose value belongs to one run of one cell. */
export interface Scoped {
  make(node: CellNode, run: Run): unknown;
  /** A promise of the value is waited for; `invalidation` is a promise that is the value. */
  readonly awaited: boolean;
}

/** The kernel's own names. */
export const kernelNames: ReadonlyMap<string, Scoped> = new Map(
  Object.entries({
    display: (node, run) => (value: unknown) => node.show(run, value),
    view: (node, run) => (element: EventTarget) =>
      observeInput(node.inputsShown.keep(run, node.show(run, element))),
    invalidation: (_, run) => run.invalidation(),
    visibility: (node, run) => (value?: unknown) => whenVisible(node, run, value),
    signal: (_, run) => run.signal,
    progress: (node, run) => (fraction?: number, message?: string) =>
      node.scopeOf(run).progress({ fraction, message }),
  } satisfies Record<string, Scoped['make']>).map(([name, make]) => [name, { make, awaited: false }]),
);

export function scopedBuiltin(builtin: Extract<Builtin, { perCell: unknown }>): Scoped {
  return { make: (node, run) => builtin.perCell(node.scopeOf(run)), awaited: true };
}

/** The body's arguments: what the graph gave, and between them what belongs to this run. */
export function bindArguments(
  scoped: readonly (Scoped | undefined)[],
  node: CellNode,
  run: Run,
): readonly unknown[] | Promise<readonly unknown[]> {
  if (run.inputs.length === scoped.length) return run.inputs;
  const inputs = run.inputs.values();
  const promised: Promise<void>[] = [];
  const args: unknown[] = scoped.map((value, i) => {
    if (!value) return inputs.next().value;
    const made = value.make(node, run);
    if (value.awaited && made instanceof Promise)
      promised.push(
        made.then((ready) => {
          args[i] = ready;
        }),
      );
    return made;
  });
  return promised.length === 0 ? args : Promise.all(promised).then(() => args);
}

/** Resolves with `value` once the cell's output is looked at; at once where that cannot be told. */
function whenVisible(node: CellNode, run: Run, value: unknown): Promise<unknown> {
  if (typeof IntersectionObserver === 'undefined') return Promise.resolve(value);
  return new Promise((resolve, reject) => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) see();
    });
    const see = () => {
      observer.disconnect();
      resolve(value);
    };
    observer.observe(node.display.root);
    node.visibility.whenSeen(see);
    run.signal.addEventListener('abort', () => {
      observer.disconnect();
      reject(run.signal.reason);
    });
  });
}
