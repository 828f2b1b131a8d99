import type { Cell, Notebook } from './notebook';

/** What became of a cell on the way from one state of a notebook to another. Cells are the same by their id. */
export interface CellComparison {
  readonly id: number;
  readonly change: 'same' | 'changed' | 'added' | 'removed';
  /** Stands elsewhere among the cells that both have. */
  readonly isMoved: boolean;
  readonly before?: Cell;
  readonly after?: Cell;
}

/** A named thing that is not the same any more; undefined where it was not there. */
export interface FactChange {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

export interface NotebookComparison {
  /** In the order of the later notebook; what is gone stands below the cell that it stood below. */
  readonly cells: readonly CellComparison[];
  /** Title and attributes of the notebook as a whole. */
  readonly facts: readonly FactChange[];
}

export function compareNotebooks(before: Notebook, after: Notebook): NotebookComparison {
  const earlier = new Map(before.cells.map((cell) => [cell.id, cell]));
  const later = new Set(after.cells.map(({ id }) => id));
  const moved = movedAmong(
    before.cells.map(({ id }) => id),
    after.cells.map(({ id }) => id),
  );
  const goneBelow = new Map<number | undefined, Cell[]>();
  let above: number | undefined;
  for (const cell of before.cells)
    if (later.has(cell.id)) above = cell.id;
    else goneBelow.set(above, [...(goneBelow.get(above) ?? []), cell]);
  const gone = (below: number | undefined) =>
    (goneBelow.get(below) ?? []).map(
      (cell): CellComparison => ({ id: cell.id, change: 'removed', isMoved: false, before: cell }),
    );
  return {
    cells: [
      ...gone(undefined),
      ...after.cells.flatMap((cell): CellComparison[] => {
        const was = earlier.get(cell.id);
        if (!was) return [{ id: cell.id, change: 'added', isMoved: false, after: cell }];
        const change = isSameCell(was, cell) ? 'same' : 'changed';
        return [
          { id: cell.id, change, isMoved: moved.has(cell.id), before: was, after: cell },
          ...gone(cell.id),
        ];
      }),
    ],
    facts: compareFacts(
      { title: before.title, ...before.attributes },
      { title: after.title, ...after.attributes },
    ),
  };
}

/** All that a cell says of itself but its text. */
export function compareCellFacts(before: Cell, after: Cell): readonly FactChange[] {
  return compareFacts(factsOf(before), factsOf(after));
}

export const isSameCell = (one: Cell, other: Cell): boolean =>
  one.source === other.source && compareCellFacts(one, other).length === 0;

/**
 * The ids that do not stand where they stood among those that both lists have: the fewest whose move explains the new order
 * (all but a longest increasing run, found in n log n steps).
 */
export function movedAmong(before: readonly number[], after: readonly number[]): ReadonlySet<number> {
  const placeBefore = new Map(before.map((id, place) => [id, place]));
  const common = after.filter((id) => placeBefore.has(id));
  /** Of each length, the run of that length that ends the earliest: its last place, as an index into `common`. */
  const ends: number[] = [];
  const previous: number[] = [];
  const placeOf = (index: number | undefined) => placeBefore.get(common[index ?? -1] ?? -1) ?? -1;
  common.forEach((id, index) => {
    const place = placeBefore.get(id) ?? -1;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeOf(ends[middle]) < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1] ?? -1;
    ends[low] = index;
  });
  const moved = new Set(common);
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1)
    moved.delete(common[index] ?? -1);
  return moved;
}

function factsOf(cell: Cell): Readonly<Record<string, string>> {
  return {
    kind: cell.kind === 'unsupported' ? cell.type : cell.kind,
    ...(cell.output ? { output: cell.output } : {}),
    ...(cell.pinned ? { pinned: '' } : {}),
    ...(cell.hidden ? { hidden: '' } : {}),
    ...(cell.run ? { 'data-run': cell.run } : {}),
    ...cell.attributes,
  };
}

function compareFacts(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly FactChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ name, before: before[name], after: after[name] }));
}
