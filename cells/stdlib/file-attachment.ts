import type { GrantedDataset } from '@/cells/bridge/messages';
import type { Builtin, RunScope } from '@/cells/kernel/kernel';
import { createFileHandle, type FileBytes, type FileHandle } from './file-handle';
import type { ObservableLibraries } from './observable';
import type { StandardLibraryServices } from './services';

export type { FileHandle } from './file-handle';

type Services = Pick<StandardLibraryServices, 'request' | 'loadAsset' | 'importAsset' | 'files'>;

/**
 * `FileAttachment("hour.csv")`: the file of that name beside the notebook, else the one behind an attached data set as it was uploaded, by file
 * name, data set name, or table name; its fetches end with the cell.
 */
export function createFileAttachment(
  services: Services,
  loadObservable: () => Promise<ObservableLibraries>,
): Builtin {
  return {
    perCell:
      (run) =>
      (path: string): FileHandle => {
        const name = baseName(path);
        const { signal } = run;
        const beside = services.files?.find(name, run);
        const bytes = beside ? fileBeside(beside, signal) : attachedFile(services, name, run);
        return createFileHandle(name, bytes, { services, loadObservable, signal });
      },
  };
}

/** Files stand beside a notebook: `./data/hour.csv` is hour.csv. */
const baseName = (name: string) => name.split('/').at(-1) ?? name;

/** Its address is one within the frame, which pictures and players take too, for as long as the cell's run stands. */
function fileBeside(blob: () => Promise<Blob>, signal: AbortSignal): Required<FileBytes> {
  let address: Promise<string> | undefined;
  return {
    blob,
    url() {
      address ??= blob().then((content) => {
        const made = URL.createObjectURL(content);
        signal.addEventListener('abort', () => URL.revokeObjectURL(made), { once: true });
        return made;
      });
      return address;
    },
  };
}

async function findDataset(
  { request, files }: Pick<Services, 'request' | 'files'>,
  name: string,
): Promise<GrantedDataset> {
  const datasets = await request('dataset.list', {});
  const found =
    datasets.find(({ fileName }) => fileName === name) ??
    datasets.find((dataset) => dataset.name === name) ??
    datasets.find(({ table }) => table === name);
  if (found) return found;
  const known = [...(files?.names() ?? []), ...datasets.map(({ fileName }) => fileName)].join(', ');
  throw new Error(
    `There is no file ${name} here. ${known ? `Files here: ${known}.` : 'Add it in the Files panel, or attach a data set.'}`,
  );
}

function attachedFile(
  services: Pick<Services, 'request' | 'files'>,
  name: string,
  { signal }: Pick<RunScope, 'signal'>,
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
