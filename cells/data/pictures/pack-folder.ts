import { zipSync } from 'fflate';
import { largestArchive, pictureLimits } from './picture-table';

/**
 * What was dropped: files as they are, folders as a zip each, so that both come in by one door. To be called in the event itself: the
 * browser forgets the entries after it. The files of a model become one, too, unless `packsModels` is false.
 * @throws Error in words when a folder holds more than a table of pictures may
 */
export function readDropped(transfer: DataTransfer, { packsModels = true } = {}): Promise<File[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const folders = entries.filter(isFolder);
  const loose = [...transfer.files];
  if (folders.length === 0) return packsModels ? packModel(loose) : Promise.resolve(loose);
  // Of a folder, the browser lists a file of its name too, which has no content.
  const names = new Set(folders.map(({ name }) => name));
  const files = loose.filter(({ name }) => !names.has(name));
  return Promise.all(folders.map(packFolder)).then((packed) => [...files, ...packed]);
}

/** The files of one model of TensorFlow.js belong together, though nobody put them into a folder. */
async function packModel(files: File[]): Promise<File[]> {
  const isPart = ({ name }: File) => /^model\.json$|\.bin$|shard\d+of\d+$/i.test(name);
  const parts = files.filter(isPart);
  if (parts.length < 2 || !parts.some(({ name }) => /\.json$/i.test(name))) return files;
  const content: Record<string, Uint8Array> = {};
  for (const file of parts) content[file.name] = new Uint8Array(await file.arrayBuffer());
  return [...files.filter((file) => !isPart(file)), toArchive('base', content)];
}

/** One time for all: the same files give the same bytes. What is large is compressed already, or hardly can be. */
function toArchive(name: string, content: Record<string, Uint8Array>): File {
  const packed = zipSync(content, { level: 0, mtime: '2000-01-01' });
  return new File([packed as Uint8Array<ArrayBuffer>], `${name}.zip`, { type: 'application/zip' }); // made by zipSync, not shared
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function packFolder(folder: FileSystemDirectoryEntry): Promise<File> {
  const content: Record<string, Uint8Array> = {};
  let bytes = 0;
  let count = 0;
  for await (const entry of walk(folder)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    bytes += file.size;
    if (++count > pictureLimits.files || bytes > largestArchive)
      throw new Error(
        `The folder ${folder.name} holds more than ${pictureLimits.files.toLocaleString('en')} files or 256 MB. Drop parts of it.`,
      );
    content[entry.fullPath.replace(/^\//, '')] = new Uint8Array(await file.arrayBuffer());
  }
  if (count === 0) throw new Error(`The folder ${folder.name} is empty.`);
  return toArchive(folder.name, content);
}

async function* walk(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemFileEntry> {
  const reader = folder.createReader();
  const read = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  // It gives a hundred at a time, and none at the end.
  for (let entries = await read(); entries.length > 0; entries = await read())
    for (const entry of entries) {
      if (isFolder(entry)) yield* walk(entry);
      else if (isFile(entry)) yield entry;
    }
}
