import {
  binary,
  columnFromArray,
  float64,
  int32,
  tableFromColumns,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { type ArrangedPicture, arrangePictures, type TextFile } from './arrange-pictures';
import { mostPixels } from './decode-picture';
import { type Archive, type ArchiveLimits, openArchive } from './open-archive';
import { type PictureHeader, readPictureHeader } from './picture-header';

export interface PictureTable {
  /** Arrow IPC stream: `path`, then `label` or the columns of a CSV, `width`, `height`, `image` (the bytes of the file). */
  readonly arrow: Uint8Array;
  readonly rows: number;
  /** What was left out and why, and what else one should know. */
  readonly notes: readonly string[];
}

export interface PictureCodec {
  /** Whether the file decodes, all of it. */
  decodes(bytes: Uint8Array, header: PictureHeader): Promise<boolean>;
  /** The same pixels as a PNG. */
  toPng(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface PictureTableOptions {
  readonly codec: PictureCodec;
  readonly limits?: ArchiveLimits;
  readonly signal?: AbortSignal;
  onProgress?(fraction: number): void;
}

/** The largest archive that is taken, packed. */
export const largestArchive = 256 * 1024 ** 2;
export const pictureLimits: ArchiveLimits = {
  files: 20_000,
  fileBytes: 4 * 1024 ** 2,
  totalBytes: 256 * 1024 ** 2,
};
const picturesAtOnce = 200;

/**
 * Makes a table of the pictures in a zip; the same archive gives the same bytes. PNG and JPEG stay as they are, WebP becomes PNG, which
 * a server decodes too. What is no picture, is damaged or too large is left out and named.
 * @throws Error in words where no picture is left, or the archive is too large or damaged
 */
export async function toPictureTable(
  bytes: Uint8Array,
  fileName: string,
  { codec, limits = pictureLimits, signal, onProgress }: PictureTableOptions,
): Promise<PictureTable> {
  const archive = openArchive(bytes, fileName, limits);
  const left = new Map(archive.refused);
  const csvs = archive.names.filter((name) => /\.csv$/i.test(name));
  const others = archive.names.filter((name) => !/\.csv$/i.test(name));
  const pictures = new Map<string, Picture>();
  let converted = 0;
  for (let at = 0; at < others.length; at += picturesAtOnce) {
    signal?.throwIfAborted();
    const files = archive.read(new Set(others.slice(at, at + picturesAtOnce)));
    for (const [name, content] of files) {
      const read = await readPicture(content, codec);
      if (typeof read === 'string') left.set(name, read);
      else pictures.set(name, read);
      if (typeof read !== 'string' && read.isConverted) converted++;
    }
    onProgress?.(Math.min(1, (at + picturesAtOnce) / others.length));
  }
  if (pictures.size === 0)
    throw new Error(
      `${fileName} holds no picture that can be read (PNG, JPEG or WebP).${left.size > 0 ? ` ${sayLeft(left)}` : ''}`,
    );
  const arrangement = arrangePictures([...pictures.keys()], readTexts(archive, csvs));
  return {
    arrow: writeArrow(arrangement.columns, arrangement.rows, pictures),
    rows: arrangement.rows.length,
    notes: [
      ...arrangement.notes,
      ...(converted > 0
        ? [`${converted} WebP ${converted === 1 ? 'picture is' : 'pictures are'} kept as PNG.`]
        : []),
      ...(left.size > 0 ? [sayLeft(left)] : []),
    ],
  };
}

interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly isConverted: boolean;
}

/** The picture, or why it is left out. */
async function readPicture(bytes: Uint8Array, codec: PictureCodec): Promise<Picture | string> {
  const header = readPictureHeader(bytes);
  if (!header) return 'is not a PNG, JPEG or WebP picture';
  const { width, height, format } = header;
  if (width * height > mostPixels) return `has more than ${mostPixels / 1e6} million pixels`;
  if (!(await codec.decodes(bytes, header))) return 'is damaged';
  const isConverted = format === 'webp';
  return { bytes: isConverted ? await codec.toPng(bytes) : bytes, width, height, isConverted };
}

function readTexts(archive: Archive, names: readonly string[]): TextFile[] {
  const files = archive.read(new Set(names));
  return names.map((name) => ({ name, text: new TextDecoder().decode(files.get(name)) }));
}

function writeArrow(
  columns: readonly string[],
  rows: readonly ArrangedPicture[],
  pictures: ReadonlyMap<string, Picture>,
): Uint8Array {
  const shown = rows.flatMap((row) => {
    const picture = pictures.get(row.path);
    return picture ? [{ ...row, ...picture }] : [];
  });
  const table = tableFromColumns([
    [
      'path',
      columnFromArray(
        shown.map(({ path }) => path),
        utf8(),
      ),
    ],
    ...columns.map((name): [string, ReturnType<typeof toColumn>] => [
      name,
      toColumn(
        name,
        shown.map(({ values }) => values[name] ?? null),
      ),
    ]),
    [
      'width',
      columnFromArray(
        shown.map(({ width }) => width),
        int32(),
      ),
    ],
    [
      'height',
      columnFromArray(
        shown.map(({ height }) => height),
        int32(),
      ),
    ],
    [
      'image',
      columnFromArray(
        shown.map(({ bytes }) => bytes),
        binary(),
      ),
    ],
  ]);
  const bytes = tableToIPC(table, { format: 'stream' });
  if (!bytes) throw new Error('The table of pictures could not be written.');
  return bytes;
}

/** Folders are names, even where they read as numbers; a CSV's columns are numbers where all of their values are. */
function toColumn(name: string, values: readonly (string | null)[]) {
  const isNumber =
    name !== 'label' && values.every((value) => value === null || /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value));
  return isNumber
    ? columnFromArray(
        values.map((value) => (value === null ? null : Number(value))),
        float64(),
      )
    : columnFromArray([...values], utf8());
}

/** “3 files are left out: a.txt is not a picture, …”, the first few by name. */
function sayLeft(left: ReadonlyMap<string, string>): string {
  const named = [...left].slice(0, 5).map(([name, reason]) => `${name} ${reason}`);
  const more =
    left.size > named.length ? `, and ${(left.size - named.length).toLocaleString('en')} more` : '';
  return `${left.size.toLocaleString('en')} file${left.size === 1 ? ' is' : 's are'} left out: ${named.join('; ')}${more}.`;
}
