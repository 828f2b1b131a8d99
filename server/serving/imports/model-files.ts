import type { PackageFiles } from '@/cells/ml/model';
import { largestOnnx } from '@/cells/ml/onnx';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { recordBlob } from '../../services/registry';

/** An uploaded model file. @throws AppError when it is not there, or too large */
export async function readFile({ storage }: Pick<Context, 'storage'>, hash: string): Promise<Uint8Array> {
  if (!(await storage.has(hash)))
    throw new AppError('conflict', 'The file has not arrived. Choose it again.');
  if ((await storage.size(hash)) > largestOnnx)
    throw new AppError('too_large', `ONNX models of at most ${largestOnnx / 1024 ** 2} MB are taken.`);
  return storage.readAll(hash);
}

/** Puts the files of a package into storage, for a version to refer to. */
export async function storeFiles(
  context: Context,
  files: PackageFiles,
): Promise<Record<string, { hash: string; bytes: number }>> {
  const stored: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of files) {
    const blob = await context.storage.put(bytes);
    await recordBlob(context, blob);
    stored[path] = blob;
  }
  return stored;
}
