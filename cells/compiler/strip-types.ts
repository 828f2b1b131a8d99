import { decode } from '@jridgewell/sourcemap-codec';
import { transform } from 'sucrase';
import { placeAt } from './compile-error';
import { CompileError } from './compiled-cell';

/** JavaScript that stands line for line where the TypeScript stood, and the way back. */
export interface Stripped {
  readonly code: string;
  /** The offset in the source of what stands at an offset of `code`; undefined for what the source does not have. */
  toSource(offset: number): number | undefined;
}

/** Takes the types away and writes out what is more than a type: enums, parameters that are properties. */
export type StripTypes = (source: string) => Stripped;

/**
 * By Sucrase, which keeps every line where it is. Large: reached only by programs that hold a TypeScript cell.
 * @throws CompileError with the place in the source
 */
export const stripTypes: StripTypes = (source) => {
  const asExpression = () => strip(`(${source}\n)`, 1);
  try {
    // An object, as a whole text, looks like a block.
    if (/^\s*\{/.test(source)) return asExpression();
  } catch {}
  try {
    return strip(source, 0);
  } catch (error) {
    try {
      return asExpression(); // a function without a name
    } catch {
      throw error;
    }
  }
};

/** `wrapped`: so many characters stand before the author's first one, and as many lines and characters after the last. */
function strip(text: string, wrapped: 0 | 1): Stripped {
  const { code, mappings } = run(text);
  refuseNamespaces(text, code);
  const toLines = decode(mappings);
  const codeLines = lineStarts(code);
  const textLines = lineStarts(text);
  return {
    code: wrapped ? code.trimEnd().slice(1, -2) : code,
    toSource(offset) {
      const at = offset + wrapped;
      const line = codeLines.findLastIndex((start) => start <= at);
      const column = at - (codeLines[line] ?? 0);
      const segment = toLines[line]?.findLast(([start]) => start <= column);
      if (!segment || segment.length === 1) return undefined;
      const [start, , textLine, textColumn] = segment;
      return (textLines[textLine] ?? 0) + textColumn + (column - start) - wrapped;
    },
  };
}

function run(text: string): { code: string; mappings: string } {
  try {
    const { code, sourceMap } = transform(text, {
      transforms: ['typescript'],
      disableESTransforms: true,
      // An import runs its module, whatever is done with its names.
      keepUnusedImports: true,
      filePath: 'cell',
      sourceMapOptions: { compiledFilename: 'cell' },
    });
    return { code, mappings: sourceMap?.mappings ?? '' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const [, message = error.message, line, column] =
      /^Error transforming cell: (.*) \((\d+):(\d+)\)$/s.exec(error.message) ?? [];
    throw new CompileError(message, line ? Number(line) : undefined, column ? Number(column) : undefined);
  }
}

/** What Sucrase leaves out without a word would fail later, in other words. */
function refuseNamespaces(text: string, code: string): void {
  for (const { 0: found, index } of text.matchAll(
    /^[ \t]*(?:export[ \t]+)?namespace[ \t]+[\w$.]+[ \t]*\{/gm,
  )) {
    if (code.includes(found.trim())) continue; // in a string
    const { line, column } = placeAt(text, index + found.search(/\S/));
    throw new CompileError(
      'Namespaces do not run in a cell: the names of a cell, or an object, do the same.',
      line,
      column,
    );
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return starts;
}
