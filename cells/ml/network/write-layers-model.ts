import { writeJson } from '../json-file';
import { layersModelFiles } from '../layers-model-files';

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
