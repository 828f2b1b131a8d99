import { type TranspiledJavaScript, transpileJavaScript } from '@observablehq/notebook-kit';
import { toCompileError } from './compile-error';
import type { CompiledCell } from './compiled-cell';
import { refuseImports } from './imports';
import { findTemplateTables } from './template-tables';

/**
 * Compiles a javascript cell: an expression shows its value, a program defines its top-level names.
 * @throws CompileError with the place in `source`
 */
export function compileJavaScript(source: string, { hidden = false } = {}): CompiledCell {
  const transpiled = transpile(source);
  const { inputs = [], outputs = [] } = transpiled;
  const single = outputs.length === 1;
  return {
    body: single ? returnValue(transpiled.body, outputs[0] ?? '') : transpiled.body,
    inputs,
    outputs,
    single,
    autodisplay: !hidden && transpiled.autodisplay === true,
    autoview: false,
    files: [...(transpiled.files ?? [])],
    tables: inputs.includes('sql') ? findTemplateTables(source) : [],
    // An expression stands inside `return (`; Notebook Kit drops one leading line break.
    lineOffset:
      (transpiled.body.includes('{\nreturn (\n') && isExpression(transpiled) ? 2 : 1) - leadingBreak(source),
  };
}

function transpile(source: string): TranspiledJavaScript {
  try {
    refuseImports(source);
    return transpileJavaScript(source);
  } catch (error) {
    throw toCompileError(error);
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

/** A single name is the value of its cell, so that one variable in the graph is enough. */
function returnValue(body: string, name: string): string {
  const ending = `\nreturn {${name}};\n}`;
  if (!body.endsWith(ending)) throw new Error(`Unexpected end of a compiled cell: ${body.slice(-80)}`);
  return `${body.slice(0, -ending.length)}\nreturn ${name};\n}`;
}
