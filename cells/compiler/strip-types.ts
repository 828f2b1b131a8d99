import { transform } from 'sucrase';
import { placeAt } from './compile-error';
import { CompileError } from './compiled-cell';

/** JavaScript that stands line for line where the TypeScript stood, and the way back. */
export interface Stripped {
  readonly code: string;
  /** The offset in the source of the word that stands at an offset of `code`; undefined for what the source does not have. */
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
  } catch {
    // It is a block: read as what it looks like.
  }
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
  const code = run(text);
  refuseNamespaces(text, code);
  const codeLines = lineStarts(code);
  const textLines = lineStarts(text);
  const lineOf = (whole: string, starts: readonly number[], line: number) =>
    whole.slice(starts[line], starts[line + 1]);
  return {
    code: wrapped ? code.trimEnd().slice(1, -2) : code,
    toSource(offset) {
      const at = offset + wrapped;
      const line = codeLines.findLastIndex((start) => start <= at);
      const column = at - (codeLines[line] ?? 0);
      const found = alignLine(lineOf(code, codeLines, line), lineOf(text, textLines, line), column);
      return found === undefined ? undefined : (textLines[line] ?? 0) + found - wrapped;
    },
  };
}

/**
 * The column in a line of the source of what stands at a column of the same line without types. What is left is, but for what enums
 * write, the source with words left out: each finds its own by looking ahead from the one before. (Sucrase's map loses its way at
 * templates.)
 */
function alignLine(line: string, source: string, column: number): number | undefined {
  const words = [...source.matchAll(word)];
  let next = 0;
  for (const { 0: text, index } of line.matchAll(word)) {
    const found = words.findIndex((one, place) => place >= next && one[0] === text);
    const end = index + text.length;
    if (column < end) {
      const start = words[found]?.index;
      return start === undefined || column < index ? undefined : start + column - index;
    }
    if (found !== -1) next = found + 1;
  }
  return undefined;
}

const word = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|\S/gu;

function run(text: string): string {
  try {
    return transform(text, {
      transforms: ['typescript'],
      disableESTransforms: true,
      // An import runs its module, whatever is done with its names.
      keepUnusedImports: true,
    }).code;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const [, message = error.message, line, column] =
      /^(?:Error transforming cell: )?(.*) \((\d+):(\d+)\)$/s.exec(error.message) ?? [];
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
