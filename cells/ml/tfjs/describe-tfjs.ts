import { z } from 'zod';
import type { TensorGraph } from '../elsewhere/tensor-graph';
import type { PackageFiles } from '../model';
import { describeGraph } from './describe-graph';
import { describeLayers } from './describe-layers';
import { readTfjsFiles, type TfjsModel } from './read-tfjs-files';
import { tfjsFolder } from './tfjs-folder';

/** A model that was read, and what it takes and gives. */
export interface DescribedTfjs {
  readonly model: TfjsModel;
  readonly graph: TensorGraph;
}

/**
 * Reads a model of TensorFlow.js out of the files of a package as data from elsewhere: nothing of it is run or built.
 * @throws Error in words when it is none, is damaged, wants code of its own, or does not say what it takes
 */
export function describeTfjs(files: PackageFiles): DescribedTfjs {
  // By their own names, so that what is said of them is what the person sees.
  const own = new Map(
    [...files].flatMap(([path, bytes]) =>
      path.startsWith(tfjsFolder) ? [[path.slice(tfjsFolder.length), bytes]] : [],
    ),
  );
  try {
    const model = readTfjsFiles(own);
    const about = model.kind === 'graph' ? describeGraph(model) : describeLayers(model.topology);
    return { model, graph: { ...about, producer: producerOf(own.get(model.path)) } };
  } catch (cause) {
    // A stack that is too small for what stands inside what: nobody wrote such a file for use.
    if (cause instanceof RangeError)
      throw new Error('Parts of the model stand inside one another too deep. It is refused.', { cause });
    throw cause;
  }
}

const writers = z.object({
  generatedBy: z.string().max(200).nullish(),
  convertedBy: z.string().max(200).nullish(),
});

/** “keras v2.15.0, TensorFlow.js Converter v4.22.0”; TensorFlow itself gives only its version. */
function producerOf(json: Uint8Array | undefined): string {
  const said = writers.safeParse(JSON.parse(new TextDecoder().decode(json))).data;
  const maker = said?.generatedBy?.replace(/^(?=\d)/, 'TensorFlow ');
  return [maker, said?.convertedBy].filter(Boolean).join(', ').slice(0, 120);
}
