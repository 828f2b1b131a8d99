import * as tf from '@tensorflow/tfjs-core';

/** The parts of the WebAssembly backend that are used; its class is not exported as such. */
export interface WasmBackend extends tf.KernelBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): tf.TypedArray;
  disposeData(dataId: object): boolean;
}

/** What TensorFlow.js gives to both kernels. */
type Attributes = Parameters<typeof readInfo>[2];

function readInfo(
  inputShape: number[],
  filterShape: number[],
  {
    strides,
    pad,
    dimRoundingMode,
  }: {
    readonly strides: [number, number] | number;
    readonly pad: 'valid' | 'same' | number;
    readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  },
) {
  const [a = 0, b = 0, c = 0, d = 0] = inputShape;
  const [e = 0, f = 0, g = 0, h = 0] = filterShape;
  return tf.backend_util.computeConv2DInfo([a, b, c, d], [e, f, g, h], strides, 1, pad, dimRoundingMode);
}

/** Numbers of the patches that are laid out at once. */
const mostPatches = 2 ** 22;

/**
 * The gradient of a convolution's weights, which the WebAssembly backend lacks: the patches that each weight has seen, laid out as rows,
 * times `dy`; a product of matrices, which the backend has in SIMD. Pictures by the handful, to bound the memory.
 */
export function convolutionFilterGradient(
  { x, dy }: { readonly x: tf.TensorInfo; readonly dy: tf.TensorInfo },
  attributes: Attributes & { readonly filterShape: number[] },
  backend: WasmBackend,
): tf.TensorInfo {
  const info = readInfo(x.shape, attributes.filterShape, attributes);
  const { inChannels, outChannels, batchSize, outHeight, outWidth } = info;
  const rows = info.filterHeight * info.filterWidth * inChannels;
  const perPicture = outHeight * outWidth;
  const pictures = Math.max(1, Math.min(batchSize, Math.floor(mostPatches / (rows * perPicture))));
  const multiply = tf.getKernel('BatchMatMul', 'wasm');
  const sums = new Float32Array(rows * outChannels);
  for (let first = 0; first < batchSize && multiply; first += pictures) {
    const last = Math.min(batchSize, first + pictures);
    const places = (last - first) * perPicture;
    const patches = backend.makeOutput([1, rows, places], 'float32');
    const slopes = backend.makeOutput([1, places, outChannels], 'float32');
    // After both are made: making one may move the heap.
    const [from, allSlopes, to, someSlopes] = [x, dy, patches, slopes].map((of) =>
      backend.typedArrayFromHeap(of),
    );
    if (!from || !allSlopes || !to || !someSlopes) break;
    someSlopes.set(allSlopes.subarray(first * perPicture * outChannels, last * perPicture * outChannels));
    layOutPatches(from, to, { info, first, last });
    const product = multiply.kernelFunc({
      inputs: { a: patches, b: slopes },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    const [made] = Array.isArray(product) ? product : [product];
    const part = made && backend.typedArrayFromHeap(made);
    for (let i = 0; part && i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (part[i] ?? 0);
    for (const done of [patches, slopes, made]) if (done) backend.disposeData(done.dataId);
  }
  const output = backend.makeOutput(attributes.filterShape, 'float32');
  backend.typedArrayFromHeap(output).set(sums);
  return output;
}

/** Row-major (filter height × filter width × channels) × (pictures × places): what each weight sees at each place, 0 beyond the edge. */
function layOutPatches(
  from: tf.TypedArray,
  to: tf.TypedArray,
  { info, first, last }: { info: ReturnType<typeof readInfo>; first: number; last: number },
): void {
  const { inChannels, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  let at = 0;
  for (let ky = 0; ky < filterHeight; ky++)
    for (let kx = 0; kx < filterWidth; kx++)
      for (let channel = 0; channel < inChannels; channel++)
        for (let b = first; b < last; b++)
          for (let outY = 0; outY < outHeight; outY++) {
            const y = outY * info.strideHeight + ky - padInfo.top;
            const line = (b * inHeight + y) * inWidth;
            const isOutside = y < 0 || y >= inHeight;
            for (let outX = 0; outX < outWidth; outX++, at++) {
              const column = outX * info.strideWidth + kx - padInfo.left;
              const isEmpty = isOutside || column < 0 || column >= inWidth;
              to[at] = isEmpty ? 0 : (from[(line + column) * inChannels + channel] ?? 0);
            }
          }
}

/**
 * The gradient of a convolution's input, where steps are 1 and the picture keeps its size: the convolution of `dy` with the weights turned
 * by half a turn and their channels swapped, which is a kernel that the backend has in SIMD; its own for this is some ten times slower.
 * Undefined for any other convolution.
 */
export function convolutionInputGradient(
  { dy, filter }: { readonly dy: tf.TensorInfo; readonly filter: tf.TensorInfo },
  attributes: Attributes & { readonly inputShape: number[] },
  backend: WasmBackend,
): tf.TensorInfo | undefined {
  const info = readInfo(attributes.inputShape, filter.shape, attributes);
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const isOdd = filterHeight % 2 === 1 && filterWidth % 2 === 1;
  const convolve = tf.getKernel('Conv2D', 'wasm');
  if (attributes.pad !== 'same' || strideHeight !== 1 || strideWidth !== 1 || !isOdd || !convolve)
    return undefined;
  const turned = backend.makeOutput([filterHeight, filterWidth, outChannels, inChannels], 'float32');
  const [to, weights] = [turned, filter].map((of) => backend.typedArrayFromHeap(of));
  const places = filterHeight * filterWidth;
  for (let place = 0; place < places; place++)
    for (let i = 0; i < inChannels; i++)
      for (let k = 0; to && k < outChannels; k++)
        to[((places - 1 - place) * outChannels + k) * inChannels + i] =
          weights?.[(place * inChannels + i) * outChannels + k] ?? 0;
  const result = convolve.kernelFunc({
    inputs: { x: dy, filter: turned },
    attrs: { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] },
    backend,
  });
  backend.disposeData(turned.dataId);
  return Array.isArray(result) ? result[0] : result;
}

/**
 * The gradient of the greatest of each window, to the first of equals as the JavaScript backend gives it; the WebAssembly backend's own is
 * slow, and wrong where windows leave a line of the picture over.
 */
export function maxPoolGradient(
  { dy, input }: { readonly dy: tf.TensorInfo; readonly input: tf.TensorInfo },
  attributes: Pick<Attributes, 'strides' | 'pad' | 'dimRoundingMode'> & {
    readonly filterSize: [number, number] | number;
  },
  backend: WasmBackend,
): tf.TensorInfo {
  const [b = 0, height = 0, width = 0, channels = 0] = input.shape;
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const shape: [number, number, number, number] = [b, height, width, channels];
  const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const output = backend.makeOutput(shape, 'float32');
  const [from, slopes, to] = [input, dy, output].map((of) => backend.typedArrayFromHeap(of));
  if (!from || !slopes || !to) return output;
  to.fill(0);
  let at = 0;
  for (let picture = 0; picture < b; picture++)
    for (let outY = 0; outY < info.outHeight; outY++)
      for (let outX = 0; outX < info.outWidth; outX++)
        for (let channel = 0; channel < channels; channel++, at++) {
          let greatest = Number.NEGATIVE_INFINITY;
          let place = -1;
          for (let ky = 0; ky < info.filterHeight; ky++) {
            const y = outY * info.strideHeight + ky - info.padInfo.top;
            for (let kx = 0; kx < info.filterWidth; kx++) {
              const x = outX * info.strideWidth + kx - info.padInfo.left;
              if (y < 0 || y >= height || x < 0 || x >= width) continue;
              const seen = ((picture * height + y) * width + x) * channels + channel;
              const value = from[seen] ?? 0;
              if (value <= greatest) continue;
              greatest = value;
              place = seen;
            }
          }
          if (place >= 0) to[place] = (to[place] ?? 0) + (slopes[at] ?? 0);
        }
  return output;
}
