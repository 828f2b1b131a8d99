import { largestManifest, parseManifest } from '@/cells/ml/manifest';
import type { Context } from '../../context';
import { emptyEvaluation, inWords, refused } from './about';
import { readFiles, type StoredFiles } from './foreign-files';
import type { ForeignModel } from './foreign-model';
import { withoutOurs } from './write-imported';

/**
 * A package that a workspace of Cellar's gave out. What it says of itself is taken as its signature; the figures that it claims are not:
 * they are measured anew.
 * @throws AppError in words when it is damaged
 */
export async function readCellarPackage(context: Context, files: StoredFiles): Promise<ForeignModel> {
  const stored = files['cellar.json'];
  if (!stored || stored.bytes > largestManifest) throw refused('cellar.json is larger than 4 MB.');
  const read = await readFiles(context, { 'cellar.json': stored });
  const manifest = inWords(() => parseManifest(read.get('cellar.json') ?? new Uint8Array()));
  const absent = manifest.weights.find((path) => !files[path]);
  if (absent) throw refused(`The package names the weights ${absent}, which are not in it.`);
  const { learner, task, signature, target } = manifest;
  return {
    ...{ learner, producer: 'Cellar', isFixed: true },
    size: { count: manifest.weights.length, of: 'part' },
    proposal: {
      task,
      signature: { ...signature, output: { ...signature.output, name: target } },
      ...{ options: {}, notes: [] },
    },
    make: async () => ({
      manifest: {
        ...manifest,
        ...{ evaluation: emptyEvaluation(task, signature.output.classes), importances: [], notes: [] },
        leaks: undefined,
      },
      parameters: new Map(),
      uses: Object.keys(withoutOurs(files)),
    }),
  };
}
