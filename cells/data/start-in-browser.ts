import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from '@duckdb/duckdb-wasm';
import { type Database, prepareDatabase } from './database';

/** Starts DuckDB in a worker of an opaque frame: worker and module come as Blobs, since nothing may be fetched from there. */
export async function startInBrowser(loadAsset: (name: string) => Promise<Blob>): Promise<Database> {
  const [script, wasm] = await Promise.all([loadAsset('duckdb-worker'), loadAsset('duckdb-wasm')]);
  const scriptUrl = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const wasmUrl = URL.createObjectURL(new Blob([wasm], { type: 'application/wasm' }));
  const worker = new Worker(scriptUrl);
  const duckdb = new AsyncDuckDB(new VoidLogger(), worker);
  const terminate = async () => {
    worker.terminate();
  };
  try {
    return await prepareDatabase(duckdb, {
      wasm: wasmUrl,
      // Nothing is there: a request for an extension fails at once and in words, where no address would make the engine trap.
      extensions: new URL('/data/extensions', location.href).href,
      registerFile: (name, url) => duckdb.registerFileURL(name, url, DuckDBDataProtocol.HTTP, false),
      terminate,
    });
  } catch (error) {
    await terminate();
    throw error;
  } finally {
    URL.revokeObjectURL(scriptUrl);
    URL.revokeObjectURL(wasmUrl);
  }
}
