import { binary, columnFromArray, int32, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';
import type { PackageFiles } from '../model';
import { readTfjsFiles } from './read-tfjs-files';

/**
 * A model of TensorFlow.js as a table, so that it is kept, versioned and granted as data is: a row for each of its files, model.json first,
 * with `path`, `size` in bytes, and `content`. Arrow IPC stream; the same files give the same bytes.
 * @throws Error in words where the files hold no model, or one that is refused
 */
export function toModelTable(files: PackageFiles): {
  readonly arrow: Uint8Array;
  readonly notes: readonly string[];
} {
  const { kind, path, shards, weights } = readTfjsFiles(files);
  const folder = path.replace(/[^/]*$/, '');
  const rows = [path, ...shards].map((name) => ({
    name: name.slice(folder.length),
    content: files.get(name),
  }));
  const table = tableFromColumns([
    [
      'path',
      columnFromArray(
        rows.map(({ name }) => name),
        utf8(),
      ),
    ],
    [
      'size',
      columnFromArray(
        rows.map(({ content }) => content?.byteLength ?? 0),
        int32(),
      ),
    ],
    [
      'content',
      columnFromArray(
        rows.map(({ content }) => content ?? new Uint8Array()),
        binary(),
      ),
    ],
  ]);
  const arrow = tableToIPC(table, { format: 'stream' });
  if (!arrow) throw new Error('The table of the model could not be written.');
  const size = `${(weights.byteLength / 1e6).toLocaleString('en', { maximumSignificantDigits: 3 })} MB of weights`;
  return {
    arrow,
    notes: [
      `A model of TensorFlow.js (${kind === 'graph' ? 'a graph' : 'layers'}, ${size}): a network can be trained on top of it, as its base.`,
    ],
  };
}

/** The columns by which a table is known to be one of these. */
export const isModelTable = (columns: readonly { readonly name: string }[]): boolean =>
  ['path', 'content'].every((wanted) => columns.some(({ name }) => name === wanted));

interface ArrowColumn {
  readonly length: number;
  at(row: number): unknown;
}

/**
 * The files of a table that `toModelTable` wrote, after it has been through a database.
 * @throws Error in words when the value is no such table
 */
export function readModelTable(value: unknown): Map<string, Uint8Array> {
  const read = (name: string) => columnOf(value, name);
  const [paths, contents] = [read('path'), read('content')];
  if (!paths || !contents)
    throw new Error(
      'A base is a table with the columns “path” and “content”: drop the folder or zip of a TensorFlow.js model on the notebook, then SELECT * FROM it.',
    );
  const files = new Map<string, Uint8Array>();
  for (let row = 0; row < paths.length; row++) {
    const [path, content] = [paths.at(row), contents.at(row)];
    if (typeof path !== 'string' || !(content instanceof Uint8Array))
      throw new Error(`Row ${row + 1} of the base is no file: “path” is a text, “content” its bytes.`);
    if (files.has(path)) throw new Error(`The base has two files ${path}: it is one version of one model.`);
    files.set(path, content.slice());
  }
  return files;
}

function columnOf(value: unknown, name: string): ArrowColumn | undefined {
  if (typeof value !== 'object' || value === null || !('getChild' in value)) return undefined;
  if (typeof value.getChild !== 'function') return undefined;
  const column: unknown = value.getChild(name);
  return typeof column === 'object' && column !== null && 'at' in column && 'length' in column
    ? (column as ArrowColumn) // what has both is a column of Arrow
    : undefined;
}
