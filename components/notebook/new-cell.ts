import type { DocumentStore } from '@/cells/document/document-store';
import type { NewCell } from '@/cells/document/edits';
import type { CellKind } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { kinds } from '@/cells/kinds';
import { inView, kindsInView, type WritableKind } from './kinds-in-view';

export const canHaveOutput = (kind: CellKind) => inView(kind)?.freshName !== undefined;

/** A fresh cell of a kind, named so that it clashes with none of `taken`. */
export function newCell(name: WritableKind, taken: ReadonlySet<string>, source?: string): NewCell {
  const kind = kinds.find((one) => one.name === name);
  if (!kind) throw new Error(`There is no kind of cell called ${name}`);
  const { pinned, freshName } = kindsInView[name];
  return {
    kind: name,
    type: kind.type,
    source: source ?? kind.emptySource,
    pinned,
    ...(freshName ? { output: freeName(freshName, taken) } : {}),
  };
}

/** `base`, or the first of `base2`, `base3` … that is not taken. */
export function freeName(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let count = 2;
  while (taken.has(`${base}${count}`)) count += 1;
  return `${base}${count}`;
}

/** Every name that the cells of a notebook define or mean to. */
export function namesIn(store: DocumentStore, kernel: Kernel): Set<string> {
  const names = new Set(store.get().cells.flatMap(({ output }) => output ?? []));
  for (const id of store.order()) for (const name of kernel.get(id).outputs) names.add(name);
  return names;
}
