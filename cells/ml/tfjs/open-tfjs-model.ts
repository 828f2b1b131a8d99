import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TfjsModel } from './read-tfjs-files';

/**
 * A model of layers in memory. The backend must have been started.
 * @throws Error that says which weight does not fit its layer
 */
export async function openLayers(given: TfjsModel): Promise<LayersModel> {
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  return loadLayersModel(handlerOf(given));
}

/**
 * A frozen graph in memory; its code is loaded only for it. The backend must have been started.
 * @throws Error where its nodes do not hang together
 */
export async function openGraph(given: TfjsModel): Promise<GraphModel> {
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  return loadGraphModel(handlerOf(given));
}

function handlerOf({ topology, weightSpecs, weights, signature }: TfjsModel): io.IOHandler {
  return {
    load: async () => ({
      modelTopology: topology,
      weightSpecs: [...weightSpecs],
      weightData: weights.buffer,
      ...(signature && { signature: signature as io.ModelArtifacts['signature'] }), // names only are looked up in it
    }),
  };
}
