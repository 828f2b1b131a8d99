/** TensorFlow.js as cells use it (`tf`): core and layers on the WebAssembly backend, with what that one lacks. */
import type { EngineAssets } from '@/cells/ml/engine-assets';
import { startBackend } from '@/cells/ml/network/backend';
import { registerMissingKernels } from '@/cells/ml/network/missing-kernels';

export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';

/** Called once, before anything else. */
export async function startTensorflow(assets: EngineAssets): Promise<void> {
  await startBackend(assets);
  await registerMissingKernels();
}
