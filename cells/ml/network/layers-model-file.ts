import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { readBytes, readJson, writeJson } from '../json-file';
import { layersModelFiles } from '../layers-model-files';
import type { PackageFiles } from '../model';

/** Layers that hold parameters only. What runs code of its own (Lambda, custom classes) is not among them. */
const knownLayers = new Set([
  ...[
    'Activation',
    'Add',
    'AlphaDropout',
    'Average',
    'AveragePooling1D',
    'AveragePooling2D',
    'BatchNormalization',
  ],
  ...[
    'Bidirectional',
    'Concatenate',
    'Conv1D',
    'Conv2D',
    'Conv2DTranspose',
    'Dense',
    'DepthwiseConv2D',
    'Dot',
    'Dropout',
  ],
  ...[
    'ELU',
    'Embedding',
    'Flatten',
    'Functional',
    'GRU',
    'GRUCell',
    'GaussianDropout',
    'GaussianNoise',
    'GlobalAveragePooling1D',
  ],
  ...[
    'GlobalAveragePooling2D',
    'GlobalMaxPooling1D',
    'GlobalMaxPooling2D',
    'InputLayer',
    'LSTM',
    'LSTMCell',
    'LayerNormalization',
  ],
  ...[
    'LeakyReLU',
    'Masking',
    'MaxPooling1D',
    'MaxPooling2D',
    'Maximum',
    'Minimum',
    'Model',
    'Multiply',
    'PReLU',
    'Permute',
    'RNN',
  ],
  ...[
    'ReLU',
    'RepeatVector',
    'Rescaling',
    'Reshape',
    'SeparableConv2D',
    'Sequential',
    'SimpleRNN',
    'SimpleRNNCell',
    'Softmax',
  ],
  ...[
    'SpatialDropout1D',
    'StackedRNNCells',
    'ThresholdedReLU',
    'TimeDistributed',
    'UpSampling2D',
    'ZeroPadding2D',
  ],
]);

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

/** What `model.save` hands to its handler, whichever copy of TensorFlow.js made it. */
export interface SavedArtifacts {
  readonly modelTopology?: object;
  readonly weightSpecs?: readonly object[];
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
}

/** The two files of a model. @throws Error that names a layer which is not plain data */
export function writeLayersModel({
  modelTopology,
  weightSpecs = [],
  weightData,
}: SavedArtifacts): Map<string, Uint8Array> {
  if (!modelTopology || !weightData) throw new Error('The model was saved without its topology or weights.');
  refuseUnknownLayers(modelTopology);
  const parts = weightData instanceof ArrayBuffer ? [weightData] : weightData;
  return new Map([
    [
      layersModelFiles.topology,
      writeJson({
        format: 'layers-model',
        generatedBy: 'TensorFlow.js',
        convertedBy: null,
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      }),
    ],
    [layersModelFiles.weights, concatenate(parts)],
  ]);
}

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
 * Opens the model of a package: data only. The backend must have been started.
 * @throws Error that names what is wrong: a layer with code of its own, weights of another size
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
  return tfl.loadLayersModel({
    // A copy: it is aligned, and the package keeps its own bytes.
    load: async () => ({ modelTopology, weightSpecs, weightData: weights.slice().buffer }),
  });
}

/** Walks the whole topology: layers may hold layers. */
export function refuseUnknownLayers(topology: unknown): void {
  if (typeof topology !== 'object' || topology === null) return;
  const entries = Object.entries(topology);
  const className = entries.find(([key]) => key === 'class_name')?.[1];
  const config = entries.find(([key]) => key === 'config')?.[1];
  // Initializers, regularizers and constraints have a class too; layers are known by the name in their config.
  const isLayer =
    typeof className === 'string' && typeof config === 'object' && config !== null && 'name' in config;
  if (isLayer && !knownLayers.has(className))
    throw new Error(
      `A ${className} layer cannot be kept: a model is data, and this layer is code of its own.`,
    );
  for (const [, value] of entries) refuseUnknownLayers(value);
}

function concatenate(parts: readonly ArrayBuffer[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part), offset);
    offset += part.byteLength;
  }
  return bytes;
}
