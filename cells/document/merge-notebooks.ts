import { listAttributes, mergeLists } from './list-attributes';
import { mergeTexts } from './merge-texts';
import type { Cell, Notebook } from './notebook';

type Texts = Readonly<Record<string, string>>;

/**
 * What was done from `base` to `mine`, done to `theirs`, which comes from `base` too. Where both changed one thing theirs stays, but
 * for texts, in which both are found; a cell that one changed and the other deleted stays. What is unchanged is the same object.
 */
export function mergeNotebooks(base: Notebook, mine: Notebook, theirs: Notebook): Notebook {
  if (theirs === base) return mine;
  if (mine === base) return theirs;
  const cells = mergeCells(base.cells, mine.cells, theirs.cells);
  const title = theirs.title === base.title ? mine.title : theirs.title;
  const attributes = mergeAttributes(base.attributes, mine.attributes, theirs.attributes);
  if (cells === theirs.cells && title === theirs.title && attributes === theirs.attributes) return theirs;
  return { title, attributes, cells };
}

function mergeCells(base: readonly Cell[], mine: readonly Cell[], theirs: readonly Cell[]): readonly Cell[] {
  if (mine === base) return theirs;
  if (theirs === base) return mine;
  const [inBase, inMine, inTheirs] = [byId(base), byId(mine), byId(theirs)];
  const kept = theirs.flatMap((cell) => {
    const [was, here] = [inBase.get(cell.id), inMine.get(cell.id)];
    if (here) return was ? mergeCell(was, here, cell) : cell;
    // I deleted it: it stays where they changed it meanwhile, and where it is theirs.
    return was && isSame(was, cell) ? [] : cell;
  });
  const order = orderOf(kept);
  const present = byId(kept);
  const isMoved = movedIn(base, mine, present);
  mine.forEach((cell, index) => {
    const was = inBase.get(cell.id);
    const comes = !present.has(cell.id);
    // They deleted it: it comes back where I changed it.
    if (comes && was && !inTheirs.has(cell.id) && isSame(was, cell)) return;
    if (!comes && !isMoved(cell.id)) return;
    if (comes) present.set(cell.id, cell);
    const at = order.indexOf(cell.id);
    if (at >= 0) order.splice(at, 1);
    order.splice(placeAfter(order, mine, index), 0, cell.id);
  });
  const merged = order.flatMap((id) => present.get(id) ?? []);
  return merged.length === theirs.length && merged.every((cell, index) => cell === theirs[index])
    ? theirs
    : merged;
}

const byId = (cells: readonly Cell[]) => new Map(cells.map((cell) => [cell.id, cell]));
const orderOf = (cells: readonly Cell[]) => cells.map(({ id }) => id);

/** Below the nearest cell above it in `mine` that is there. */
function placeAfter(order: readonly number[], mine: readonly Cell[], index: number): number {
  for (let above = index - 1; above >= 0; above--) {
    const at = order.indexOf(mine[above]?.id ?? -1);
    if (at >= 0) return at + 1;
  }
  return 0;
}

/** Cells whose neighbour above, of those that stayed, is another one in `mine`: nothing where the order is the same. */
function movedIn(base: readonly Cell[], mine: readonly Cell[], present: ReadonlyMap<number, Cell>) {
  const [inBase, inMine] = [byId(base), byId(mine)];
  const before = orderOf(base).filter((id) => inMine.has(id) && present.has(id));
  const after = orderOf(mine).filter((id) => inBase.has(id) && present.has(id));
  if (before.every((id, index) => id === after[index])) return () => false;
  const above = new Map(before.map((id, index) => [id, before[index - 1]]));
  const moved = new Set(after.filter((id, index) => above.get(id) !== after[index - 1]));
  return (id: number) => moved.has(id);
}

function mergeCell(base: Cell, mine: Cell, theirs: Cell): Cell {
  if (mine === base || isSame(base, mine)) return theirs;
  if (theirs === base || isSame(base, theirs)) return mine;
  const pick = <K extends keyof Cell>(name: K): Cell[K] =>
    theirs[name] === base[name] ? mine[name] : theirs[name];
  const [output, run] = [pick('output'), pick('run')];
  const isOther = theirs.type !== base.type;
  return {
    id: theirs.id,
    kind: isOther ? theirs.kind : mine.kind,
    type: isOther ? theirs.type : mine.type,
    source: mergeTexts(base.source, mine.source, theirs.source),
    ...(output ? { output } : {}),
    pinned: pick('pinned'),
    hidden: pick('hidden'),
    ...(run ? { run } : {}),
    attributes: mergeAttributes(base.attributes, mine.attributes, theirs.attributes),
  };
}

/** Whether two states of a cell say the same, wherever they stand. */
export function isSame(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  return (
    a.type === b.type &&
    a.kind === b.kind &&
    a.source === b.source &&
    (a.output ?? '') === (b.output ?? '') &&
    a.pinned === b.pinned &&
    a.hidden === b.hidden &&
    a.run === b.run &&
    isSameTexts(a.attributes, b.attributes)
  );
}

const isSameTexts = (a: Texts, b: Texts) =>
  a === b ||
  (Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([name, value]) => b[name] === value));

const isList = (name: string): boolean => listAttributes.some((list) => list === name);

function mergeAttributes(base: Texts, mine: Texts, theirs: Texts): Texts {
  if (isSameTexts(base, mine)) return theirs;
  if (isSameTexts(base, theirs)) return mine;
  const merged: Record<string, string> = { ...theirs };
  for (const name of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    if (mine[name] === base[name]) continue;
    if (theirs[name] !== base[name]) {
      const both = isList(name) ? mergeLists(base[name], mine[name], theirs[name]) : theirs[name];
      if (both === undefined) delete merged[name];
      else merged[name] = both;
      continue;
    }
    if (mine[name] === undefined) delete merged[name];
    else merged[name] = mine[name];
  }
  return merged;
}
