/** A worker that reads one Parquet file: `{engine, file}` in, a `ParquetAnswer` out. Exports nothing, so that it is a classic script too. */
import { initSync, readParquet } from 'parquet-wasm/esm';

self.onmessage = ({ data }: MessageEvent<{ engine: ArrayBuffer; file: ArrayBuffer }>) => {
  try {
    initSync({ module: data.engine });
    const ipc = readParquet(new Uint8Array(data.file)).intoIPCStream();
    self.postMessage({ ipc }, { transfer: [ipc.buffer] });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
