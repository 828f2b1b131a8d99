import { parseJavaScript } from '@observablehq/notebook-kit';
import type { AnyNode, ImportDeclaration, Node } from 'acorn';
import { full, type RecursiveVisitors } from 'acorn-walk';
import { placeAt } from './compile-error';
import { CompileError } from './compiled-cell';
import { refuseSpecifier } from './import-specifier';

/** The name under which a cell's function is given the loader of modules. */
export const importName = 'import$';

/** An import at its place in a text: offsets of the specifier with its quotes. */
export interface ImportPlace {
  readonly specifier: string;
  readonly start: number;
  readonly end: number;
}

export interface RewrittenImports {
  /** The program with every import as a call of the loader. */
  readonly source: string;
  /** Lines that now stand before the author's first. */
  readonly linesBefore: number;
  readonly places: readonly ImportPlace[];
}

/**
 * Turns imports into calls of the loader that the standard library gives: a notebook has no modules of its own to link. Those at
 * the top come first, all at once, as imports do.
 * @throws CompileError where an import cannot be had, SyntaxError where the text does not parse
 */
export function rewriteImports(source: string): RewrittenImports {
  if (!/\bimport\b/.test(source)) return { source, linesBefore: 0, places: [] };
  // acorn made it; the types of Notebook Kit call it by its supertype.
  const { body } = parseJavaScript(source) as unknown as { body: AnyNode };
  return rewriteImportsIn(body, source);
}

/** The same of a syntax tree of `source`; `base` walks what is no plain JavaScript. */
export function rewriteImportsIn(
  body: Node,
  source: string,
  base?: RecursiveVisitors<unknown>,
): RewrittenImports {
  const { declarations, expressions } = findImports(body, base);
  const places = [...declarations, ...expressions].flatMap(({ place }) => place ?? []);
  for (const place of places) refuse(source, place);
  const edits = [
    ...declarations.map(({ node }) => ({
      start: node.start,
      end: node.end,
      // Its lines stay, so that what follows keeps its own.
      text: source.slice(node.start, node.end).replace(/[^\r\n]/g, ''),
    })),
    ...expressions.map(({ node }) => ({ start: node.start, end: node.start + 6, text: importName })),
  ].toSorted((a, b) => b.start - a.start);
  let rewritten = source;
  for (const { start, end, text } of edits)
    rewritten = rewritten.slice(0, start) + text + rewritten.slice(end);
  const first = bindAll(declarations.map(({ node }) => node));
  return { source: first + rewritten, linesBefore: first ? 1 : 0, places };
}

interface Found<Kind> {
  readonly node: Kind;
  /** Absent where the specifier is computed. */
  readonly place?: ImportPlace;
}

function findImports(body: Node, base?: RecursiveVisitors<unknown>) {
  const declarations: Found<ImportDeclaration>[] = [];
  const expressions: Found<AnyNode>[] = [];
  const visit = (visited: Node) => {
    const node = visited as AnyNode; // acorn-walk calls every node by its supertype
    if (node.type === 'ImportDeclaration') declarations.push({ node, place: placeOf(node.source) });
    if (node.type === 'ImportExpression') expressions.push({ node, place: placeOf(node.source) });
  };
  full(body, visit, base);
  declarations.sort((a, b) => a.node.start - b.node.start);
  return { declarations, expressions };
}

const placeOf = (node: AnyNode): ImportPlace | undefined =>
  node.type === 'Literal' && typeof node.value === 'string'
    ? { specifier: node.value, start: node.start, end: node.end }
    : undefined;

function refuse(source: string, { specifier, start }: ImportPlace): void {
  const message = refuseSpecifier(specifier);
  if (message === undefined) return;
  const { line, column } = placeAt(source, start);
  throw new CompileError(message, line, column);
}

/** `const [{a, b: c}, all] = await Promise.all([…]);` and a line break. */
function bindAll(nodes: readonly ImportDeclaration[]): string {
  const bound = nodes.flatMap(bind);
  if (bound.length === 0) return '';
  const patterns = bound.map(({ pattern }) => pattern).join(', ');
  return `const [${patterns}] = await Promise.all([${bound.map(({ call }) => call).join(', ')}]);\n`;
}

function bind({ specifiers, source }: ImportDeclaration): { pattern: string; call: string }[] {
  const specifier = JSON.stringify(source.value);
  const named = specifiers.flatMap((each) => {
    if (each.type === 'ImportNamespaceSpecifier') return [];
    const imported = each.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(each.imported);
    return [{ imported, local: each.local.name }];
  });
  const whole = specifiers.flatMap((each) =>
    each.type === 'ImportNamespaceSpecifier'
      ? [{ pattern: each.local.name, call: `${importName}(${specifier})` }]
      : [],
  );
  if (named.length === 0 && whole.length > 0) return whole;
  const pattern = named.map(({ imported, local }) => `${JSON.stringify(imported)}: ${local}`).join(', ');
  const wanted = JSON.stringify(named.map(({ imported }) => imported));
  return [{ pattern: `{${pattern}}`, call: `${importName}(${specifier}, ${wanted})` }, ...whole];
}

/** A name of a module's may be any text in quotes. */
export const nameOf = (node: { type: string; name?: string; value?: unknown }): string =>
  node.type === 'Identifier' ? (node.name ?? '') : String(node.value);
