import * as tf from '@tensorflow/tfjs-core';
import type { EngineAssets } from '../engine-assets';
import type { NetworkOptions } from '../learner-options';
import { startBackend } from './backend';

export type BackendName = Exclude<NetworkOptions['backend'], 'auto'>;

export const backendLabels: Readonly<Record<BackendName, string>> = {
  wasm: 'WASM with one thread',
  webgl: 'WebGL',
  cpu: 'plain JavaScript',
};

/**
 * Why there is no choice of these: a notebook's frame has an opaque origin and is not isolated from other origins.
 * https://www.w3.org/TR/webgpu/#navigatorgpu, https://html.spec.whatwg.org/#concept-settings-object-cross-origin-isolated-capability
 */
export const absentBackends =
  'WebGPU and WASM with more threads are not available: browsers give them to no worker of a sandboxed frame';

/**
 * Makes a backend the one that all that follows runs on. WASM must have been started.
 * @throws Error in words when this browser or machine does not have it
 */
export async function switchBackend(name: BackendName, assets: EngineAssets): Promise<void> {
  if (name === 'wasm') await startBackend(assets);
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (name === 'webgl') await loadWebgl(assets);
  // Where WebAssembly SIMD is missing, plain JavaScript stands for it.
  const registered = tf.engine().registryFactory;
  if (!(await tf.setBackend(name === 'wasm' && !registered.wasm ? 'cpu' : name)))
    throw new Error(`${backendLabels[name]} did not start`);
  if (name === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'))
    throw new Error('its numbers have half the precision on this machine');
}

/** What a classic worker has, and Node has not. */
interface WorkerScope {
  importScripts?(url: string): void;
}

async function loadWebgl(assets: EngineAssets): Promise<void> {
  if (tf.findBackendFactory('webgl')) return;
  const { importScripts } = globalThis as WorkerScope;
  if (!importScripts || typeof OffscreenCanvas === 'undefined')
    throw new Error('it is for workers of a browser');
  if (!new OffscreenCanvas(1, 1).getContext('webgl2'))
    throw new Error('this browser gives its workers no WebGL 2');
  const url = URL.createObjectURL(new Blob([await assets.load('tf-webgl')], { type: 'text/javascript' }));
  try {
    importScripts(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
