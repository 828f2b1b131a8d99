import type { Local, SymbolPlace } from '@/cells/compiler/symbols';
import type { Cell } from '@/cells/document/notebook';
import { type Definition, nameOfValue, type SymbolIndex } from './symbol-index';

/** What a name at a place of a cell's text is. */
export type FoundSymbol =
  /** A name that cells define for one another. */
  | { readonly scope: 'notebook'; readonly name: string; readonly definitions: readonly Definition[] }
  /** A name of one cell's own. */
  | { readonly scope: 'cell'; readonly name: string; readonly cellId: number; readonly local: Local }
  /** A name that no cell defines: of the library, of the browser, of a data set, or of nothing. */
  | { readonly scope: 'elsewhere'; readonly name: string; readonly form: SymbolPlace['form'] };

/** The name at an offset of a cell's text, the end of the name included. Undefined where there is none, and while the text does not parse. */
export function symbolAt(
  cells: readonly Cell[],
  index: SymbolIndex,
  { cell, offset }: { cell: Cell; offset: number },
): FoundSymbol | undefined {
  const symbols = index.read(cell);
  if (!symbols) return undefined;
  const isHere = ({ start, end }: SymbolPlace) => start <= offset && offset <= end;
  for (const local of symbols.locals)
    if (local.places.some(isHere)) return { scope: 'cell', name: local.name, cellId: cell.id, local };
  const place = symbols.shared.find(isHere);
  if (!place) return undefined;
  const ofInput = place.name.startsWith('viewof$') ? place.name.slice('viewof$'.length) : place.name;
  const name = index.meant(cells, { ...place, name: ofInput });
  return name === undefined
    ? { scope: 'elsewhere', name: place.name, form: place.form }
    : { scope: 'notebook', name, definitions: index.definitions(cells).get(name) ?? [] };
}

/** The name that a cell defines for others, if it is one. */
export function symbolOf(cells: readonly Cell[], index: SymbolIndex, cell: Cell): FoundSymbol | undefined {
  const defined = index.last(cell).shared.flatMap(({ role, name }) => (role === 'definition' ? name : []));
  const own = nameOfValue(cell);
  const [name, another] = new Set([...(own === undefined ? [] : [own]), ...defined]);
  if (name === undefined || another !== undefined) return undefined;
  return { scope: 'notebook', name, definitions: index.definitions(cells).get(name) ?? [] };
}
