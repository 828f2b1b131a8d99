import type { Cell, Notebook } from './notebook';

/** Attribute of a text cell whose section is folded; what stands in it is the author's, and so is this. */
export const foldedAttribute = 'data-folded';

/** The level of the heading with which a text cell begins a section: 1 to 6. */
export function headingLevel({ kind, source }: Pick<Cell, 'kind' | 'source'>): number | undefined {
  if (kind !== 'markdown') return undefined;
  return /^\s{0,3}(#{1,6})\s+\S/.exec(source.trimStart())?.[1]?.length;
}

/** The cells below a heading, up to the next one of its level or above; none for a cell that begins no section. */
export function sectionBelow({ cells }: Pick<Notebook, 'cells'>, id: number): number[] {
  const start = cells.findIndex((cell) => cell.id === id);
  const level = cells[start] && headingLevel(cells[start]);
  if (level === undefined) return [];
  const below = cells.slice(start + 1);
  const end = below.findIndex((cell) => (headingLevel(cell) ?? Number.POSITIVE_INFINITY) <= level);
  return (end < 0 ? below : below.slice(0, end)).map((cell) => cell.id);
}

/** The cells that stand in a folded section, each with the heading that folds it: the outermost. */
export function foldedAway({ cells }: Pick<Notebook, 'cells'>): ReadonlyMap<number, number> {
  const away = new Map<number, number>();
  let fold: { readonly id: number; readonly level: number } | undefined;
  for (const cell of cells) {
    const level = headingLevel(cell);
    if (fold && level !== undefined && level <= fold.level) fold = undefined;
    if (fold) away.set(cell.id, fold.id);
    else if (level !== undefined && foldedAttribute in cell.attributes) fold = { id: cell.id, level };
  }
  return away;
}

/** The heading that a cell is, or under which it stands: the nearest. */
export function headingAbove({ cells }: Pick<Notebook, 'cells'>, id: number): number | undefined {
  const at = cells.findIndex((cell) => cell.id === id);
  return cells.slice(0, at + 1).findLast((cell) => headingLevel(cell) !== undefined)?.id;
}
