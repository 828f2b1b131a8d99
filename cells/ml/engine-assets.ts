/**
 * WebAssembly that learners run on. Where it comes from differs (node_modules on the server, the page's Blobs in a frame), so it
 * is handed in; nothing here fetches.
 */
export const engineAssetNames = [
  'tf-wasm-simd',
  'tf-webgl',
  'ydf-training-wasm',
  'ydf-inference-wasm',
  'onnx-wasm',
] as const;
export type EngineAssetName = (typeof engineAssetNames)[number];

export interface EngineAssets {
  load(name: EngineAssetName): Promise<Uint8Array<ArrayBuffer>>;
}
