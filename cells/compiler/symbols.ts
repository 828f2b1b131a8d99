import { parseJavaScript, parseTemplate } from '@observablehq/notebook-kit';
import { type ObservableImport, type ObservableSpecifier, parseCell } from '@observablehq/parser';
import { type AnyNode, parseExpressionAt } from 'acorn';
import { isLocalName } from './local-names';
import { type Binding, findScopedNames } from './scopes';
import { findTablePlaces } from './sql-references';

/** A name at its place in a cell's text, and how it is written there: what a rename has to write instead. */
export interface SymbolPlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly role: 'definition' | 'reference';
  /** `shorthand`: `{x}`; `import`: the name in braces of an import is that of the module too; `sql`: a table, told from others without case, in quotes where it needs them; `json`: in quotes, an option. */
  readonly form: 'name' | 'shorthand' | 'import' | 'sql' | 'json';
}

/** What the names in a cell's text mean. */
export interface CellSymbols {
  /** Names that the cell shares with the notebook: those it defines for other cells, and those it reads from elsewhere; in order. */
  readonly shared: readonly SymbolPlace[];
  /** Names of the cell's own, each with its scope and places. */
  readonly locals: readonly Local[];
}

export interface Local {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly places: readonly SymbolPlace[];
}

export const noSymbols: CellSymbols = { shared: [], locals: [] };

/** Of a program or expression. Undefined while the text does not parse, as it mostly does not while somebody types. */
export function findJavaScriptSymbols(source: string): CellSymbols | undefined {
  return whenItParses(() => {
    // acorn made it; the types of Notebook Kit call it by its supertype.
    const { body } = parseJavaScript(source) as unknown as { body: AnyNode };
    const { shared, locals } = symbolsOf([body], body.type === 'Program');
    const asThere = sameNamesIn(body);
    const told = shared.map((place) =>
      asThere.has(place.start) ? { ...place, form: 'import' as const } : place,
    );
    return { shared: inOrder([...told, ...replacementsIn(body)]), locals };
  });
}

/** Of a cell in Observable's older dialect: at most one name is defined, by `x = …`, `viewof x = …` or `mutable x = …`. */
export function findObservableSymbols(source: string): CellSymbols | undefined {
  return whenItParses(() => {
    const { id, body } = parseCell(source);
    if (!body) return noSymbols;
    if (body.type === 'ImportDeclaration') return symbolsOfImport(body);
    const { shared, locals } = symbolsOf([body], false);
    if (!id) return { shared, locals };
    const { name, start, end } = 'id' in id ? id.id : id;
    return { shared: inOrder([{ name, start, end, role: 'definition', form: 'name' }, ...shared]), locals };
  });
}

/** Of the expressions in text with `${…}`. */
export function findTemplateSymbols(source: string): CellSymbols | undefined {
  return whenItParses(() => symbolsOf(expressionsIn(source), false));
}

/** Of a query: the tables that it reads and does not define, and the expressions in `${…}`. */
export function findSqlSymbols(source: string): CellSymbols | undefined {
  return whenItParses(() => {
    const { shared, locals } = symbolsOf(expressionsIn(source), false);
    const tables = findTablePlaces(source).map(
      (place): SymbolPlace => ({ ...place, role: 'reference', form: 'sql' }),
    );
    return { shared: inOrder([...shared, ...tables]), locals };
  });
}

/** Of options in JSON: the strings that stand at `paths` and name a value of another cell. */
export function findOptionSymbols(
  source: string,
  paths: readonly (readonly string[])[],
): CellSymbols | undefined {
  return whenItParses(() => {
    const root = parseExpressionAt(source, 0, { ecmaVersion: 'latest' });
    const found = paths.flatMap((path) => {
      const node = path.reduce<AnyNode | undefined>(propertyOf, root);
      if (node?.type !== 'Literal' || typeof node.value !== 'string' || node.value === '') return [];
      const place: SymbolPlace = {
        name: node.value,
        start: node.start,
        end: node.end,
        role: 'reference',
        form: 'json',
      };
      return [place];
    });
    return { shared: inOrder(found), locals: [] };
  });
}

/** `isProgram`: names at the outermost level are for other cells, but those that are local by their name. */
function symbolsOf(roots: readonly AnyNode[], isProgram: boolean): CellSymbols {
  const shared: SymbolPlace[] = [];
  const locals: Local[] = [];
  for (const root of roots) {
    const { bindings, free } = findScopedNames(root);
    for (const { name, start, end, role, isShorthand } of free)
      shared.push({ name, start, end, role, form: isShorthand ? 'shorthand' : 'name' });
    for (const binding of bindings) {
      if (isProgram && binding.isTop && !isLocalName(binding.name)) shared.push(...placesOf(binding));
      else
        locals.push({
          name: binding.name,
          start: binding.start,
          end: binding.end,
          places: placesOf(binding),
        });
    }
  }
  return { shared: inOrder(shared), locals };
}

const placesOf = ({ name, mentions }: Binding): SymbolPlace[] =>
  mentions.map(({ start, end, role, isShorthand }) => ({
    ...{ name, start, end, role },
    form: isShorthand ? 'shorthand' : 'name',
  }));

/** Where a name in the braces of an import is the one of the module as well. */
function sameNamesIn(body: AnyNode): ReadonlySet<number> {
  if (body.type !== 'Program') return new Set();
  const imports = body.body.filter((node) => node.type === 'ImportDeclaration');
  return new Set(
    imports.flatMap(({ specifiers }) =>
      specifiers.flatMap((each) =>
        each.type === 'ImportSpecifier' && each.imported.start === each.local.start ? each.local.start : [],
      ),
    ),
  );
}

/** `with {data: "myData"}`: the names of this notebook that another's cells are given. */
function replacementsIn(body: AnyNode): SymbolPlace[] {
  if (body.type !== 'Program') return [];
  const imports = body.body.filter((node) => node.type === 'ImportDeclaration');
  return imports.flatMap(({ source, attributes }) =>
    String(source.value).startsWith('notebook:')
      ? attributes.map(
          ({ value }): SymbolPlace => ({
            ...{ name: String(value.value), start: value.start, end: value.end },
            ...{ role: 'reference', form: 'json' },
          }),
        )
      : [],
  );
}

/** `import {viewof alpha as beta} with {mine as theirs} from …` */
function symbolsOfImport({ specifiers, injections = [] }: ObservableImport): CellSymbols {
  const places = (given: readonly ObservableSpecifier[], role: SymbolPlace['role']) =>
    given.map(({ imported, local }): SymbolPlace => {
      const { name, start, end } = role === 'definition' ? local : imported;
      return { name, start, end, role, form: imported.start === local.start ? 'import' : 'name' };
    });
  return {
    shared: inOrder([...places(specifiers, 'definition'), ...places(injections, 'reference')]),
    locals: [],
  };
}

const expressionsIn = (source: string): AnyNode[] =>
  // A template that acorn's own parser made, again by its supertype.
  (parseTemplate(source) as unknown as { expressions: AnyNode[] }).expressions;

function propertyOf(node: AnyNode | undefined, key: string): AnyNode | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties)
    if (property.type === 'Property' && property.key.type === 'Literal' && property.key.value === key)
      return property.value;
  return undefined;
}

const inOrder = (places: readonly SymbolPlace[]) => places.toSorted((a, b) => a.start - b.start);

function whenItParses<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
