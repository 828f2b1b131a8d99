import type { z } from 'zod';
import type { PackageFiles } from './model';

/** JSON as bytes, the same for the same value. */
export function writeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}

/**
 * A JSON file of a package, checked.
 * @throws Error that names the file and what is wrong in it
 */
export function readJson<T>(files: PackageFiles, path: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parse(readBytes(files, path), path));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(
    `${path} of the package is not valid: ${issue?.message ?? 'unknown form'}${issue?.path.length ? ` at ${issue.path.join('.')}` : ''}.`,
  );
}

/** @throws Error that names the file when the package lacks it */
export function readBytes(files: PackageFiles, path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) throw new Error(`The package has no file ${path}.`);
  return bytes;
}

function parse(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Error(`${path} of the package is not JSON.`, { cause });
  }
}
