import { parseTemplate, transpileJavaScript } from '@observablehq/notebook-kit';
import { toCompileError } from './compile-error';
import { type CompiledCell, CompileError } from './compiled-cell';
import { rewriteImports } from './imports';

export interface TemplateOptions {
  /** The expression that takes the text, `md` or `htl.html`; may read names of other cells. */
  readonly tag: string;
  readonly hidden?: boolean;
  readonly output?: string;
  /** The shown value is an input whose value is the output. */
  readonly autoview?: boolean;
}

/**
 * Compiles text with `${…}` expressions to a call of a template tag, with the text exactly as the author wrote it: a
 * backslash is a backslash (only `\${` stands for a literal `${`), and `strings.raw` equals `strings`.
 * @throws CompileError with the place in `source`
 */
export function compileTemplate(source: string, options: TemplateOptions): CompiledCell {
  const { tag, hidden = false, output, autoview = false } = options;
  const { body, inputs = [], files = [], imports } = transpile(source, tag);
  return {
    body,
    inputs,
    outputs: output ? [output] : [],
    single: output !== undefined,
    autodisplay: !hidden && source !== '',
    autoview,
    files: [...files],
    tables: [],
    lineOffset: 2 + linesBefore,
    ...(imports ? { imports } : {}),
  };
}

const linesBefore = 1;

function transpile(source: string, tag: string) {
  try {
    const { texts, expressions } = splitTemplate(source);
    return compileCall(
      `((tag, strings, ...values) => tag((strings.raw = strings), ...values))(${tag}, ${JSON.stringify(texts)}\n${expressions}\n)`,
    );
  } catch (error) {
    throw toCompileError(error);
  }
}

function compileCall(call: string) {
  try {
    const { source, places } = rewriteImports(call);
    const imports = places.map(({ specifier }) => specifier);
    return { ...transpileJavaScript(source), ...(imports.length > 0 ? { imports } : {}) };
  } catch (error) {
    const failure = toCompileError(error);
    if (!(failure instanceof CompileError) || failure.line === undefined) throw failure;
    throw new CompileError(failure.message, failure.line - linesBefore, failure.column);
  }
}

/**
 * The literal texts, and the source with everything but the expressions blanked: `a ${x}` becomes `  ,(x)`, so that each
 * expression keeps its line and column.
 */
function splitTemplate(source: string): { texts: string[]; expressions: string } {
  const { quasis } = parseTemplate(source);
  const texts: string[] = [];
  let expressions = '';
  let end = 0;
  for (const [i, quasi] of quasis.entries()) {
    const text = source.slice(quasi.start, quasi.end);
    if (i > 0) expressions += `,(${source.slice(end + 2, quasi.start - 1)})`;
    texts.push(text.replace(/\\\$\{|\$\\\{/g, '${'));
    expressions += text.replace(/[^\r\n]/g, ' ');
    end = quasi.end;
  }
  return { texts, expressions };
}
