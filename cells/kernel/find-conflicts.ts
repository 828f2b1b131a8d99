import { analyze } from '@/cells/compiler/analyze';
import { allNames } from './all-names';
import type { CellNode } from './cell-node';
import type { CellError } from './cell-run';
import { splitName } from './imports/imported-name';
import type { KernelImports } from './kernel';
import type { Slot } from './slot';

/** What contradicts before anything runs: names that are defined twice, and circles. By cell, in words. */
export function findConflicts(
  nodes: Iterable<CellNode>,
  imports: KernelImports | undefined,
  slot: (name: string) => Slot,
): ReadonlyMap<number, CellError> {
  const problems = new Map<number, CellError>();
  const definitions = new Map<number, { inputs: readonly string[]; outputs: readonly string[] }>();
  // Each name that a cell imports depends on what it stands for, and on no other: a cell of its own here.
  const importing = new Map<number, number>();
  for (const node of nodes) {
    const names = node.compiled?.notebooks && imports?.links(node.id)?.names;
    for (const [as, target] of names ?? []) {
      const one = -1 - importing.size;
      importing.set(one, node.id);
      definitions.set(one, { inputs: [target], outputs: [as] });
    }
    const outputs = node.compiled ? definedNames(node).filter((name) => !names?.has(name)) : [];
    definitions.set(node.id, { inputs: node.compiled?.inputs ?? [], outputs });
  }
  const { duplicates, cycles } = analyze(definitions);
  const owner = (id: number) => importing.get(id) ?? id;
  const say = (name: string) => sayName(name, slot(name), imports);
  for (const { cellIds, names } of cycles) {
    const path = [...names, names[0] ?? ''].map(say).join(' → ');
    const message = `Circular definition: ${path}. Each of these waits for the next; break the circle in one cell.`;
    for (const id of cellIds) problems.set(owner(id), { name: 'CircularDefinition', message });
  }
  for (const { name, cellIds } of duplicates) {
    const ids = cellIds.map(owner);
    const at = inWords(ids.map((id) => imports?.describe(id)?.cellId ?? id));
    const message = `${say(name)} is defined more than once, in cells ${at}. Rename all but one.`;
    for (const id of ids) problems.set(id, { name: 'DuplicateDefinition', message });
  }
  return problems;
}

/** Of a text that does not compile, those of its last one that did. */
export const definedNames = ({ names, compiled }: CellNode): readonly string[] =>
  compiled ? allNames(compiled) : names;

/** A name as its author writes it, and of which notebook. */
function sayName(name: string, { producer }: Slot, imports: KernelImports | undefined): string {
  const { base, scope } = splitName(name);
  const title = scope === undefined || !producer ? undefined : imports?.describe(producer.id)?.title;
  return title === undefined ? base : `${base} of “${title}”`;
}

const inWords = (ids: readonly number[]): string =>
  ids.length < 2 ? ids.join() : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
