import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { containEngine } from '../contain-engine';
import type { EngineAssets } from '../engine-assets';

let starting: Promise<void> | undefined;

/**
 * Starts TensorFlow.js on its WebAssembly SIMD backend, from bytes that are handed in; nothing is fetched over the network. One thread
 * everywhere, so that the same data, options and seed give the same bytes in tab, worker and server. Falls back to plain
 * JavaScript where WebAssembly SIMD is missing.
 */
export async function startBackend(assets: EngineAssets): Promise<typeof tf> {
  starting ??= start(assets);
  starting.catch(() => {
    starting = undefined;
  });
  await starting;
  return tf;
}

async function start(assets: EngineAssets): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    return;
  }
  const url = URL.createObjectURL(
    new Blob([await assets.load('tf-wasm-simd')], { type: 'application/wasm' }),
  );
  try {
    // "Platform fetch" reads the blob URL in Node too, where the glue would otherwise look for a file.
    const names = [
      'tfjs-backend-wasm.wasm',
      'tfjs-backend-wasm-simd.wasm',
      'tfjs-backend-wasm-threaded-simd.wasm',
    ];
    wasm.setWasmPaths(Object.fromEntries(names.map((name) => [name, url])), true); // it wants all three; one is loaded
    if (!(await containEngine(() => tf.setBackend('wasm'))))
      throw new Error('The WebAssembly backend of TensorFlow.js did not start.');
    await tf.ready();
  } finally {
    URL.revokeObjectURL(url);
  }
}
