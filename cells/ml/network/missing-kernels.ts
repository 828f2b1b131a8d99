import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  maxPoolGradient,
  type WasmBackend,
} from './convolution-gradients';

/** What the WebAssembly backend of TensorFlow.js 4.22 lacks and training convolutions and embeddings needs. */
const missing = [
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

/**
 * Lets the WebAssembly backend run those by the JavaScript backend's kernels on copies: slower than kernels of its own, and right. The
 * gradients of convolutions, with which pictures are learnt, are our own.
 * The backend must have been started.
 */
export async function registerMissingKernels(): Promise<void> {
  const before = tf.getBackend();
  if (before !== 'wasm') return;
  await tf.setBackend('cpu');
  await tf.setBackend(before);
  const cpu = tf.findBackend('cpu') as CpuBackend; // made by the line above
  registerConvolutionGradients();
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

/** Once: what is registered is as it shall be. */
function registerConvolutionGradients(): void {
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  type Inputs = Parameters<typeof convolutionFilterGradient>[0] &
    Parameters<typeof convolutionInputGradient>[0] &
    Parameters<typeof maxPoolGradient>[0];
  type Attributes = Parameters<typeof convolutionFilterGradient>[1] &
    Parameters<typeof convolutionInputGradient>[1] &
    Parameters<typeof maxPoolGradient>[1];
  // What TensorFlow.js hands to kernels of these names; its types leave it open.
  const read = ({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]) =>
    [inputs as unknown as Inputs, attrs as unknown as Attributes, backend as WasmBackend] as const;
  tf.registerKernel({
    ...{ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm' },
    kernelFunc: (call) => convolutionFilterGradient(...read(call)),
  });
  tf.unregisterKernel('MaxPoolGrad', 'wasm');
  tf.registerKernel({
    ...{ kernelName: 'MaxPoolGrad', backendName: 'wasm' },
    kernelFunc: (call) => maxPoolGradient(...read(call)),
  });
  const own = tf.getKernel('Conv2DBackpropInput', 'wasm');
  if (!own) return;
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  tf.registerKernel({
    ...own,
    kernelFunc: (call) => convolutionInputGradient(...read(call)) ?? own.kernelFunc(call),
  });
}
