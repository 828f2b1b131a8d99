import type { CellPlace, Selection } from './selection';

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down go. */
  readonly page: number;
}

export interface GridKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/**
 * The selection after a key, as spreadsheets have it: arrows move, with Shift they extend, with Ctrl they go to the end; Home and End go
 * along the row, with Ctrl over the table; Ctrl-A selects all, Ctrl-Space the columns, Shift-Space the rows. Undefined for other keys.
 */
export function selectByKey(
  now: Selection | undefined,
  { key, shiftKey, ctrlKey, metaKey }: GridKey,
  { rows, columns, page }: GridSize,
): Selection | undefined {
  if (rows === 0 || columns === 0) return undefined;
  const isControl = ctrlKey || metaKey;
  const all = { row: rows - 1, column: columns - 1 };
  const start: CellPlace = { row: 0, column: 0 };
  if (isControl && key.toLowerCase() === 'a') return { anchor: all, focus: start, isStill: true };
  const { anchor, focus } = now ?? { anchor: start, focus: start };
  if (key === ' ' && isControl)
    return { anchor: { ...anchor, row: 0 }, focus: { ...focus, row: all.row }, isStill: true };
  if (key === ' ' && shiftKey)
    return { anchor: { ...anchor, column: 0 }, focus: { ...focus, column: all.column }, isStill: true };
  const go = steps[key];
  if (!go) return undefined;
  const wanted = go(focus, isControl, { rows, columns, page });
  // The first key only shows where one is.
  const next = now
    ? {
        row: Math.min(Math.max(0, wanted.row), all.row),
        column: Math.min(Math.max(0, wanted.column), all.column),
      }
    : start;
  return { anchor: shiftKey && now ? anchor : next, focus: next };
}

type Step = (from: CellPlace, isControl: boolean, size: GridSize) => CellPlace;

const steps: Readonly<Record<string, Step>> = {
  ArrowDown: ({ row, column }, isControl, { rows }) => ({ row: isControl ? rows : row + 1, column }),
  ArrowUp: ({ row, column }, isControl) => ({ row: isControl ? 0 : row - 1, column }),
  ArrowRight: ({ row, column }, isControl, { columns }) => ({
    row,
    column: isControl ? columns : column + 1,
  }),
  ArrowLeft: ({ row, column }, isControl) => ({ row, column: isControl ? 0 : column - 1 }),
  PageDown: ({ row, column }, _, { page }) => ({ row: row + page, column }),
  PageUp: ({ row, column }, _, { page }) => ({ row: row - page, column }),
  Home: ({ row }, isControl) => ({ row: isControl ? 0 : row, column: 0 }),
  End: ({ row }, isControl, { rows, columns }) => ({ row: isControl ? rows : row, column: columns }),
};
