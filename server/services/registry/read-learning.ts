import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { describeTree } from '@/cells/ml/boosted-trees/describe-tree';
import { ensembleFiles, readEnsemble } from '@/cells/ml/boosted-trees/ensemble-file';
import { historyFile, readHistory } from '@/cells/ml/history-file';
import { query } from '../../command';
import type { Context } from '../../context';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName } from './names';
import { personalOf } from './read-personal';

const reference = z.object({ model: modelName, version: z.number().int().positive() });
/** Trees are read whole to show one of them; larger ones are not. */
const largest = 256 * 1024 * 1024;

/** The curve of a version's training; empty where its package has none. */
export const readVersionHistory = query({
  action: 'model.read',
  input: reference,
  async run(context, input) {
    const { files } = await findVersion(context, input);
    const read = await readFiles(context, files, [historyFile]);
    return understand(() => readHistory(read));
  },
});

/** One tree of a version in words. Null where the version has no trees that can be shown. */
export const readTree = query({
  action: 'model.read',
  input: reference.extend({ tree: z.number().int().min(0).max(10_000_000) }),
  async run(context, input) {
    const { files, manifest, data } = await findVersion(context, input);
    const paths = [ensembleFiles.head, ensembleFiles.trees];
    const bytes = paths.map((path) => files[path]?.bytes ?? Number.POSITIVE_INFINITY);
    if (bytes.reduce((sum, size) => sum + size, 0) > largest) return null;
    const read = await readFiles(context, files, paths);
    const ensemble = understand(() => readEnsemble(read));
    if (ensemble.trees.length === 0) return null;
    if (input.tree >= ensemble.trees.length)
      throw new AppError('not_found', `The model has ${ensemble.trees.length} trees.`);
    const personal = await personalOf(context, { data, manifest });
    return describeTree(ensemble, input.tree, { signature: manifest.signature, personal });
  },
});

/** What a package holds may be damaged: it came from elsewhere, and the person is told in what. */
function understand<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('unprocessable', message, { cause });
  }
}

async function findVersion({ db }: Pick<Context, 'db'>, { model, version }: z.infer<typeof reference>) {
  const [row] = await db
    .select({ files: modelVersions.files, manifest: modelVersions.manifest, data: modelVersions.data })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(and(eq(models.name, model), eq(modelVersions.number, version)));
  if (!row) throw new AppError('not_found', `${model} has no version ${version}.`);
  return row;
}

async function readFiles(
  { storage }: Pick<Context, 'storage'>,
  files: Readonly<Record<string, { readonly hash: string }>>,
  paths: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const path of paths) {
    const file = files[path];
    if (file) found.set(path, new Uint8Array(await storage.readAll(file.hash)));
  }
  return found;
}
