import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { readBytes, readJson } from '../json-file';
import { layersModelFiles } from '../layers-model-files';
import type { PackageFiles } from '../model';
import { mostOfRow, openWithinWeights } from '../tfjs/open-within-weights';
import { refuseUnknownLayers, writeLayersModel } from './write-layers-model';

const weightSpec = z.looseObject({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.enum(['float32', 'int32', 'bool']),
});
const modelFile = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z
    .array(z.looseObject({ paths: z.array(z.string()), weights: z.array(weightSpec) }))
    .length(1),
});

/** Saves a model of this copy of TensorFlow.js. */
export async function saveLayersModel(model: LayersModel): Promise<Map<string, Uint8Array>> {
  let files: Map<string, Uint8Array> | undefined;
  await model.save({
    save: async (artifacts: io.ModelArtifacts) => {
      files = writeLayersModel(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    },
  });
  if (!files) throw new Error('The model was not saved.');
  return files;
}

/**
 * Opens the model of a package: data only, and maybe another Cellar's. The backend must have been started.
 * @throws Error that names what is wrong: a layer with code of its own, weights of another size, layers that want more of them
 */
export async function openLayersModel(files: PackageFiles): Promise<LayersModel> {
  const { modelTopology, weightsManifest } = readJson(files, layersModelFiles.topology, modelFile);
  refuseUnknownLayers(modelTopology);
  const weightSpecs = weightsManifest[0]?.weights ?? [];
  const weights = readBytes(files, layersModelFiles.weights);
  const wanted = weightSpecs.reduce(
    (sum, { shape, dtype }) => sum + (dtype === 'bool' ? 1 : 4) * shape.reduce((a, b) => a * b, 1),
    0,
  );
  if (weights.byteLength !== wanted)
    throw new Error(
      `${layersModelFiles.weights} of the package has ${weights.byteLength} bytes; its topology needs ${wanted}.`,
    );
  // A copy: it is aligned, and the package keeps its own bytes.
  const own = { topology: modelTopology, weightSpecs, weights: weights.slice() };
  return openWithinWeights(own, mostOfRow.pictures);
}
