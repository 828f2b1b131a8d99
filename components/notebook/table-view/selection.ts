/** A cell by the number of its row and the place of its column, both as shown. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** From where a person began to where they went, either way. */
export interface Selection {
  readonly anchor: CellPlace;
  readonly focus: CellPlace;
  /** What is in view stays there, wherever the focus is. */
  readonly isStill?: boolean;
}

/** First and last row and column, all of them in it. */
export interface CellRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const rangeOf = ({ anchor, focus }: Selection): CellRange => ({
  top: Math.min(anchor.row, focus.row),
  bottom: Math.max(anchor.row, focus.row),
  left: Math.min(anchor.column, focus.column),
  right: Math.max(anchor.column, focus.column),
});

export const sizeOf = ({ top, bottom, left, right }: CellRange): number =>
  (bottom - top + 1) * (right - left + 1);

export const isIn = ({ top, bottom, left, right }: CellRange, row: number, column: number): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

/** What is left of a selection when the table has fewer rows or columns. */
export function within(
  selection: Selection | undefined,
  rows: number,
  columns: number,
): Selection | undefined {
  if (!selection || rows === 0 || columns === 0) return undefined;
  const inside = ({ row, column }: CellPlace) => ({
    row: Math.min(row, rows - 1),
    column: Math.min(column, columns - 1),
  });
  return { anchor: inside(selection.anchor), focus: inside(selection.focus) };
}
