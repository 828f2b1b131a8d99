import { unzipSync } from 'fflate';
import type { FileBytes, FileHandle } from './file-handle';

/** The files in a ZIP archive. */
export interface ZipArchive {
  readonly filenames: readonly string[];
  /** One of them, read like any file. */
  file(path: string): FileHandle;
}

export async function openArchive(
  archive: Blob,
  createHandle: (name: string, bytes: FileBytes) => FileHandle,
): Promise<ZipArchive> {
  const files = new Map(Object.entries(unpack(new Uint8Array(await archive.arrayBuffer()))));
  return {
    filenames: [...files.keys()].filter((path) => !path.endsWith('/')),
    file(path) {
      const bytes = files.get(path);
      if (!bytes || path.endsWith('/')) throw new Error(`The archive holds no file ${path}.`);
      const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]); // what fflate unpacks is not shared
      return createHandle(path, { blob: async () => blob });
    },
  };
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes);
  } catch (cause) {
    throw new Error('This is no ZIP archive, or it is damaged.', { cause });
  }
}
