import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** What the WebAssembly backend of TensorFlow.js 4.22 lacks and training convolutions and embeddings needs. */
const missing = [
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
  'Einsum',
  'UnsortedSegmentSum',
];

/** The parts of both backends that are used; their classes are not exported as such. */
interface CpuBackend extends tf.KernelBackend {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.BackendValues): tf.TensorInfo;
  disposeData(dataId: object): boolean;
}
interface WasmBackend extends tf.KernelBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  typedArrayFromHeap(info: tf.TensorInfo): tf.TypedArray;
}

/**
 * Lets the WebAssembly backend run those by the JavaScript backend's kernels on copies: slower than kernels of its own, and right.
 * The backend must have been started.
 */
export async function registerMissingKernels(): Promise<void> {
  const before = tf.getBackend();
  if (before !== 'wasm') return;
  await tf.setBackend('cpu');
  await tf.setBackend(before);
  const cpu = tf.findBackend('cpu') as CpuBackend; // made by the line above
  for (const kernelName of missing) {
    const kernel = tf.getKernel(kernelName, 'cpu');
    if (!kernel || tf.getKernel(kernelName, 'wasm')) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc({ inputs, attrs, backend }) {
        const wasm = backend as WasmBackend; // registered for that one
        const copied: tf.TensorInfo[] = [];
        const copy = (info: tf.TensorInfo) => {
          const made = cpu.makeTensorInfo(info.shape, info.dtype, wasm.readSync(info.dataId));
          copied.push(made);
          return made;
        };
        const copies = Object.fromEntries(
          Object.entries(inputs).map(([name, info]) => [name, copy(info as tf.TensorInfo)]),
        ); // no kernel of these takes lists
        const result = kernel.kernelFunc({ inputs: copies, attrs, backend: cpu });
        const outputs = (Array.isArray(result) ? result : [result]).map((info) => {
          const output = wasm.makeOutput(info.shape, info.dtype);
          wasm.typedArrayFromHeap(output).set(cpu.readSync(info.dataId) as tf.TypedArray); // numbers, as all of these give
          return { output, info };
        });
        for (const info of [...copied, ...outputs.map(({ info }) => info)]) cpu.disposeData(info.dataId);
        const made = outputs.map(({ output }) => output);
        return Array.isArray(result) ? made : (made[0] as tf.TensorInfo); // one result, one output
      },
    });
  }
}
