import type * as Ort from 'onnxruntime-web/wasm';
import { containEngine } from '../contain-engine';
import type { EngineAssets } from '../engine-assets';

let starting: Promise<typeof Ort> | undefined;

/**
 * Opens a model in ONNX Runtime's WebAssembly build on one thread, from bytes that are handed in: the same code and answers in tab and
 * server, and a file of hostile origin stays inside WebAssembly's memory.
 * @throws Error with the engine's words when it cannot run the model
 */
export async function openSession(
  assets: EngineAssets,
  file: Uint8Array,
): Promise<{ ort: typeof Ort; session: Ort.InferenceSession }> {
  starting ??= start(assets);
  starting.catch(() => {
    starting = undefined;
  });
  const ort = await starting;
  // The engine itself starts with the first session.
  const session = await containEngine(() =>
    ort.InferenceSession.create(file, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    }),
  );
  return { ort, session };
}

async function start(assets: EngineAssets): Promise<typeof Ort> {
  const bytes = await assets.load('onnx-wasm');
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmBinary = bytes.buffer;
  // What goes wrong is thrown; the rest would be lines in the server's log about other people's files.
  ort.env.logLevel = 'fatal';
  return ort;
}
