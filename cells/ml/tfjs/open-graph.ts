import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { io } from '@tensorflow/tfjs-core';
import type { TfjsModel } from './read-tfjs-files';

/**
 * A frozen graph in memory; its code is loaded only for it. The backend must have been started.
 * @throws Error where its nodes do not hang together
 */
export async function openGraph({
  topology,
  weightSpecs,
  weights,
  signature,
}: TfjsModel): Promise<GraphModel> {
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const handler: io.IOHandler = {
    load: async () => ({
      modelTopology: topology,
      weightSpecs: [...weightSpecs],
      weightData: weights.buffer,
      ...(signature && { signature: signature as io.ModelArtifacts['signature'] }), // names only are looked up in it
    }),
  };
  return loadGraphModel(handler);
}
