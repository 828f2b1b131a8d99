import { foreignLimits, type GatheredModel, gatherModel } from '@/cells/ml/elsewhere/gather-model';
import { uploadPackage } from '../upload-package';

/** Files of a model that the server has: path in the package and hash of each. */
export interface SentModel {
  readonly files: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly leftOut: GatheredModel['leftOut'];
}

/** Finds the model in what was chosen, in this tab, and sends its files. @throws Error in words where there is none */
export async function sendModel(chosen: readonly File[]): Promise<SentModel> {
  if (chosen.reduce((sum, { size }) => sum + size, 0) > foreignLimits.totalBytes)
    throw new Error(`A model of at most ${foreignLimits.totalBytes / 1024 ** 2} MB is taken.`);
  const given = await Promise.all(
    chosen.map(async (file) => ({
      name: file.webkitRelativePath || file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
  const { files, leftOut } = gatherModel(given);
  const stored = await uploadPackage(Object.fromEntries(files), () => {});
  return {
    files: Object.fromEntries(Object.entries(stored).map(([path, { hash }]) => [path, hash])),
    bytes: Object.values(stored).reduce((sum, { bytes }) => sum + bytes, 0),
    leftOut,
  };
}
