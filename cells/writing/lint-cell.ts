import { CompileError } from '@/cells/compiler/compiled-cell';
import { isLocalName } from '@/cells/compiler/local-names';
import { findSqlSlips } from '@/cells/compiler/sql-slips';
import type { SymbolPlace } from '@/cells/compiler/symbols';
import type { Cell } from '@/cells/document/notebook';
import { compileCell } from '@/cells/kinds';
import { databaseVariable } from '@/cells/kinds/sql/database';
import { nearestName } from './nearest-name';
import { nameOfValue, type SymbolIndex } from './symbol-index';

/** Something in a cell's text that will not work, told before it runs. */
export interface Mistake {
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** Offsets in the text; or line and column, 1-based; neither where it is about the cell as a whole. */
  readonly start?: number;
  readonly end?: number;
  readonly line?: number;
  readonly column?: number;
  /** What could stand from `start` to `end` instead. */
  readonly instead?: string;
  /** The cell that it is about as well. */
  readonly otherCell?: number;
}

/** What the names of a notebook mean, as far as the author's text does not say so. */
export interface Knowledge {
  /** Names of the standard library and of the browser. */
  isBuiltIn(name: string): boolean;
  /** For what was likely meant. */
  readonly builtInNames: readonly string[];
  /** Names of attached data sets, lower case; undefined while they are not known. */
  readonly datasets: ReadonlySet<string> | undefined;
}

/** Every mistake that can be seen in the text of a cell, given the others: what does not parse, unknown and repeated names, circles. */
export function lintCell(
  cell: Cell,
  cells: readonly Cell[],
  index: SymbolIndex,
  known: Knowledge,
): Mistake[] {
  if (cell.kind === 'unsupported' || cell.source.trim() === '') return [];
  const syntax = findSyntaxError(cell, new Set(index.definitions(cells).keys()));
  const slips: Mistake[] =
    cell.kind === 'sql' ? findSqlSlips(cell.source).map((slip) => ({ ...slip, severity: 'error' })) : [];
  const symbols = index.read(cell);
  if (!symbols) return [...(syntax ? [syntax] : []), ...slips];
  const isUnknown = findUnknown(cells, index, known);
  const mistakes: Mistake[] = symbols.shared.flatMap((place) =>
    place.role === 'definition'
      ? findRepeated(place.name, cell, cells, index, place)
      : (isUnknown(place, cell) ?? findCircle(place, cell, cells, index)),
  );
  const own = nameOfValue(cell);
  if (own !== undefined) mistakes.push(...findRepeated(own, cell, cells, index));
  return [...(syntax ? [syntax] : []), ...slips, ...firstOfEach(mistakes)];
}

function findSyntaxError(cell: Cell, names: ReadonlySet<string>): Mistake | undefined {
  try {
    compileCell(cell, { names });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const place = error instanceof CompileError ? { line: error.line, column: error.column } : {};
    return { message: error.message, severity: 'error', ...place };
  }
}

function findUnknown(cells: readonly Cell[], index: SymbolIndex, known: Knowledge) {
  const names = index.definitions(cells);
  const isKnown = (name: string) =>
    names.has(name.replace(/^viewof\$/, '')) || known.isBuiltIn(name) || name === 'arguments';
  return (place: SymbolPlace, cell: Cell): Mistake[] | undefined => {
    const { name, form, start, end } = place;
    if (index.meant(cells, place) !== undefined) return undefined;
    if (form === 'sql' || form === 'json') return findUnknownTable(place, cell, cells, index, known);
    if (isKnown(name)) return undefined;
    if (isLocalName(name)) {
      const owner = cells.find((other) => index.last(other).locals.some((local) => local.name === name));
      if (owner && owner.id !== cell.id)
        return [
          {
            ...{ start, end, severity: 'error', otherCell: owner.id },
            message: `${name} stays in cell ${owner.id}, because it begins with _. Call it ${name.replace(/^_+/, '')} there to read it here.`,
          },
        ];
    }
    const locals = index.read(cell)?.locals.filter((local) => local.start <= start && end <= local.end) ?? [];
    const instead = nearestName(name, [
      ...locals.map((local) => local.name),
      ...names.keys(),
      ...known.builtInNames,
    ]);
    return [
      {
        ...{ start, end, severity: 'error' },
        message: `No cell defines ${name}.${instead ? ` Did you mean ${instead}?` : ''}`,
        ...(instead && form === 'name' ? { instead } : {}),
      },
    ];
  };
}

/** Tables of the engine itself. */
const ofEngine = /^(duckdb|pg|sqlite|pragma)_|^information_schema$/i;

function findUnknownTable(
  { name, form, start, end }: SymbolPlace,
  cell: Cell,
  cells: readonly Cell[],
  index: SymbolIndex,
  { datasets }: Knowledge,
): Mistake[] {
  const isTable = form === 'sql' || cell.kind === 'chart';
  // What a cell's own database holds is not known here.
  if (form === 'sql' && cell.kind === 'sql' && databaseVariable(cell, index.definitions(cells)) !== undefined)
    return [];
  if (isTable && (!datasets || datasets.has(name.toLowerCase()) || ofEngine.test(name))) return [];
  if (isTable && cells.some(({ source }) => makesTable(source, name))) return [];
  const names = index.definitions(cells).keys();
  const instead = nearestName(name, isTable ? [...names, ...(datasets ?? [])] : names);
  const said = isTable ? `No cell and no attached data set is called ${name}.` : `No cell defines ${name}.`;
  return [
    {
      ...{ start, end, severity: isTable ? 'warning' : 'error' },
      message: instead ? `${said} Did you mean ${instead}?` : said,
      ...(instead && form === 'sql' && /^\w+$/.test(instead) ? { instead } : {}),
    },
  ];
}

const makesTable = (source: string, name: string): boolean =>
  [...source.matchAll(/\bcreate\b[^;]*?\b(?:table|view)\s+(?:if\s+not\s+exists\s+)?"?([\w$]+)/gi)].some(
    ([, made]) => made?.toLowerCase() === name.toLowerCase(),
  );

function findRepeated(
  name: string,
  cell: Cell,
  cells: readonly Cell[],
  index: SymbolIndex,
  place?: SymbolPlace,
): Mistake[] {
  const others = index
    .definitions(cells)
    .get(name)
    ?.filter(({ cellId }) => cellId !== cell.id);
  const [other] = others ?? [];
  if (!other) return [];
  return [
    {
      ...{ start: place?.start, end: place?.end, severity: 'error', otherCell: other.cellId },
      message: `${name} is defined in cell ${other.cellId} as well. Rename one of them, or begin the name with _ to keep it in its cell.`,
    },
  ];
}

function findCircle(place: SymbolPlace, cell: Cell, cells: readonly Cell[], index: SymbolIndex): Mistake[] {
  const name = index.meant(cells, place);
  if (name === undefined) return [];
  for (const { cellIds, names } of index.cycles(cells)) {
    const step = cellIds.indexOf(cell.id);
    const next = (step + 1) % cellIds.length;
    if (step === -1 || names[next] !== name) continue;
    return [
      {
        ...{ start: place.start, end: place.end, severity: 'error' },
        message: `Circular: ${[...names, names[0]].join(' → ')}. Each of these waits for the next; break the circle in one cell.`,
        ...(cellIds[next] === cell.id ? {} : { otherCell: cellIds[next] }),
      },
    ];
  }
  return [];
}

/** A name that is wrong twenty times is told at its first five places. */
function firstOfEach(mistakes: readonly Mistake[]): Mistake[] {
  const counts = new Map<string, number>();
  return mistakes.filter(({ message }) => {
    const count = (counts.get(message) ?? 0) + 1;
    counts.set(message, count);
    return count <= 5;
  });
}
