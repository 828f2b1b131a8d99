import { containEngine } from '../contain-engine';
import type { EngineAssets } from '../engine-assets';

/** A fresh instance for one training: memory that it took is given back with it, and one that aborted is dead. */
export async function startTraining(assets: EngineAssets): Promise<Ydf.Training> {
  const { default: create } = await import('ydf-training');
  return start(create, await assets.load('ydf-training-wasm'));
}

/** Instances are costly (16 MB) and hold many models: one for each source of assets, replaced after an abort. */
const running = new WeakMap<EngineAssets, Promise<Ydf.Inference>>();

export function startInference(assets: EngineAssets): Promise<Ydf.Inference> {
  const known = running.get(assets);
  if (known) return known;
  const starting = (async () => {
    const { default: create } = await import('ydf-inference');
    return start(create, await assets.load('ydf-inference-wasm'));
  })();
  running.set(assets, starting);
  starting.catch(() => forgetInference(assets));
  return starting;
}

/** After an abort every call of the instance fails: the next model gets a new one. */
export function forgetInference(assets: EngineAssets): void {
  running.delete(assets);
}

function start<T>(create: (options: Ydf.Options) => Promise<T>, bytes: Uint8Array<ArrayBuffer>): Promise<T> {
  return containEngine(
    () =>
      new Promise<T>((resolve, reject) => {
        // Their own loading ignores `wasmBinary` and fetches; this hook is the only way to hand the bytes in.
        const instantiateWasm: Ydf.Options['instantiateWasm'] = (imports, receive) => {
          WebAssembly.instantiate(bytes, imports).then(
            ({ instance, module }) => receive(instance, module),
            reject,
          );
          return {};
        };
        create({ print() {}, printErr() {}, instantiateWasm }).then(resolve, reject);
      }),
  );
}
