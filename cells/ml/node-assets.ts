import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { EngineAssetName, EngineAssets } from './engine-assets';

/** As Node resolves them. WebGL is for browsers. */
const files: Readonly<Record<Exclude<EngineAssetName, 'tf-webgl'>, string>> = {
  'tf-wasm-simd': '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  'ydf-training-wasm': 'ydf-training/dist/training.wasm',
  'ydf-inference-wasm': 'ydf-inference/dist/inference.wasm',
  'onnx-wasm': 'onnxruntime-web/ort-wasm-simd-threaded.wasm',
};

/** The engines of a Node process, from its installed packages. `root` is a folder whose node_modules has them. Not for the frame. */
export function nodeAssets(root = process.cwd()): EngineAssets {
  const require = createRequire(join(root, 'package.json'));
  return {
    async load(name) {
      if (name === 'tf-webgl') throw new Error('WebGL is for workers of a browser.');
      return new Uint8Array(await readFile(require.resolve(files[name])));
    },
  };
}
