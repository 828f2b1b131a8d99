import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** The largest Arrow file that is converted: it is held in memory. */
export const largestArrow = 500_000_000;

/**
 * Arrow's Rust reader, in a thread of its own because it does not yield. A file is a stream between two magics; dictionaries
 * and nested types survive.
 */
const program = `
const { workerData } = require('node:worker_threads');
const { readFileSync, writeFileSync } = require('node:fs');
const { Table, writeParquet } = require(workerData.library);
const bytes = readFileSync(workerData.source);
const isFile = bytes.subarray(0, 6).toString('latin1') === 'ARROW1';
writeFileSync(workerData.target, writeParquet(Table.fromIPCStream(isFile ? bytes.subarray(8) : bytes)));
`;

/** Writes an Arrow IPC file or stream as Parquet. Rejects with the reader's message. */
export function convertArrowToParquet(source: string, target: string, signal?: AbortSignal): Promise<void> {
  const library = createRequire(import.meta.url).resolve('parquet-wasm/node');
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, workerData: { library, source, target } });
    const stop = () => void worker.terminate();
    signal?.addEventListener('abort', stop);
    worker.once('error', (error) => reject(error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else reject(signal?.aborted ? signal.reason : new Error('The conversion was stopped.'));
    });
  });
}
