import type { SavableNetwork } from '../wrap-options';
import { writeLayersModel } from './write-layers-model';

/**
 * The files of a network that a cell has built and trained.
 * @throws TypeError when it is none of TensorFlow.js's
 */
export async function saveNetwork(net: SavableNetwork): Promise<Map<string, Uint8Array>> {
  if (typeof net?.save !== 'function' || !('layers' in net))
    throw new TypeError(
      'ml.model takes a layers model of TensorFlow.js, as tf.sequential and tf.model give.',
    );
  let files: Map<string, Uint8Array> | undefined;
  await net.save({
    save: async (artifacts) => {
      files = writeLayersModel(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  if (!files) throw new Error('The network did not give its weights.');
  return files;
}
