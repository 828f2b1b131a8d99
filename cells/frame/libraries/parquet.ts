/** A worker that reads or writes one Parquet file: a `ParquetOrder` in, a `ParquetAnswer` out. Exports nothing, so that it is a classic script too. */
import { initSync, readParquet, Table, writeParquet } from 'parquet-wasm/esm';
import type { ParquetOrder } from '@/cells/stdlib/parquet-in-worker';

self.onmessage = ({ data }: MessageEvent<ParquetOrder & { engine: ArrayBuffer }>) => {
  try {
    initSync({ module: data.engine });
    const bytes =
      'file' in data
        ? readParquet(new Uint8Array(data.file)).intoIPCStream()
        : writeParquet(Table.fromIPCStream(new Uint8Array(data.ipc)));
    self.postMessage({ bytes }, { transfer: [bytes.buffer] });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
