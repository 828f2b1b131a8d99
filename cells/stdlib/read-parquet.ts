import type { StandardLibraryServices } from './services';

/** What the worker of the bundle `parquet` answers: Arrow IPC stream bytes, or why not. */
export type ParquetAnswer = { readonly ipc: Uint8Array } | { readonly error: string };

/** Reads a Parquet file in a worker of its own, which ends with it. */
export async function readParquet(
  loadAsset: StandardLibraryServices['loadAsset'],
  file: ArrayBuffer,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const [script, wasm] = await Promise.all([loadAsset('parquet'), loadAsset('parquet-wasm')]);
  const engine = await wasm.arrayBuffer();
  signal.throwIfAborted();
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  // Of the classic kind: an opaque frame may not start module workers.
  const worker = new Worker(url);
  try {
    const answer = await new Promise<ParquetAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`The Parquet reader failed: ${message}`));
      signal.addEventListener('abort', () => reject(signal.reason));
      worker.postMessage({ engine, file }, [engine, file]);
    });
    if ('error' in answer) throw new Error(`The file could not be read as Parquet: ${answer.error}`);
    return answer.ipc;
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}
