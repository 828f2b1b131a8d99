import { placeAt } from './compile-error';
import { type CompiledCell, CompileError } from './compiled-cell';
import { compileJavaScript } from './javascript';
import type { Stripped, StripTypes } from './strip-types';
import { type CellSymbols, findJavaScriptSymbols, type SymbolPlace } from './symbols';

/**
 * What strips the types is fetched when a notebook holds TypeScript, which few do: whoever compiles such cells hands it in first.
 * One for the program, as the parser of JavaScript is; it holds nothing of a notebook.
 */
let stripTypes: StripTypes | undefined;

export function provideTypeScript(given: StripTypes): void {
  stripTypes = given;
}

export const hasTypeScript = (): boolean => stripTypes !== undefined;

/**
 * Compiles a typescript cell: the types are taken away, nothing is checked against them; then it is javascript.
 * @throws CompileError with the place in `source`
 */
export function compileTypeScript(source: string, options: { hidden?: boolean }): CompiledCell {
  const stripped = toJavaScript(source);
  try {
    return compileJavaScript(stripped.code, options);
  } catch (error) {
    throw error instanceof CompileError ? inSource(error, stripped, source) : error;
  }
}

/**
 * The text without its types.
 * @throws CompileError
 */
export function toJavaScript(source: string): Stripped {
  if (!stripTypes)
    throw new CompileError('What reads TypeScript is not here yet. If it does not come, reload the page.');
  return stripTypes(source);
}

/** Of a program or expression in TypeScript; undefined while it does not parse. */
export function findTypeScriptSymbols(source: string): CellSymbols | undefined {
  let stripped: Stripped;
  try {
    stripped = toJavaScript(source);
  } catch (error) {
    if (error instanceof CompileError) return undefined;
    throw error;
  }
  const found = findJavaScriptSymbols(stripped.code);
  if (!found) return undefined;
  const place = (one: SymbolPlace): SymbolPlace[] => {
    const start = placeOfName(one, stripped, source);
    return start === undefined ? [] : [{ ...one, start, end: start + one.name.length }];
  };
  return {
    shared: found.shared.flatMap(place),
    locals: found.locals.map((local) => ({
      ...local,
      // A scope begins and ends with a bracket, or with the text.
      start: local.start === 0 ? 0 : (stripped.toSource(local.start) ?? 0),
      end: (stripped.toSource(local.end - 1) ?? source.length - 1) + 1,
      places: local.places.flatMap(place),
    })),
  };
}

function placeOfName(
  { name, start }: SymbolPlace,
  { toSource }: Stripped,
  source: string,
): number | undefined {
  const place = toSource(start);
  return place !== undefined && isName(source, name, place) ? place : undefined;
}

const isName = (source: string, name: string, at: number): boolean =>
  source.startsWith(name, at) &&
  !/[\w$]/.test(source[at + name.length] ?? '') &&
  !/[\w$]/.test(source[at - 1] ?? '');

/** Lines are where they were; columns are not. */
function inSource(error: CompileError, { code, toSource }: Stripped, source: string): CompileError {
  const { line, column } = error;
  if (line === undefined || column === undefined) return error;
  const lines = code.split('\n').slice(0, line - 1);
  const mapped = toSource(lines.reduce((sum, one) => sum + one.length + 1, 0) + column - 1);
  const place = mapped === undefined ? undefined : placeAt(source, mapped);
  return new CompileError(error.message, line, place?.line === line ? place.column : undefined);
}
