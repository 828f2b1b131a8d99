import { parseJavaScript } from '@observablehq/notebook-kit';
import { placeAt } from './compile-error';
import { CompileError } from './compiled-cell';

/**
 * A notebook runs on what is bundled: no module comes from another host. Says so where the import stands, rather than
 * letting the browser refuse it later.
 * @throws CompileError
 */
export function refuseImports(source: string): void {
  if (!/\bimport\b/.test(source)) return;
  refuseImportsOf(parseJavaScript(source).body, source);
}

/** The same of a syntax tree of `source`. */
export function refuseImportsOf(body: unknown, source: string): void {
  const [first] = findImports(body);
  if (!first) return;
  const { line, column } = placeAt(source, first.start);
  throw new CompileError(
    `Cannot import ${JSON.stringify(first.specifier)}: packages from elsewhere are not available yet. ` +
      'Built in, without import: d3, Plot, Plotly, Inputs, htl, aq and op (Arquero), tf (TensorFlow.js), ml, sql, stats.',
    line,
    column,
  );
}

interface ImportPlace {
  readonly specifier: string;
  readonly start: number;
}

function* findImports(node: unknown): Generator<ImportPlace> {
  if (Array.isArray(node)) {
    for (const child of node) yield* findImports(child);
    return;
  }
  if (!isNode(node)) return;
  if (node.type === 'ImportDeclaration' || node.type === 'ImportExpression') {
    const { source } = node;
    if (isNode(source) && typeof source.value === 'string')
      yield { specifier: source.value, start: node.start };
  }
  for (const child of Object.values(node)) if (typeof child === 'object') yield* findImports(child);
}

function isNode(value: unknown): value is { type: string; start: number; source?: unknown; value?: unknown } {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
