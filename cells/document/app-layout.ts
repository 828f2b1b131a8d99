import type { Cell, Notebook } from './notebook';
import { headingLevel } from './sections';

/** How a notebook is laid out as an app: in the file, in attributes that other tools leave alone. */

/** Of a cell: `x y w h` on the grid, or `hidden`. */
export const layoutAttribute = 'data-layout';
/** Of the notebook: `in-place` leaves inputs where they stand; else they are gathered on top. */
export const inputsAttribute = 'data-app-inputs';

export const gridColumns = 12;
/** CSS pixels of a row, and between rows and columns. */
export const gridRow = 32;
export const gridGap = 16;

/** In columns and rows of the grid, from 0. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const mostRows = 10_000;

/** Where a cell stands; undefined where nobody said, or said nonsense. */
export function readPlace({ attributes }: Pick<Cell, 'attributes'>): Place | 'hidden' | undefined {
  const text = attributes[layoutAttribute];
  if (text === 'hidden') return 'hidden';
  const [x, y, w, h] = /^\d+ \d+ \d+ \d+$/.test(text ?? '') ? (text ?? '').split(' ').map(Number) : [];
  if (x === undefined || y === undefined || !w || !h) return undefined;
  if (x + w > gridColumns || y + h > mostRows) return undefined;
  return { x, y, w, h };
}

export const writePlace = ({ x, y, w, h }: Place): string => `${x} ${y} ${w} ${h}`;

/** The attributes of a cell that now stands there, or nowhere in particular. */
export function withPlace(
  { attributes }: Pick<Cell, 'attributes'>,
  place: Place | 'hidden' | undefined,
): Cell['attributes'] {
  const { [layoutAttribute]: _, ...others } = attributes;
  if (place === undefined) return others;
  return { ...attributes, [layoutAttribute]: place === 'hidden' ? 'hidden' : writePlace(place) };
}

export const hasInputsOnTop = ({ attributes }: Pick<Notebook, 'attributes'>): boolean =>
  attributes[inputsAttribute] !== 'in-place';

/** A cell that shows an input and nothing else: a form, or code that begins with showing one. */
export const isInputCell = ({ kind, source }: Pick<Cell, 'kind' | 'source'>): boolean =>
  kind === 'input' ||
  (kind !== 'markdown' &&
    kind !== 'sql' &&
    /^\s*(?:(?:const|let|var)\s+[\w$]+\s*=\s*view\s*\(|viewof\s+[\w$]+\s*=|view\s*\()/.test(source));

export interface AppLayout {
  /** Gathered on top, in the order of the notebook. */
  readonly inputs: readonly Cell[];
  /** In reading order. Each has a place where any has one. */
  readonly cells: readonly { readonly cell: Cell; readonly place: Place | undefined }[];
  readonly isGrid: boolean;
}

/** What an app shows and where. Cells that nobody placed follow below those that somebody did, one under the other. */
export function layOutApp(notebook: Notebook): AppLayout {
  const shown = notebook.cells.filter((cell) => readPlace(cell) !== 'hidden');
  const isOnTop = (cell: Cell) => hasInputsOnTop(notebook) && isInputCell(cell);
  const inputs = shown.filter(isOnTop);
  const others = shown.filter((cell) => !isOnTop(cell));
  const placed = others.flatMap((cell) => {
    const place = readPlace(cell);
    return place && place !== 'hidden' ? [{ cell, place }] : [];
  });
  if (placed.length === 0)
    return { inputs, cells: others.map((cell) => ({ cell, place: undefined })), isGrid: false };
  let bottom = Math.max(...placed.map(({ place }) => place.y + place.h));
  const rest = others
    .filter((cell) => readPlace(cell) === undefined)
    .map((cell) => {
      const place = { x: 0, y: bottom, w: gridColumns, h: headingLevel(cell) ? 2 : 1 };
      bottom += place.h;
      return { cell, place };
    });
  const inReadingOrder = placed.toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
  return { inputs, cells: [...inReadingOrder, ...rest], isGrid: true };
}
