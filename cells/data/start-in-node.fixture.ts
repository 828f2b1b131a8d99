import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm';
import { type Database, prepareDatabase } from './database';

/** The same engine and module as in the browser, in a Node thread: for tests. Files are `file:` URLs. */
export async function startInNode(): Promise<Database> {
  const { resolve } = createRequire(import.meta.url);
  const script = resolve('@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs');
  const thread = new Worker(
    `const { parentPort } = require('node:worker_threads');
    console.error = () => {}; // the package logs every error of a query, too
    globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
    parentPort.on('message', (data) => globalThis.onmessage({ data }));
    require(${JSON.stringify(script)});`,
    { eval: true },
  );
  const duckdb = new AsyncDuckDB(new VoidLogger(), toWebWorker(thread));
  return prepareDatabase(duckdb, {
    wasm: resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm'),
    extensions: '/nowhere',
    registerFile: async (name, url) =>
      duckdb.registerFileBuffer(name, new Uint8Array(await readFile(fileURLToPath(url)))),
    terminate: async () => {
      await thread.terminate();
    },
  });
}

/** The part of a web worker's interface that DuckDB uses. */
function toWebWorker(thread: Worker): globalThis.Worker {
  const worker = {
    addEventListener(type: string, listener: (event: unknown) => void) {
      if (type === 'message') thread.on('message', (data) => listener({ data }));
      if (type === 'error') thread.on('error', (error) => listener({ error, message: error.message }));
    },
    removeEventListener() {},
    postMessage: (message: unknown, transfer?: readonly ArrayBuffer[]) =>
      thread.postMessage(message, transfer),
    terminate: () => void thread.terminate(),
  };
  return worker as unknown as globalThis.Worker; // no more is used of it
}
