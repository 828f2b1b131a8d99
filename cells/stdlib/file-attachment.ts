import { type Table, tableFromIPC } from '@uwdata/flechette';
import type { GrantedDataset } from '@/cells/bridge/messages';
import type { Builtin } from '@/cells/kernel/kernel';
import type { ObservableLibraries } from './observable';
import { parquetInWorker } from './parquet-in-worker';
import type { StandardLibraryServices } from './services';

/** The file behind an attached data set, as it was uploaded. */
export interface FileHandle {
  readonly name: string;
  /** Valid for some hours. */
  url(): Promise<string>;
  blob(): Promise<Blob>;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  json(): Promise<unknown>;
  /** Rows as objects; `typed`: numbers, dates and booleans are recognized. */
  csv(options?: { typed?: boolean }): Promise<unknown[]>;
  tsv(options?: { typed?: boolean }): Promise<unknown[]>;
  arrow(): Promise<Table>;
  parquet(): Promise<Table>;
}

/** `FileAttachment("hour.csv")`: by file name, data set name, or table name; its fetches end with the cell. */
export function createFileAttachment(
  services: Pick<StandardLibraryServices, 'request' | 'loadAsset'>,
  loadObservable: () => Promise<ObservableLibraries>,
): Builtin {
  return {
    perCell:
      ({ signal }) =>
      (name: string): FileHandle =>
        createHandle(services, { loadObservable, signal }, name),
  };
}

async function findDataset(
  { request }: Pick<StandardLibraryServices, 'request'>,
  name: string,
): Promise<GrantedDataset> {
  const datasets = await request('dataset.list', {});
  const found =
    datasets.find(({ fileName }) => fileName === name) ??
    datasets.find((dataset) => dataset.name === name) ??
    datasets.find(({ table }) => table === name);
  if (found) return found;
  const known = datasets.map(({ fileName }) => fileName).join(', ');
  throw new Error(
    `There is no file ${name} here. ${known ? `Files here: ${known}.` : 'Add a file, or attach a data set.'}`,
  );
}

function createHandle(
  { request, loadAsset }: Pick<StandardLibraryServices, 'request' | 'loadAsset'>,
  { loadObservable, signal }: { loadObservable: () => Promise<ObservableLibraries>; signal: AbortSignal },
  name: string,
): FileHandle {
  const url = async () => {
    const { table } = await findDataset({ request }, name);
    return (await request('dataset.open', { table })).source;
  };
  const fetched = async () => {
    const response = await fetch(await url(), { signal });
    if (!response.ok)
      throw new Error(`${name} could not be fetched (${response.status}). Run the cell again.`);
    return response;
  };
  const blob = async () => (await fetched()).blob();
  const text = async () => (await fetched()).text();
  const arrayBuffer = async () => (await fetched()).arrayBuffer();
  const separated = async (parser: 'csvParse' | 'tsvParse', typed: boolean) => {
    const [{ d3 }, content] = await Promise.all([loadObservable(), text()]);
    return typed ? d3[parser](content, d3.autoType) : d3[parser](content);
  };
  return {
    name,
    url,
    blob,
    text,
    arrayBuffer,
    json: async () => JSON.parse(await text()),
    csv: ({ typed = false } = {}) => separated('csvParse', typed),
    tsv: ({ typed = false } = {}) => separated('tsvParse', typed),
    arrow: async () => tableFromIPC(await arrayBuffer(), { useDate: true }),
    parquet: async () =>
      tableFromIPC(await parquetInWorker(loadAsset, { file: await arrayBuffer() }, signal), {
        useDate: true,
      }),
  };
}
