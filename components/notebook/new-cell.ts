import type { DocumentStore } from '@/cells/document/document-store';
import type { NewCell } from '@/cells/document/edits';
import type { CellKind } from '@/cells/document/notebook';
import type { Kernel } from '@/cells/kernel/kernel';
import { kinds } from '@/cells/kinds';

export type WritableKind = Exclude<CellKind, 'unsupported'>;

/** Kinds whose value has a name of its own choosing, and what a fresh one is called. */
const freshNames: Partial<Record<CellKind, string>> = {
  sql: 'result',
  input: 'value',
  train: 'model',
  tune: 'tuned',
  evaluate: 'judgement',
};

/** Kinds whose source or form stays in sight; the others show it while they are edited. */
const pinned: Record<WritableKind, boolean> = {
  javascript: true,
  sql: true,
  train: true,
  tune: true,
  evaluate: true,
  markdown: false,
  html: false,
  chart: false,
  input: false,
};

export const canHaveOutput = (kind: CellKind) => kind === 'chart' || kind in freshNames;

/** A fresh cell of a kind, named so that it clashes with none of `taken`. */
export function newCell(name: WritableKind, taken: ReadonlySet<string>, source?: string): NewCell {
  const kind = kinds.find((one) => one.name === name);
  if (!kind) throw new Error(`There is no kind of cell called ${name}`);
  const base = freshNames[name];
  return {
    kind: name,
    type: kind.type,
    source: source ?? kind.emptySource,
    pinned: pinned[name],
    ...(base ? { output: freeName(base, taken) } : {}),
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
