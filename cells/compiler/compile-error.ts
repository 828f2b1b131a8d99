import { CompileError } from './compiled-cell';

/**
 * Acorn and Notebook Kit end their messages with `(line:column)`, the column counted from 0. Anything else is passed on.
 */
export function toCompileError(error: unknown): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const place = / \((\d+):(\d+)\)$/.exec(error.message);
  if (!place) return new CompileError(error.message);
  return new CompileError(error.message.slice(0, place.index), Number(place[1]), Number(place[2]) + 1);
}

/** Line and column (1-based) of an offset in a text. */
export function placeAt(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split(/\r\n?|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
