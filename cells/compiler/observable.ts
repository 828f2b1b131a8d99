import { type TranspiledJavaScript, transpile } from '@observablehq/notebook-kit';
import { type ObservableCell, parseCell, walk } from '@observablehq/parser';
import { toCompileError } from './compile-error';
import { type CompiledCell, CompileError } from './compiled-cell';
import { type RewrittenImports, rewriteImportsIn } from './imports';
import { compileJavaScript } from './javascript';
import { compileObservableImport } from './notebook-imports';
import { findTemplateTablesIn } from './template-tables';

/**
 * Compiles a cell of Observable's older dialect: `x = …`, `viewof x = …`, `mutable x = …`, `{ … return … }`, `yield`. One name at
 * most, and that without `const`.
 * @throws CompileError with the place in `source`
 */
export function compileObservable(source: string, { hidden = false } = {}): CompiledCell {
  const cell = read(source);
  if (cell.body?.type === 'ImportDeclaration')
    return compileObservableImport(cell.body, source) ?? compileJavaScript(source, { hidden: true });
  const { source: program, places } = rewriteIn(cell, source);
  const { inputs = [], ...transpiled } = transpileCell(program);
  const name = cell.id && ('id' in cell.id ? cell.id.id.name : cell.id.name);
  const isMutable = cell.id?.type === 'MutableExpression';
  // Strict, as modules are: where there is no value before, `this` is undefined.
  const body = `(() => { "use strict"; return ${transpiled.body} })()`;
  const firstLine = cell.body ? source.slice(0, cell.body.start).split('\n').length : 1;
  return {
    ...(isMutable && name ? mutableBody(body, inputs, name) : { body, inputs }),
    outputs: name ? [name] : [],
    single: name !== null && !isMutable,
    autodisplay: !hidden && cell.body !== null,
    autoview: cell.id?.type === 'ViewExpression',
    automutable: isMutable,
    files: [...(transpiled.files ?? [])],
    tables: cell.body && inputs.includes('sql') ? findTemplateTablesIn(cell.body, walk) : [],
    lineOffset: 2 - firstLine,
    ...(places.length > 0 ? { imports: places.map(({ specifier }) => specifier) } : {}),
  };
}

function rewriteIn({ body }: ObservableCell, source: string): Pick<RewrittenImports, 'source' | 'places'> {
  try {
    return body ? rewriteImportsIn(body, source, walk) : { source, places: [] };
  } catch (error) {
    throw toCompileError(error);
  }
}

/**
 * The cell as a syntax tree.
 * @throws CompileError
 */
function read(source: string): ObservableCell {
  try {
    const cell = parseCell(source);
    if (cell.body?.type === 'ImportDeclaration' && !/["'](npm:|notebook:|\.\/)/.test(source))
      throw new CompileError(
        'Notebooks of observablehq.com are not imported from: copy the cells that you need into this notebook. Of notebooks here, write "notebook:name".',
        1,
        1,
      );
    return cell;
  } catch (error) {
    throw toCompileError(error);
  }
}

function transpileCell(source: string): TranspiledJavaScript {
  try {
    return transpile(source, 'ojs');
  } catch (error) {
    throw toCompileError(error);
  }
}

/** The value that others follow under its name, and what they change it by under `mutable$name`. */
function mutableBody(body: string, inputs: readonly string[], name: string) {
  const all = inputs.includes('Mutable') ? inputs : [...inputs, 'Mutable'];
  const changer = '{ get value() { return live.value; }, set value(next) { live.value = next; } }';
  // All before the author's text stands on one line, so that lines stay where they are.
  return {
    body: `async (${all.join(', ')}) => ((live) => ({ ${name}: live, mutable$${name}: ${changer} }))(Mutable(await (${body})(${inputs.join(', ')})))`,
    inputs: all,
  };
}
