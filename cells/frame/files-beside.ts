import type { FrameEnd } from '@/cells/bridge/port';
import type { DocumentStore } from '@/cells/document/document-store';
import { type FileLock, filesAttribute, type NotebookFile, readFileLock } from '@/cells/document/file-lock';
import type { FilesBeside, ReadingRun } from '@/cells/stdlib/files-beside';

export interface FilesOfNotebook extends FilesBeside {
  /** Resolves when every picture that is wanted is there, or cannot be had. */
  picturesShown(): Promise<void>;
  /** Calls with the names that came to mean something else, and with the cells whose last run asked for them. */
  onChange(listener: (names: ReadonlySet<string>, cells: readonly number[]) => void): () => void;
}

/** The files that the open notebook lists, fetched through the page when they are first read. */
export function createFilesBeside(
  { request }: Pick<FrameEnd, 'request'>,
  store: Pick<DocumentStore, 'get' | 'subscribe'>,
): FilesOfNotebook {
  let text = store.get().attributes[filesAttribute];
  let lock: FileLock = readFileLock(store.get());
  /** By hash: a file that was renamed is not fetched again. */
  const fetched = new Map<string, Promise<Blob>>();
  const readers = new Map<string, Map<number, AbortSignal>>();
  const pictures = new Map<string, Set<WeakRef<HTMLImageElement>>>();
  const listeners = new Set<Parameters<FilesOfNotebook['onChange']>[0]>();

  const load = (name: string, { hash, type }: NotebookFile): Promise<Blob> => {
    const known = fetched.get(hash);
    if (known) return known.then((blob) => blob.slice(0, blob.size, type));
    const bytes = fetchFile(request, name, hash);
    fetched.set(hash, bytes);
    // Tried again when it is read again.
    bytes.catch(() => fetched.delete(hash));
    return bytes.then((blob) => blob.slice(0, blob.size, type));
  };

  const showing = new Set<Promise<void>>();
  const showPicture = (picture: HTMLImageElement, name: string) => {
    const shown = putPicture(picture, name).finally(() => showing.delete(shown));
    showing.add(shown);
  };
  const putPicture = async (picture: HTMLImageElement, name: string) => {
    const file = lock.get(name);
    if (!file) return missing(picture, name);
    try {
      const blob = await load(name, file);
      if (lock.get(name)?.hash !== file.hash) return;
      const before = picture.src;
      picture.src = URL.createObjectURL(blob);
      picture.removeAttribute('title');
      if (before.startsWith('blob:')) URL.revokeObjectURL(before);
      await picture.decode();
    } catch (error) {
      picture.title = error instanceof Error ? error.message : String(error);
    }
  };

  store.subscribe(() => {
    const now = store.get().attributes[filesAttribute];
    if (now === text) return;
    text = now;
    const before = lock;
    lock = readFileLock(store.get());
    const names = new Set(
      [...new Set([...before.keys(), ...lock.keys()])].filter(
        (name) => before.get(name)?.hash !== lock.get(name)?.hash,
      ),
    );
    const cells = new Set<number>();
    for (const name of names)
      for (const [cellId, signal] of readers.get(name) ?? []) if (!signal.aborted) cells.add(cellId);
    for (const name of names)
      for (const one of pictures.get(name) ?? []) {
        const picture = one.deref();
        if (picture) showPicture(picture, name);
        else pictures.get(name)?.delete(one);
      }
    for (const listener of [...listeners]) listener(names, [...cells]);
  });

  return {
    find(name, run) {
      note(readers, name, run);
      const file = lock.get(name);
      return file && (() => load(name, file));
    },
    names: () => [...lock.keys()],
    showPictures(root) {
      const own = root instanceof HTMLImageElement && root.hasAttribute('src') ? [root] : [];
      for (const picture of [...own, ...root.querySelectorAll<HTMLImageElement>('img[src]')]) {
        const name = fileNameIn(picture.getAttribute('src') ?? '');
        if (name === undefined) continue;
        picture.removeAttribute('src');
        const same = pictures.get(name) ?? new Set();
        pictures.set(name, same.add(new WeakRef(picture)));
        showPicture(picture, name);
      }
    },
    async picturesShown() {
      while (showing.size > 0) await Promise.all(showing);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The last run of a cell counts: what an earlier one read says nothing. */
function note(readers: Map<string, Map<number, AbortSignal>>, name: string, run: ReadingRun): void {
  const cells = readers.get(name) ?? new Map<number, AbortSignal>();
  readers.set(name, cells.set(run.cellId, run.signal));
}

async function fetchFile(request: FrameEnd['request'], name: string, hash: string): Promise<Blob> {
  const { url } = await request('file.open', { name, hash }).catch((cause: Error) => {
    // What the page says is a whole sentence.
    throw new Error(cause.message, { cause });
  });
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name} could not be fetched (${response.status}). Run the cell again.`);
  return response.blob();
}

/** `picture.png`, `./picture.png`; undefined for an address of any other kind. */
function fileNameIn(address: string): string | undefined {
  if (/^([a-z][a-z0-9+.-]*:|\/|#|\?)/i.test(address)) return undefined;
  try {
    const name = decodeURIComponent(address.replace(/^\.\//, ''));
    return name === '' || name.includes('/') ? undefined : name;
  } catch {
    return undefined;
  }
}

function missing(picture: HTMLImageElement, name: string): void {
  picture.removeAttribute('src');
  picture.title = `There is no file ${name} beside this notebook. Add it in the Files panel.`;
  if (!picture.alt) picture.alt = name;
}
