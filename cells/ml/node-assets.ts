import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineAssetName, EngineAssets } from './engine-assets';

const files: Readonly<Record<EngineAssetName, readonly [packageName: string, file: string]>> = {
  'tf-wasm-simd': ['@tensorflow/tfjs-backend-wasm', 'dist/tfjs-backend-wasm-simd.wasm'],
  'ydf-training-wasm': ['ydf-training', 'dist/training.wasm'],
  'ydf-inference-wasm': ['ydf-inference', 'dist/inference.wasm'],
};

/** The engines of a Node process, from its installed packages. `root` is a folder whose node_modules has them. Not for the frame. */
export function nodeAssets(root = process.cwd()): EngineAssets {
  const require = createRequire(join(root, 'package.json'));
  return {
    async load(name) {
      const [packageName, file] = files[name];
      return new Uint8Array(
        await readFile(join(dirname(require.resolve(`${packageName}/package.json`)), file)),
      );
    },
  };
}
