import { CompileError } from '@/cells/compiler/compiled-cell';
import { compileJavaScript } from '@/cells/compiler/javascript';
import { isLocalName } from '@/cells/compiler/local-names';
import { findSqlReferences } from '@/cells/compiler/sql-references';
import { tokenizeSql } from '@/cells/compiler/sql-tokens';
import type { SymbolPlace } from '@/cells/compiler/symbols';
import type { Edit } from '@/cells/document/edits';
import type { Cell } from '@/cells/document/notebook';
import type { FoundSymbol } from './symbol-at';
import { nameOfValue, type SymbolIndex } from './symbol-index';

/** A name under another one, everywhere: the edits, which are one step of undo, and what they come to. */
export interface RenamePlan {
  readonly edits: readonly Edit[];
  /** The cells that change, in document order, each with its places and a line before and after. */
  readonly cells: readonly {
    readonly cellId: number;
    readonly places: number;
    readonly before: string;
    readonly after: string;
  }[];
}

/** What a rename would do, or in words why it is refused: a name that is taken, or would come to mean something else. */
export function planRename(
  cells: readonly Cell[],
  index: SymbolIndex,
  { symbol, to }: { symbol: FoundSymbol; to: string },
): RenamePlan | { readonly refusal: string } {
  if (symbol.scope === 'elsewhere')
    return { refusal: `${symbol.name} is no name of this notebook: it cannot be renamed here.` };
  const problem = refuseName(to) ?? (to === symbol.name ? 'This is its name now.' : undefined);
  if (problem) return { refusal: problem };
  const found =
    symbol.scope === 'cell'
      ? renameLocal(cells, index, symbol, to)
      : renameShared(cells, index, symbol.name, to);
  if ('refusal' in found) return found;
  return {
    edits: found.map(({ cell, places, output }) => ({
      type: 'change',
      id: cell.id,
      change: {
        ...(places.length > 0 ? { source: replaced(cell.source, places, to) } : {}),
        ...(output ? { output: to } : {}),
      },
    })),
    cells: found.map(({ cell, places, output }) => ({
      cellId: cell.id,
      places: places.length + (output ? 1 : 0),
      ...lineOf(cell, { places, output, to }),
    })),
  };
}

interface CellRename {
  readonly cell: Cell;
  readonly places: readonly SymbolPlace[];
  /** The name of its value is renamed. */
  readonly output: boolean;
}

function refuseName(to: string): string | undefined {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(to))
    return 'A name is made of letters, digits, _ and $, and does not begin with a digit.';
  try {
    compileJavaScript(`const ${to} = 0`);
    return undefined;
  } catch (error) {
    if (error instanceof CompileError) return `${to} is a word of the language and cannot be a name.`;
    throw error;
  }
}

function renameLocal(
  cells: readonly Cell[],
  index: SymbolIndex,
  { cellId, local }: Extract<FoundSymbol, { scope: 'cell' }>,
  to: string,
): CellRename[] | { refusal: string } {
  const cell = cells.find(({ id }) => id === cellId);
  const symbols = cell && index.read(cell);
  if (!cell || !symbols) return { refusal: 'The text of this cell has a mistake: mend it first.' };
  const overlaps = symbols.locals.some(
    (other) => other.name === to && other.start < local.end && local.start < other.end,
  );
  const isRead = symbols.shared.some(
    ({ name, start, end }) => name === to && local.start <= start && end <= local.end,
  );
  if (overlaps || isRead) return { refusal: `${to} means something else there already.` };
  // A name that begins with _ and loses it would become the notebook's.
  if (isLocalName(local.name) && !isLocalName(to) && index.definitions(cells).has(to))
    return { refusal: `${to} is defined in cell ${definerOf(cells, index, to)} already.` };
  return [{ cell, places: local.places, output: false }];
}

function renameShared(
  cells: readonly Cell[],
  index: SymbolIndex,
  name: string,
  to: string,
): CellRename[] | { refusal: string } {
  if (index.definitions(cells).has(to))
    return { refusal: `${to} is defined in cell ${definerOf(cells, index, to)} already.` };
  const renames: CellRename[] = [];
  for (const cell of cells) {
    const output = nameOfValue(cell) === name;
    const symbols = index.read(cell);
    if (!symbols) {
      if (!mentions(cell.source, name) && !output) continue;
      return { refusal: `Cell ${cell.id} mentions ${name}, and its text has a mistake: mend it first.` };
    }
    const places = symbols.shared.filter((place) => isPlaceOf(cells, index, place, name));
    const refusal = refuseIn(cell, { index, places, to });
    if (refusal) return { refusal };
    if (places.length > 0 || output) renames.push({ cell, places, output });
  }
  const readers = renames.filter(
    ({ places, output }) => !output && !places.some(({ role }) => role === 'definition'),
  );
  if (isLocalName(to) && readers[0])
    return {
      refusal: `A name that begins with _ stays in its cell, and cell ${readers[0].cell.id} reads this one.`,
    };
  return renames;
}

const definerOf = (cells: readonly Cell[], index: SymbolIndex, name: string) =>
  index.definitions(cells).get(name)?.[0]?.cellId;

const isPlaceOf = (cells: readonly Cell[], index: SymbolIndex, place: SymbolPlace, name: string) =>
  place.name === `viewof$${name}` || index.meant(cells, place) === name;

const mentions = (source: string, name: string) =>
  source.toLowerCase().includes(name.toLowerCase()) &&
  new RegExp(`(?<![\\p{ID_Continue}$])${name.replaceAll('$', '\\$')}(?![\\p{ID_Continue}$])`, 'iu').test(
    source,
  );

/** Why the new name cannot stand in a cell. */
function refuseIn(
  cell: Cell,
  { index, places, to }: { index: SymbolIndex; places: readonly SymbolPlace[]; to: string },
): string | undefined {
  const { shared, locals } = index.last(cell);
  const isSame = ({ name, form }: SymbolPlace) =>
    form === 'sql' ? name.toLowerCase() === to.toLowerCase() : name === to;
  if (shared.some(isSame)) return `Cell ${cell.id} reads ${to} already, which would then mean this one.`;
  const isHidden = places.some(({ start, end, form }) =>
    form === 'sql'
      ? isTableOfText(cell.source, to)
      : locals.some((local) => local.name === to && local.start <= start && end <= local.end),
  );
  return isHidden ? `In cell ${cell.id} ${to} means something else where the name is read.` : undefined;
}

/** The text makes a table of that name itself: WITH, CREATE. */
const isTableOfText = (sql: string, name: string) =>
  !findSqlReferences(`${sql}\n;FROM ${quoted(name)}`).some(
    (table) => table.toLowerCase() === name.toLowerCase(),
  );

function replaced(source: string, places: readonly SymbolPlace[], to: string): string {
  let text = '';
  let at = 0;
  for (const place of places) {
    text += source.slice(at, place.start) + written(place, to);
    at = place.end;
  }
  return text + source.slice(at);
}

function written({ name, form }: SymbolPlace, to: string): string {
  const wanted = name.startsWith('viewof$') ? `viewof$${to}` : to;
  if (form === 'shorthand') return `${name}: ${wanted}`;
  if (form === 'import') return `${name} as ${wanted}`;
  if (form === 'json') return JSON.stringify(to);
  return form === 'sql' ? quoted(to) : wanted;
}

/** Words of SQL that are no names without quotes. */
const reserved = new Set(
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot using variadic when where window with'.split(
    ' ',
  ),
);

const quoted = (name: string): string => {
  const [first, second] = tokenizeSql(name);
  const isPlain = first?.type === 'word' && !second && /^[a-z_]\w*$/i.test(name);
  return isPlain && !reserved.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;
};

/** The first line that changes, as it is and as it will be. */
function lineOf(
  { source, output: name }: Cell,
  { places, output, to }: { places: readonly SymbolPlace[]; output: boolean; to: string },
): { before: string; after: string } {
  const [first] = places;
  if (output || !first) return { before: `${name} =`, after: `${to} =` };
  const start = source.lastIndexOf('\n', first.start - 1) + 1;
  const found = source.indexOf('\n', first.end);
  const end = found === -1 ? source.length : found;
  const here = places
    .filter((place) => place.end <= end)
    .map((place) => ({ ...place, start: place.start - start, end: place.end - start }));
  const line = source.slice(start, end);
  return { before: line.trim(), after: replaced(line, here, to).trim() };
}
