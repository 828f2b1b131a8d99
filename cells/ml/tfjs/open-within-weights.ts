import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import type { TfjsModel } from './read-tfjs-files';

/** Numbers that one layer may give for one row: of tables, and of pictures, whose maps are as wide as our own networks may make them. */
export const mostOfRow = { table: 2 ** 22, pictures: 2 ** 28 };

/**
 * Builds layers as a file of hostile origin describes them: before a weight is made, it is counted, so that a topology cannot ask for more
 * than its weights hold. The backend must have been started.
 * @throws Error in words where layers and weights do not belong together
 */
export async function openWithinWeights(
  { topology, weightSpecs, weights }: Pick<TfjsModel, 'topology' | 'weightSpecs' | 'weights'>,
  most: number,
): Promise<LayersModel> {
  const tfl = await import('@tensorflow/tfjs-layers');
  // Weights of an optimizer, which go on with a training, are no part of the answer.
  const isOfModel = (spec: { name: string }) => !('group' in spec && spec.group === 'optimizer');
  const kept = new Set(weightSpecs.filter(isOfModel).map(({ name }) => name));
  let left = weightSpecs
    .filter(isOfModel)
    .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const layer = tfl.layers.Layer.prototype as unknown as WeightMaker; // the method is protected
  const { addWeight } = layer;
  layer.addWeight = function count(name, shape, ...others) {
    left -= shape.reduce((product: number, size) => product * (size ?? 1), 1);
    if (!(left >= 0))
      throw new Error(
        `The layers of the model want more weights than its files hold: ${name.slice(0, 60)} is [${shape.join(', ')}].`,
      );
    // Its first values are overwritten: they may be zeros.
    this.fastWeightInitDuringBuild = true;
    return addWeight.call(this, name, shape, ...others);
  };
  let building: Promise<LayersModel>;
  try {
    // All weights are made before its promise is handed out.
    building = tfl.models.modelFromJSON(topology as Parameters<typeof tfl.models.modelFromJSON>[0]); // described already
  } finally {
    layer.addWeight = addWeight;
  }
  const model = await building;
  try {
    refuseWideLayers(model.layers, most);
    const all = tf.io.decodeWeights(weights.buffer, [...weightSpecs]);
    try {
      model.loadWeights(Object.fromEntries(Object.entries(all).filter(([name]) => kept.has(name))));
    } finally {
      tf.dispose(all);
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

interface WeightMaker {
  fastWeightInitDuringBuild: boolean;
  addWeight(name: string, shape: readonly (number | null)[], ...others: readonly unknown[]): unknown;
}

function refuseWideLayers(layers: LayersModel['layers'], most: number): void {
  for (const layer of layers) {
    for (const { outputShapes } of layer.inboundNodes)
      for (const shape of outputShapes.some(Array.isArray) ? outputShapes : [outputShapes])
        if ((shape as Shape).reduce((product: number, size) => product * (size ?? 1), 1) > most)
          throw new Error(
            `The layer ${layer.name.slice(0, 60)} gives more than ${most.toLocaleString('en')} numbers for one row. It is refused.`,
          );
    if ('layers' in layer) refuseWideLayers(layer.layers as LayersModel['layers'], most); // a model inside of a model
  }
}
