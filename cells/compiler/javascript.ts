import { type TranspiledJavaScript, transpileJavaScript } from '@observablehq/notebook-kit';
import { toCompileError } from './compile-error';
import { type CompiledCell, CompileError } from './compiled-cell';
import { type ImportPlace, rewriteImports } from './imports';
import { isLocalName } from './local-names';
import { compileNotebookImports } from './notebook-imports';
import { findTemplateTables } from './template-tables';

/**
 * Compiles a javascript cell: an expression shows its value, a program defines its top-level names.
 * @throws CompileError with the place in `source`
 */
export function compileJavaScript(source: string, { hidden = false } = {}): CompiledCell {
  const imported = compileNotebookImports(source);
  if (imported) return imported;
  const { transpiled, program, linesBefore, imports } = transpile(source);
  const { inputs = [], outputs: bound = [] } = transpiled;
  const outputs = bound.filter((name) => !isLocalName(name));
  return {
    body: returnOutputs(transpiled.body, bound, outputs),
    inputs,
    outputs,
    single: outputs.length === 1,
    autodisplay: !hidden && transpiled.autodisplay === true,
    autoview: false,
    files: [...(transpiled.files ?? [])],
    tables: inputs.includes('sql') ? findTemplateTables(source) : [],
    // An expression stands inside `return (`; Notebook Kit drops one leading line break.
    lineOffset:
      (transpiled.body.includes('{\nreturn (\n') && isExpression(transpiled) ? 2 : 1) +
      linesBefore -
      leadingBreak(program),
    ...(imports.length > 0 ? { imports: imports.map(({ specifier }) => specifier) } : {}),
  };
}

interface Transpiled {
  readonly transpiled: TranspiledJavaScript;
  /** What was transpiled: the source, its imports rewritten. */
  readonly program: string;
  readonly linesBefore: number;
  readonly imports: readonly ImportPlace[];
}

function transpile(source: string): Transpiled {
  let before = 0;
  try {
    const { source: program, linesBefore, places } = rewriteImports(source);
    before = linesBefore;
    return { transpiled: transpileJavaScript(program), program, linesBefore, imports: places };
  } catch (error) {
    const failure = toCompileError(error);
    if (!(failure instanceof CompileError) || failure.line === undefined) throw failure;
    throw new CompileError(failure.message, failure.line - before, failure.column);
  }
}

// Notebook Kit wraps an expression, and only an expression, in `return (` … `)` and gives it no outputs.
function isExpression({ body, outputs = [] }: TranspiledJavaScript): boolean {
  return (
    outputs.length === 0 && body.endsWith('\n)\n}') && /^(async )?\([^)]*\) => \{\nreturn \(\n/.test(body)
  );
}

function leadingBreak(source: string): number {
  return source.startsWith('\n') ? 1 : 0;
}

/** Of the names that the program binds, gives back those that are for others; a single one is the value of its cell, so that one variable in the graph is enough. */
function returnOutputs(body: string, bound: readonly string[], outputs: readonly string[]): string {
  if (bound.length === 0 || (outputs.length > 1 && outputs.length === bound.length)) return body;
  const ending = `\nreturn {${bound}};\n}`;
  if (!body.endsWith(ending)) throw new Error(`Unexpected end of a compiled cell: ${body.slice(-80)}`);
  const returned =
    outputs.length === 0 ? '' : `\nreturn ${outputs.length === 1 ? outputs[0] : `{${outputs}}`};`;
  return `${body.slice(0, -ending.length)}${returned}\n}`;
}
