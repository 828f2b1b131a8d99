import { analyze, type Cycle } from '@/cells/compiler/analyze';
import { isLocalName } from '@/cells/compiler/local-names';
import { type CellSymbols, noSymbols, type SymbolPlace } from '@/cells/compiler/symbols';
import { hasTypeScript } from '@/cells/compiler/typescript';
import type { Cell } from '@/cells/document/notebook';
import { kindOf } from '@/cells/kinds';

/** Where a name of the notebook is defined; without a place it is the name of the cell's value. */
export interface Definition {
  readonly cellId: number;
  readonly place?: SymbolPlace;
}

/**
 * What the names of a notebook mean, by its present text. Cells never change, they are replaced: what was found out about one
 * is kept as long as it is, so that a question after a key press reads one cell only.
 */
export interface SymbolIndex {
  /** Undefined while the text does not parse. */
  read(cell: Cell): CellSymbols | undefined;
  /** As `read`; of a text that does not parse, what was last known of it. Its places are then not those of the text. */
  last(cell: Cell): CellSymbols;
  /** Every name that the cells define for one another. */
  definitions(cells: readonly Cell[]): ReadonlyMap<string, readonly Definition[]>;
  /** The name that a place reads or defines; for a table in SQL the one that is meant, in whatever case. Undefined: no cell defines it. */
  meant(cells: readonly Cell[], place: Pick<SymbolPlace, 'name' | 'form'>): string | undefined;
  /** Cells that wait for each other. */
  cycles(cells: readonly Cell[]): readonly Cycle[];
}

interface Facts {
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly byLowerCase: ReadonlyMap<string, string>;
  cycles?: readonly Cycle[];
}

export function createSymbolIndex(): SymbolIndex {
  const known = new WeakMap<Cell, { symbols: CellSymbols | undefined }>();
  const lastRead = new Map<number, CellSymbols>();
  const facts = new WeakMap<readonly Cell[], Facts>();

  const read = (cell: Cell): CellSymbols | undefined => {
    const before = known.get(cell);
    if (before) return before.symbols;
    const kind = kindOf(cell);
    const symbols = kind ? kind.symbols(cell) : noSymbols;
    // What is not read yet, because what reads it is on its way, is asked again.
    if (symbols || cell.kind !== 'typescript' || hasTypeScript()) known.set(cell, { symbols });
    if (symbols) lastRead.set(cell.id, symbols);
    return symbols;
  };
  const last = (cell: Cell): CellSymbols => read(cell) ?? lastRead.get(cell.id) ?? noSymbols;

  const factsOf = (cells: readonly Cell[]): Facts => {
    const before = facts.get(cells);
    if (before) return before;
    const definitions = new Map<string, Definition[]>();
    const define = (name: string, definition: Definition) => {
      const others = definitions.get(name);
      if (others) others.push(definition);
      else definitions.set(name, [definition]);
    };
    for (const cell of cells) {
      const name = nameOfValue(cell);
      if (name !== undefined) define(name, { cellId: cell.id });
      for (const place of last(cell).shared)
        if (place.role === 'definition') define(place.name, { cellId: cell.id, place });
    }
    const byLowerCase = new Map([...definitions.keys()].map((name) => [name.toLowerCase(), name]));
    const found: Facts = { definitions, byLowerCase };
    if (hasTypeScript() || !cells.some(({ kind }) => kind === 'typescript')) facts.set(cells, found);
    return found;
  };

  const meant: SymbolIndex['meant'] = (cells, { name, form }) => {
    const { definitions, byLowerCase } = factsOf(cells);
    if (definitions.has(name)) return name;
    return form === 'sql' ? byLowerCase.get(name.toLowerCase()) : undefined;
  };

  const shapeOf = (cells: readonly Cell[], cell: Cell) => {
    const own = nameOfValue(cell);
    const { shared } = last(cell);
    const defined = new Set(shared.flatMap(({ role, name }) => (role === 'definition' ? name : [])));
    const inputs = shared.flatMap((place) => {
      const name = meant(cells, place);
      // A query whose name is that of a table reads the table.
      return name === undefined || defined.has(name) || (place.form === 'sql' && name === own) ? [] : name;
    });
    return { inputs: [...new Set(inputs)], outputs: [...defined, ...(own === undefined ? [] : [own])] };
  };

  return {
    read,
    last,
    meant,
    definitions: (cells) => factsOf(cells).definitions,
    cycles(cells) {
      const found = factsOf(cells);
      found.cycles ??= analyze(new Map(cells.map((cell) => [cell.id, shapeOf(cells, cell)]))).cycles;
      return found.cycles;
    },
  };
}

/** The name under which other cells read a cell's value, where it is not its text that says so. */
export const nameOfValue = ({ kind, output }: Cell): string | undefined =>
  namedByText.has(kind) || output === undefined || isLocalName(output) ? undefined : output;

const namedByText: ReadonlySet<Cell['kind']> = new Set([
  'javascript',
  'typescript',
  'observable',
  'unsupported',
] satisfies Cell['kind'][]);
