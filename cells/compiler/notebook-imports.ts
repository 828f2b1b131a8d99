import { parseJavaScript } from '@observablehq/notebook-kit';
import type { ObservableImport } from '@observablehq/parser';
import type { AnyNode, ImportDeclaration } from 'acorn';
import { placeAt } from './compile-error';
import { type CompiledCell, CompileError, type NotebookImport } from './compiled-cell';
import { nameOf } from './imports';
import { isLocalName } from './local-names';

/** The name under which a cell's function is given what brings other notebooks here. */
export const notebookName = 'notebook$';

const prefix = 'notebook:';

/** Quick, and never wrong about a text that imports from none. */
export const mayImportNotebook = (source: string): boolean =>
  source.includes(prefix) && /\bimport\b/.test(source);

/**
 * A cell that imports cells of other notebooks: `import {chart, data as rides} from "notebook:sales" with {year: "myYear"}`.
 * Undefined for every other text.
 * @throws CompileError where something else stands beside it, or no cell is named
 */
export function compileNotebookImports(source: string): CompiledCell | undefined {
  if (!mayImportNotebook(source)) return undefined;
  const program = parse(source);
  const body = program?.type === 'Program' ? program.body : [];
  const declarations = body.filter((node) => node.type === 'ImportDeclaration');
  const found = declarations.filter(({ source: { value } }) => String(value).startsWith(prefix));
  if (found.length === 0) return undefined;
  const other = body.find((node) => !found.some((each) => each === node));
  if (other) refuse(source, other, 'What is imported from a notebook stands in a cell of its own.');
  return compileImports(found.map((declaration) => readDeclaration(declaration, source)));
}

/** The same in Observable's older dialect: `import {viewof alpha} with {mine as theirs} from "notebook:sales"`. */
export function compileObservableImport(node: ObservableImport, source: string): CompiledCell | undefined {
  const specifier = String(node.source.value);
  if (!specifier.startsWith(prefix)) return undefined;
  const names = node.specifiers.flatMap((each) => {
    const { view = false, mutable = false } = each;
    if (each.type !== 'ImportSpecifier') return refuse(source, node, wantsNames);
    const [name, as] = [nameOf(each.imported ?? each.local), each.local.name];
    const special = view ? 'viewof$' : mutable ? 'mutable$' : undefined;
    // Who imports an input has its value, too.
    return [{ name, as }, ...(special ? [{ name: special + name, as: special + as }] : [])];
  });
  // `mine as theirs`: the other way round than in what is imported.
  const injected = (node.injections ?? []).flatMap(({ imported, local, view = false }) => [
    { name: local.name, from: nameOf(imported) },
    ...(view ? [{ name: `viewof$${local.name}`, from: `viewof$${nameOf(imported)}` }] : []),
  ]);
  return compileImports([{ notebook: readName(specifier, node, source), names, injected }]);
}

function parse(source: string): AnyNode | undefined {
  try {
    // acorn made it; the types of Notebook Kit call it by its supertype.
    return (parseJavaScript(source) as unknown as { body: AnyNode }).body;
  } catch {
    return undefined; // whoever compiles it says what is wrong
  }
}

const wantsNames = 'Name the cells that you want: import {chart, data} from "notebook:name".';

function readDeclaration(node: ImportDeclaration, source: string): NotebookImport {
  const notebook = readName(String(node.source.value), node, source);
  if (node.specifiers.length === 0) refuse(source, node, wantsNames);
  const names = node.specifiers.map((each) => {
    if (each.type !== 'ImportSpecifier') return refuse(source, each, wantsNames);
    const [name, as] = [nameOf(each.imported), each.local.name];
    if (isLocalName(as))
      refuse(source, each, `${as} would stay in this cell. Name it without _ at its front.`);
    return { name, as };
  });
  const injected = node.attributes.map(({ key, value }) => ({
    name: nameOf(key),
    from: String(value.value),
  }));
  return { notebook, names, injected };
}

function readName(specifier: string, node: AnyNode | ObservableImport, source: string): string {
  const name = specifier.slice(prefix.length).trim();
  return name === '' || name.length > 300
    ? refuse(source, node, 'Name a notebook by its title, as in "notebook:sales-forecast", or by its id.')
    : name;
}

function refuse(source: string, { start }: { readonly start: number }, message: string): never {
  const { line, column } = placeAt(source, start);
  throw new CompileError(message, line, column);
}

function compileImports(notebooks: readonly NotebookImport[]): CompiledCell {
  return {
    // The names are not in what it gives: the graph takes them from the cells that are brought here.
    body: `async (${notebookName}) => { await ${notebookName}(); return {}; }`,
    inputs: [notebookName],
    outputs: [...new Set(notebooks.flatMap(({ names }) => names.map(({ as }) => as)))],
    single: false,
    autodisplay: false,
    autoview: false,
    files: [],
    tables: [],
    // No line of this is the author's.
    lineOffset: 1,
    notebooks,
  };
}
