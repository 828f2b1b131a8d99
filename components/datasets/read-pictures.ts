import type { PictureTable } from '@/cells/data/pictures/picture-table';

export interface ReadPictures {
  /** The table as an Arrow file, under the name of the archive. */
  readonly file: File;
  readonly notes: readonly string[];
}

/** A zip, but no workbook: of those the server says what they are. */
export const isArchive = ({ name }: File): boolean => /\.zip$/i.test(name);

/**
 * Makes a table of the pictures in a zip, in this tab: the server never unpacks what people send.
 * @throws Error in words when there are none, or too many
 */
export async function readPictures(
  file: File,
  { onProgress, signal }: { onProgress?(fraction: number): void; signal?: AbortSignal },
): Promise<ReadPictures> {
  const { largestArchive, toPictureTable } = await import('@/cells/data/pictures/picture-table');
  const { browserCodec } = await import('@/cells/data/pictures/browser-codec');
  if (file.size > largestArchive)
    throw new Error(`${file.name} is larger than 256 MB. Make the pictures smaller, or split it.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const table: PictureTable = await toPictureTable(bytes, file.name, {
    codec: browserCodec,
    signal,
    onProgress,
  });
  signal?.throwIfAborted();
  const name = file.name.replace(/\.zip$/i, '.arrow');
  return { file: new File([table.arrow as Uint8Array<ArrayBuffer>], name), notes: table.notes }; // written just now, not shared
}
