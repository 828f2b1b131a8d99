import type { GrantedDataset } from '@/cells/bridge/messages';
import type { Builtin } from '@/cells/kernel/kernel';
import { createFileHandle, type FileBytes, type FileHandle } from './file-handle';
import type { ObservableLibraries } from './observable';
import type { StandardLibraryServices } from './services';

export type { FileHandle } from './file-handle';

/** `FileAttachment("hour.csv")`: the file behind an attached data set as it was uploaded, by file name, data set name, or table name; its fetches end with the cell. */
export function createFileAttachment(
  services: Pick<StandardLibraryServices, 'request' | 'loadAsset' | 'importAsset'>,
  loadObservable: () => Promise<ObservableLibraries>,
): Builtin {
  return {
    perCell:
      ({ signal }) =>
      (name: string): FileHandle =>
        createFileHandle(baseName(name), attachedFile(services, name, signal), {
          ...{ services, loadObservable, signal },
        }),
  };
}

/** Files stand beside a notebook: `./data/hour.csv` is hour.csv. */
const baseName = (name: string) => name.split('/').at(-1) ?? name;

async function findDataset(
  { request }: Pick<StandardLibraryServices, 'request'>,
  path: string,
): Promise<GrantedDataset> {
  const datasets = await request('dataset.list', {});
  const name = baseName(path);
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

function attachedFile(
  services: Pick<StandardLibraryServices, 'request'>,
  name: string,
  signal: AbortSignal,
): Required<FileBytes> {
  const url = async () => {
    const { table } = await findDataset(services, name);
    return (await services.request('dataset.open', { table })).source;
  };
  return {
    url,
    async blob() {
      const response = await fetch(await url(), { signal });
      if (!response.ok)
        throw new Error(`${name} could not be fetched (${response.status}). Run the cell again.`);
      return response.blob();
    },
  };
}
