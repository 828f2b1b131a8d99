import { type Table, tableFromIPC } from '@uwdata/flechette';
import { mediaTypeOf } from '@/cells/document/media-types';
import type { ObservableLibraries } from './observable';
import { openArchive, type ZipArchive } from './open-zip';
import { parquetInWorker } from './parquet-in-worker';
import type { StandardLibraryServices } from './services';
import { openSqlite, type SqliteClient } from './sqlite-client';
import { openWorkbook, type Workbook } from './workbook';

/** Its type is narrower than what Arquero reads, which is any column with `length` and `at` or an index. */
type ArrowTable = Parameters<typeof import('arquero').fromArrow>[0];

export interface SeparatedOptions {
  /** Numbers, dates and booleans are recognized; `'auto'`: by column. */
  readonly typed?: boolean | 'auto';
  /** Rows as arrays, without names from the first one. */
  readonly array?: boolean;
}

/** A file, read in the way that is asked for. */
export interface FileHandle {
  readonly name: string;
  /** By its ending. */
  readonly mimeType: string;
  /** Valid for some hours. */
  url(): Promise<string>;
  blob(): Promise<Blob>;
  /** In UTF-8, or the encoding that is named. */
  text(encoding?: string): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
  stream(): Promise<ReadableStream<Uint8Array>>;
  json(): Promise<unknown>;
  /** Rows as objects; `typed`: numbers, dates and booleans are recognized. */
  csv(options?: SeparatedOptions): Promise<unknown[]>;
  tsv(options?: SeparatedOptions): Promise<unknown[]>;
  dsv(options?: SeparatedOptions & { readonly delimiter?: string }): Promise<unknown[]>;
  arrow(): Promise<Table>;
  parquet(): Promise<Table>;
  /** A table of Arquero, of CSV, TSV, JSON, Arrow or Parquet. */
  arquero(options?: object): Promise<unknown>;
  /** A picture; `props` are set on its element. */
  image(props?: Partial<HTMLImageElement>): Promise<HTMLImageElement>;
  html(): Promise<Document>;
  xml(mimeType?: DOMParserSupportedType): Promise<Document>;
  /** The files of a ZIP archive. */
  zip(): Promise<ZipArchive>;
  /** The sheets of an Excel workbook. */
  xlsx(): Promise<Workbook>;
  /** A SQLite file, to be asked by SQL. */
  sqlite(): Promise<SqliteClient>;
}

/** Where a file's bytes come from, and its address where it has one. */
export interface FileBytes {
  blob(): Promise<Blob>;
  url?(): Promise<string>;
}

export interface FileParts {
  readonly services: Pick<StandardLibraryServices, 'loadAsset' | 'importAsset'>;
  readonly loadObservable: () => Promise<ObservableLibraries>;
  /** Ends what reads the file. */
  readonly signal: AbortSignal;
}

export function createFileHandle(name: string, bytes: FileBytes, parts: FileParts): FileHandle {
  const { services, loadObservable, signal } = parts;
  const { blob } = bytes;
  const arrayBuffer = async () => (await blob()).arrayBuffer();
  const text = async (encoding?: string) =>
    encoding === undefined ? (await blob()).text() : new TextDecoder(encoding).decode(await arrayBuffer());
  const xml = async (type: DOMParserSupportedType = 'application/xml') =>
    new DOMParser().parseFromString(await text(), type);
  const dsv: FileHandle['dsv'] = async ({ delimiter = ',', array = false, typed = false } = {}) => {
    const [{ d3 }, content] = await Promise.all([loadObservable(), text()]);
    const format = d3.dsvFormat(delimiter);
    if (array) return typed ? format.parseRows(content, d3.autoType) : format.parseRows(content);
    return typed ? format.parse(content, d3.autoType) : format.parse(content);
  };
  const arrow = async () => tableFromIPC(await arrayBuffer(), { useDate: true });
  const parquet = async () =>
    tableFromIPC(await parquetInWorker(services.loadAsset, { file: await arrayBuffer() }, signal), {
      useDate: true,
    });
  const url = bytes.url ?? (async () => URL.createObjectURL(await blob()));
  const mimeType = mediaTypeOf(name);
  return {
    ...{ name, mimeType, url, blob, text, arrayBuffer, dsv, arrow, parquet, xml },
    stream: async () => (await blob()).stream(),
    json: async () => JSON.parse(await text()),
    csv: (options) => dsv({ ...options, delimiter: ',' }),
    tsv: (options) => dsv({ ...options, delimiter: '\t' }),
    html: () => xml('text/html'),
    async arquero(options) {
      const aq = (await services.importAsset('arquero')) as typeof import('arquero'); // the asset is the bundle of exactly this
      if (/\.(arrow|feather)$/i.test(name))
        return aq.fromArrow((await arrow()) as unknown as ArrowTable, options);
      if (/\.parquet$/i.test(name)) return aq.fromArrow((await parquet()) as unknown as ArrowTable, options);
      if (mimeType === 'application/json') return aq.fromJSON(await text(), options);
      if (mimeType === 'text/csv') return aq.fromCSV(await text(), options);
      if (mimeType === 'text/tab-separated-values')
        return aq.fromCSV(await text(), { delimiter: '\t', ...options });
      throw new Error(`${name} is no file that Arquero reads: CSV, TSV, JSON, Arrow or Parquet.`);
    },
    async image(props = {}) {
      const address = URL.createObjectURL(await blob());
      const picture = Object.assign(new Image(), props, { src: address });
      try {
        await picture.decode();
      } catch {
        throw new Error(`${name} is no picture that this browser shows.`);
      } finally {
        // An export copies what it shows, for which the address has to last as long as the cell's run.
        signal.addEventListener('abort', () => URL.revokeObjectURL(address), { once: true });
      }
      return picture;
    },
    zip: async () => openArchive(await blob(), (entry, content) => createFileHandle(entry, content, parts)),
    xlsx: async () => openWorkbook(services, await blob()),
    sqlite: async () => openSqlite(services, { name, content: await arrayBuffer() }, signal),
  };
}
