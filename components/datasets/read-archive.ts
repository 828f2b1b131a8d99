import type { openArchive } from '@/cells/data/pictures/open-archive';
import { readPictures } from './read-pictures';

export interface ReadArchive {
  /** A table as an Arrow file, under the name of the archive. */
  readonly file: File;
  readonly notes: readonly string[];
}

interface ReadOptions {
  onProgress?(fraction: number): void;
  readonly signal?: AbortSignal;
}

/**
 * Makes a table of what is in a zip, in this tab, for the server never unpacks what people send: of a model of TensorFlow.js its files,
 * else of the pictures.
 * @throws Error in words when there is neither, or too much
 */
export async function readArchive(file: File, options: ReadOptions): Promise<ReadArchive> {
  const { openArchive } = await import('@/cells/data/pictures/open-archive');
  const { holdsTfjsModel, tfjsLimits } = await import('@/cells/ml/tfjs/read-tfjs-files');
  const { largestArchive } = await import('@/cells/data/pictures/picture-table');
  if (file.size > largestArchive) return readPictures(file, options);
  const archive = openArchive(new Uint8Array(await file.arrayBuffer()), file.name, {
    files: 20_000,
    fileBytes: tfjsLimits.totalBytes,
    totalBytes: 4 * tfjsLimits.totalBytes,
  });
  return holdsTfjsModel(archive) ? readModel(file, archive, options) : readPictures(file, options);
}

async function readModel(
  { name }: File,
  archive: ReturnType<typeof openArchive>,
  { signal }: ReadOptions,
): Promise<ReadArchive> {
  const { toModelTable } = await import('@/cells/ml/tfjs/model-table');
  const wanted = archive.names.filter((path) => /\.(json|bin)$|shard\d+of\d+$/i.test(path));
  const { arrow, notes } = toModelTable(archive.read(new Set(wanted)));
  signal?.throwIfAborted();
  // Written just now, not shared.
  return { file: new File([arrow as Uint8Array<ArrayBuffer>], name.replace(/\.zip$/i, '.arrow')), notes };
}
