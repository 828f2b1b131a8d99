import { unzip, type Zippable, zip } from 'fflate';
import {
  fileNameRule,
  filesAttribute,
  isNewFileName,
  readFileLock,
  writeFileLock,
} from '@/cells/document/file-lock';
import type { Notebook } from '@/cells/document/notebook';
import { serializeNotebook } from '@/cells/document/serialize';
import { api, errorMessage } from '@/components/api';
import { sendFile } from './send-file';
import { laySideBySide } from './side-by-side';

/** What is not unpacked at all, in bytes. */
const mostUnpacked = 1024 ** 3;

/**
 * A notebook with its files beside it in one archive, as Observable's Notebook Kit wants them: side by side.
 * @throws Error in words where a file is not here
 */
export async function packNotebook(notebookId: string, name: string, notebook: Notebook): Promise<Blob> {
  const lock = readFileLock(notebook);
  const content: Zippable = {};
  for (const [file, { hash }] of lock) {
    const { path } = await api.notebooks.openFile.query({ notebookId, name: file, hash });
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${file} could not be fetched (${response.status}). Try again.`);
    content[file] = new Uint8Array(await response.arrayBuffer());
  }
  const own = lock.has(`${name}.html`) ? `${name}-notebook.html` : `${name}.html`;
  content[own] = new TextEncoder().encode(serializeNotebook(notebook));
  const packed = await new Promise<Uint8Array>((resolve, reject) =>
    zip(content, { level: 6 }, (error, bytes) => (error ? reject(error) : resolve(bytes))),
  );
  return new Blob([packed as Uint8Array<ArrayBuffer>], { type: 'application/zip' }); // made by zip, not shared
}

/** The notebook of such an archive, what lies beside it, and what its owner should know. @throws Error in words */
export async function unpackNotebook(
  archive: File,
): Promise<{ notebook: File; files: File[]; notes: string[] }> {
  const refuse = (why: string) => new Error(`${archive.name} ${why}`);
  if (archive.size > mostUnpacked) throw refuse('is larger than 1 GB.');
  const packed = new Uint8Array(await archive.arrayBuffer());
  let size = 0;
  const content = await new Promise<Record<string, Uint8Array>>((resolve, reject) =>
    unzip(
      packed,
      {
        filter({ originalSize }) {
          size += originalSize;
          return size <= mostUnpacked;
        },
      },
      (error, found) => (error ? reject(refuse('is no ZIP archive, or it is damaged.')) : resolve(found)),
    ),
  );
  if (size > mostUnpacked) throw refuse('comes to more than 1 GB.');
  const entries = Object.entries(content).filter(
    ([path]) => !path.endsWith('/') && !/(^|\/)(\.|__MACOSX\/)/.test(path),
  );
  const pages = entries.filter(
    ([path, bytes]) => /\.html?$/i.test(path) && /<notebook[\s>]/.test(new TextDecoder().decode(bytes)),
  );
  const [page, another] = pages;
  if (!page) throw refuse('holds no notebook: an .html file of Cellar or of Notebook Kit.');
  if (another) throw refuse('holds more than one notebook. Unpack it, and import them one by one.');
  const [pagePath] = page;
  const folder = pagePath.slice(0, pagePath.lastIndexOf('/') + 1);
  const toFile = ([path, bytes]: [string, Uint8Array]) =>
    new File([bytes as Uint8Array<ArrayBuffer>], path.slice(path.lastIndexOf('/') + 1)); // made by unzip, not shared
  const beside = entries
    .filter(([path]) => path !== pagePath && path.startsWith(folder))
    .map((entry) => ({ path: entry[0].slice(folder.length), file: toFile(entry) }));
  return { notebook: toFile(page), ...laySideBySide(beside) };
}

/** Puts files beside a notebook that was just made, which lists them from then on. Gives what its owner should know. */
export async function addFiles(
  notebookId: string,
  notebook: Notebook,
  files: readonly File[],
): Promise<readonly string[]> {
  const lock = new Map(readFileLock(notebook));
  const notes: string[] = [];
  for (const file of files) {
    const name = file.name.normalize();
    if (!isNewFileName(name) && !lock.has(name)) {
      notes.push(`${name} did not come along. ${fileNameRule}`);
      continue;
    }
    try {
      const kept = await sendFile(file, { notebookId, name });
      const listed = lock.get(name);
      if (listed?.hash === kept.hash) continue;
      if (listed) notes.push(`${name} is not the file that this notebook was made with.`);
      lock.set(name, kept);
    } catch (error) {
      notes.push(`${name} did not come along: ${errorMessage(error)}`);
    }
  }
  const text = writeFileLock(lock);
  if (text !== undefined && text !== notebook.attributes[filesAttribute]) {
    const html = serializeNotebook({
      ...notebook,
      attributes: { ...notebook.attributes, [filesAttribute]: text },
    });
    await api.notebooks.save.mutate({ id: notebookId, html, baseRevision: 1 });
  }
  const missing = new Set(
    lock.size === 0
      ? []
      : await api.notebooks.missingFiles.query({
          notebookId,
          hashes: [...lock.values()].map(({ hash }) => hash),
        }),
  );
  for (const [name, { hash }] of lock)
    if (missing.has(hash))
      notes.push(`It lists ${name}, which did not come with it. Add it in the notebook's Files panel.`);
  return notes;
}
