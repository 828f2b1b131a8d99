export type Config = Readonly<Record<string, unknown>>;
/** Of a row: numbers in each direction, null where it is open. */
export type Shape = readonly (number | null)[];

/** What leaves a shape as it is. */
const same = new Set(
  `Activation ReLU LeakyReLU PReLU ELU Softmax ThresholdedReLU BatchNormalization LayerNormalization Dropout
   SpatialDropout1D GaussianNoise GaussianDropout AlphaDropout Rescaling Add Average Maximum Minimum Multiply Subtract`.split(
    /\s+/,
  ),
);

/**
 * The shape that a layer of pictures gives for the shapes that it is given, as Keras computes it for channels that come last; undefined
 * where the layer is none of these.
 */
export function shapeAfter(
  type: string,
  config: Config,
  inputs: readonly (Shape | undefined)[],
): Shape | undefined {
  const [input] = inputs;
  if (!input) return undefined;
  if (same.has(type)) return inputs.find((one) => one?.every((size) => size !== 1)) ?? input;
  if (config.data_format === 'channels_first') return undefined;
  const [height = null, width = null, channels = null] = input;
  const isMap = input.length === 3;
  switch (type) {
    case 'Conv2D':
    case 'SeparableConv2D':
      return isMap ? [...slide(config, [height, width], 'kernel_size'), Number(config.filters)] : undefined;
    case 'DepthwiseConv2D': {
      const multiplier = Number(config.depth_multiplier ?? 1);
      return isMap
        ? [...slide(config, [height, width], 'kernel_size'), channels && channels * multiplier]
        : undefined;
    }
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return isMap ? [...slide(config, [height, width], 'pool_size'), channels] : undefined;
    case 'GlobalAveragePooling2D':
    case 'GlobalMaxPooling2D':
      return isMap ? [channels] : undefined;
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = readPadding(config.padding);
      return isMap ? [height && height + top + bottom, width && width + left + right, channels] : undefined;
    }
    case 'UpSampling2D': {
      const [down, across] = pair(config.size ?? 2);
      return isMap ? [height && height * down, width && width * across, channels] : undefined;
    }
    case 'Flatten':
      return [productOf(input)];
    case 'Dense':
      return [...input.slice(0, -1), Number(config.units)];
    case 'Reshape':
      return reshape(input, config.target_shape);
    case 'Concatenate': {
      const last = inputs.map((one) => one?.at(-1) ?? null);
      const sum = last.reduce<number | null>(
        (all, one) => (all === null || one === null ? null : all + one),
        0,
      );
      return [...input.slice(0, -1), sum];
    }
    default:
      return undefined;
  }
}

/** Places of a window that slides over height and width. */
function slide(
  config: Config,
  sides: readonly [number | null, number | null],
  key: string,
): (number | null)[] {
  const window = pair(config[key]);
  const strides = pair(config.strides ?? (key === 'pool_size' ? window : 1));
  const dilation = pair(config.dilation_rate ?? 1);
  return sides.map((side, i) => {
    if (side === null) return null;
    const reach = ((window[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1;
    const places = config.padding === 'same' ? side : side - reach + 1;
    return Math.ceil(places / (strides[i] ?? 1));
  });
}

function reshape(input: Shape, target: unknown): Shape | undefined {
  if (!Array.isArray(target)) return undefined;
  const open = target.findIndex((size) => size === null || size === -1);
  if (open < 0) return target.map(Number);
  const all = productOf(input);
  const rest = target.reduce(
    (product: number, size, i) => (i === open ? product : product * Number(size)),
    1,
  );
  return target.map((size, i) => (i === open ? all && all / rest : Number(size)));
}

const productOf = (shape: Shape): number | null =>
  shape.reduce<number | null>((all, size) => (all === null || size === null ? null : all * size), 1);

const pair = (value: unknown): readonly [number, number] =>
  Array.isArray(value) ? [Number(value[0]), Number(value[1] ?? value[0])] : [Number(value), Number(value)];

function readPadding(value: unknown): readonly [readonly [number, number], readonly [number, number]] {
  if (!Array.isArray(value)) return [pair(value ?? 1), pair(value ?? 1)];
  return [pair(value[0]), pair(value[1])];
}
