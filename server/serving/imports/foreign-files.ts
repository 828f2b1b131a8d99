import { z } from 'zod';
import { packagePath } from '@/cells/ml/manifest';
import type { PackageFiles } from '@/cells/ml/model';
import { largestOnnx } from '@/cells/ml/onnx';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { recordBlob } from '../../services/registry';

const mostFiles = 500;
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The files of a model that was made elsewhere, sent before: path in the package and hash of each. */
export const foreignFiles = z
  .record(packagePath, hash)
  .refine((files) => Object.keys(files).length > 0, 'The model has no files')
  .refine((files) => Object.keys(files).length <= mostFiles, `A model has at most ${mostFiles} files`);

/** Where each file of a package is, and how large. */
export type StoredFiles = Readonly<Record<string, { readonly hash: string; readonly bytes: number }>>;

/** The files as they lie in storage. @throws AppError where one is not there */
export async function findFiles(
  { storage }: Pick<Context, 'storage'>,
  files: z.output<typeof foreignFiles>,
): Promise<StoredFiles> {
  const found: [string, { hash: string; bytes: number }][] = [];
  for (const [path, hash] of Object.entries(files)) {
    if (!(await storage.has(hash)))
      throw new AppError('conflict', `The file ${path} has not arrived. Choose it again.`);
    found.push([path, { hash, bytes: await storage.size(hash) }]);
  }
  return Object.fromEntries(found);
}

/** The bytes of some files. @throws AppError when they are too large together */
export async function readFiles(
  { storage }: Pick<Context, 'storage'>,
  files: StoredFiles,
): Promise<PackageFiles> {
  const total = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > largestOnnx)
    throw new AppError(
      'too_large',
      `The model has ${Math.ceil(total / 1024 ** 2)} MB; models of at most ${largestOnnx / 1024 ** 2} MB are taken.`,
    );
  const read = new Map<string, Uint8Array>();
  for (const [path, { hash }] of Object.entries(files)) read.set(path, await storage.readAll(hash));
  return read;
}

/** Puts the files of a package into storage, for a version to refer to. */
export async function storeFiles(context: Context, files: PackageFiles): Promise<StoredFiles> {
  const stored: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of files) {
    const blob = await context.storage.put(bytes);
    await recordBlob(context, blob);
    stored[path] = blob;
  }
  return stored;
}
