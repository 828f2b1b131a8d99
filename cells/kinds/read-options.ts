import type { z } from 'zod';
import { placeAt } from '@/cells/compiler/compile-error';
import { CompileError } from '@/cells/compiler/compiled-cell';

/**
 * Reads the JSON source of a form kind by its schema.
 * @throws CompileError that names the option, with its place where the text shows it
 */
export function readOptions<T>(source: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(source));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.at(-1) ?? (issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined);
  const path = issue?.path.join('.');
  const place = key === undefined ? undefined : placeOfKey(source, String(key));
  throw new CompileError(
    `${path ? `Option ${path}: ` : ''}${issue?.message ?? 'Not valid'}`,
    place?.line,
    place?.column,
  );
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = /position (\d+)/.exec(message)?.[1];
    // Without a position the text has ended too soon.
    const { line, column } = placeAt(source, offset === undefined ? source.length : Number(offset));
    throw new CompileError(`The options are not JSON: ${message}`, line, column);
  }
}

function placeOfKey(source: string, key: string): { line: number; column: number } | undefined {
  const offset = source.indexOf(`${JSON.stringify(key)}`);
  return offset === -1 ? undefined : placeAt(source, offset);
}
