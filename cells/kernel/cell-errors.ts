import { CompileError } from '@/cells/compiler/compiled-cell';
import type { CellError } from './cell-run';
import type { Program } from './program';

/** Thrown in the graph by a cell that has no value yet because nobody ran it. */
export class NotRun extends Error {
  override readonly name = 'NotRun';
}

/** Told to the graph when it must not wait for a run any longer. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Any thrown value as what the author is told, with the place in the cell's own text when the stack shows it. */
export function toCellError(error: unknown, program?: Program): CellError {
  if (!(error instanceof Error))
    return { name: 'Error', message: typeof error === 'string' ? error : String(error) };
  const { name, message, stack } = error;
  const place =
    error instanceof CompileError || knowsPlace(error)
      ? error
      : program && stack
        ? placeInStack(stack, program)
        : undefined;
  return {
    name,
    message,
    ...(place?.line === undefined ? {} : { line: place.line, column: place.column }),
    ...(stack ? { stack } : {}),
  };
}

/** An engine that reads the cell's text says where it failed: `line` and perhaps `column`, in that text. */
function knowsPlace(error: Error): error is Error & { line: number; column?: number } {
  return 'line' in error && typeof error.line === 'number';
}

function placeInStack(
  stack: string,
  { url, compiled }: Program,
): { line: number; column: number } | undefined {
  const at = stack.indexOf(`${url}:`);
  if (at === -1) return undefined;
  const [, line, column] = /^(\d+):(\d+)/.exec(stack.slice(at + url.length + 1)) ?? [];
  if (!line || !column || Number(line) <= compiled.lineOffset) return undefined;
  return { line: Number(line) - compiled.lineOffset, column: Number(column) };
}

/** Where a name first stands in a text, for an error about that name. */
export function placeOfName(source: string, name: string): { line: number; column: number } | undefined {
  const escaped = name.replace(/[$]/g, '\\$&');
  const match = new RegExp(`(?<![\\p{ID_Continue}$.])${escaped}(?![\\p{ID_Continue}$])`, 'u').exec(source);
  if (!match) return undefined;
  const before = source.slice(0, match.index).split(/\r\n?|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
