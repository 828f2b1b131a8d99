import type { StandardLibraryServices } from './services';

/** A Parquet file to be read, or an Arrow IPC stream to be written as one. */
export type ParquetOrder = { readonly file: ArrayBuffer } | { readonly ipc: ArrayBuffer };

/** What the worker of the bundle `parquet` answers: an Arrow IPC stream, or a Parquet file, or why not. */
export type ParquetAnswer = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly error: string };

/** Reads or writes a Parquet file in a worker of its own, which ends with it. Gives the bytes of the other form. */
export async function parquetInWorker(
  loadAsset: StandardLibraryServices['loadAsset'],
  order: ParquetOrder,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const [script, wasm] = await Promise.all([loadAsset('parquet'), loadAsset('parquet-wasm')]);
  const engine = await wasm.arrayBuffer();
  signal.throwIfAborted();
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  // Of the classic kind: an opaque frame may not start module workers.
  const worker = new Worker(url);
  try {
    const answer = await new Promise<ParquetAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(`The Parquet engine failed: ${message}`));
      signal.addEventListener('abort', () => reject(signal.reason));
      worker.postMessage({ engine, ...order }, [engine, ...Object.values(order)]);
    });
    if ('bytes' in answer) return answer.bytes;
    throw new Error(
      'file' in order
        ? `The file could not be read as Parquet: ${answer.error}`
        : `The table could not be written as Parquet: ${answer.error}`,
    );
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}
