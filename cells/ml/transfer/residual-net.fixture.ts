import * as tfl from '@tensorflow/tfjs-layers';

/** A small net of MobileNet's kind: padding, convolutions by channel, normalised batches, a path around, a pooled classifier. */
export function makeResidualNet(): tfl.LayersModel {
  const { layers } = tfl;
  let seed = 1;
  const kernel = () => tfl.initializers.glorotUniform({ seed: seed++ });
  const input = tfl.input({ shape: [16, 16, 3], name: 'picture' });
  const put = (layer: tfl.layers.Layer, to: tfl.SymbolicTensor | tfl.SymbolicTensor[]) =>
    layer.apply(to) as tfl.SymbolicTensor; // one answer
  const padded = put(
    layers.zeroPadding2d({
      padding: [
        [0, 1],
        [0, 1],
      ],
      name: 'padding',
    }),
    input,
  );
  const first = put(
    layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, name: 'first', kernelInitializer: kernel() }),
    padded,
  );
  const normal = put(layers.batchNormalization({ name: 'first_normal' }), first);
  const start = put(layers.reLU({ maxValue: 6, name: 'first_relu' }), normal);
  const deep = put(
    layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', name: 'deep', depthwiseInitializer: kernel() }),
    start,
  );
  const narrow = put(
    layers.conv2d({ filters: 4, kernelSize: 1, name: 'narrow', kernelInitializer: kernel() }),
    deep,
  );
  const dropped = put(layers.dropout({ rate: 0.3, name: 'chance' }), narrow);
  const joined = put(layers.add({ name: 'joined' }), [start, dropped]);
  const relu = put(layers.activation({ activation: 'relu', name: 'joined_relu' }), joined);
  const pooled = put(layers.globalAveragePooling2d({ name: 'all_places' }), relu);
  const shaped = put(layers.reshape({ targetShape: [1, 1, 4], name: 'shaped' }), pooled);
  const classes = put(
    layers.conv2d({ filters: 5, kernelSize: 1, name: 'output', kernelInitializer: kernel() }),
    shaped,
  );
  return tfl.model({ inputs: input, outputs: put(layers.flatten({ name: 'flat' }), classes) });
}
