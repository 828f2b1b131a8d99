import { readArchive } from './read-archive';
import { isArchive } from './read-pictures';

export interface UploadedVersion {
  readonly datasetId: string;
  readonly name: string;
  readonly version: number;
  readonly rows: number;
  /** False when the data set already had this content. */
  readonly isNew: boolean;
  readonly notes: readonly string[];
}

export interface UploadOptions {
  /** Name of the data set; the file's without its ending when left out. */
  readonly name?: string;
  /** The notebook in which the file is added. */
  readonly notebookId?: string;
  /** Of a workbook or SQLite file: which of its tables. */
  readonly part?: string;
  /** 0..1 of the bytes sent; reading them on the server comes after. */
  onProgress?(fraction: number): void;
  /** 0..1 of the pictures of a zip that have been read, before anything is sent. */
  onRead?(fraction: number): void;
  readonly signal?: AbortSignal;
}

/** Sends a file to be kept as a data set version; of a zip, the table of its pictures, or of the files of a model. */
export async function uploadFile(file: File, options: UploadOptions = {}): Promise<UploadedVersion> {
  if (!isArchive(file)) return sendFile(file, [], options);
  const { onRead, signal } = options;
  const read = await readArchive(file, { onProgress: onRead, signal });
  return sendFile(read.file, read.notes, options);
}

/** XMLHttpRequest, because fetch does not tell how far an upload is. */
function sendFile(
  file: File,
  notes: readonly string[],
  { name, notebookId, part, onProgress, signal }: UploadOptions,
): Promise<UploadedVersion> {
  const query = new URLSearchParams({
    fileName: file.name,
    ...(name && { name }),
    ...(notebookId && { notebook: notebookId }),
    ...(part && { part }),
  });
  for (const note of notes) query.append('note', note.slice(0, 1000));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/datasets/upload?${query}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 200) return resolve(request.response);
      reject(
        new Error(request.response?.error?.message ?? `The server refused ${file.name} (${request.status}).`),
      );
    };
    request.onerror = () =>
      reject(
        new Error(
          `${file.name} did not arrive: the server does not answer. Check that it runs, then try again.`,
        ),
      );
    request.onabort = () => reject(signal?.reason ?? new DOMException('Cancelled', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
