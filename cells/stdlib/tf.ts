import type { EngineAssets } from '@/cells/ml/engine-assets';
import type { StandardLibraryServices } from './services';

/** What the bundle `tf` (`cells/frame/libraries/tf.ts`) exports. */
type TensorflowBundle = typeof import('@tensorflow/tfjs-core') &
  typeof import('@tensorflow/tfjs-layers') & { startTensorflow(assets: EngineAssets): Promise<void> };

/** `tf`: TensorFlow.js, started on its WebAssembly backend. */
export async function createTensorflow({
  importAsset,
  loadAsset,
}: Pick<StandardLibraryServices, 'importAsset' | 'loadAsset'>): Promise<
  Omit<TensorflowBundle, 'startTensorflow'>
> {
  // The asset is the bundle of exactly these.
  const { startTensorflow, ...tf } = (await importAsset('tf')) as unknown as TensorflowBundle;
  await startTensorflow({
    load: async (name) => new Uint8Array(await (await loadAsset(name)).arrayBuffer()),
  });
  return tf;
}
