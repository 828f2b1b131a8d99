import { type Table, tableToIPC } from '@uwdata/flechette';
import { isArqueroTable, isArrowTable, toArrow } from '@/cells/data';
import { writeCsv } from '@/cells/data/write-csv';
import { figureContent } from './artifact-figure';
import { parquetInWorker } from './parquet-in-worker';
import type { StandardLibraryServices } from './services';

type Bytes = Uint8Array<ArrayBuffer>;
type Services = Pick<StandardLibraryServices, 'loadAsset' | 'importAsset'>;

/**
 * The bytes of a file that keeps a value, as the end of its path says: texts, bytes and blobs as they are, tables (Arrow, Arquero, arrays of
 * objects) as .csv, .parquet, .arrow or .json, figures (an element, a Plotly figure, a canvas) as .svg, .png, .html or .json, all else as JSON.
 * @throws TypeError in words where a value is no such file
 */
export async function artifactContent(
  path: string,
  value: unknown,
  { services, signal }: { services: Services; signal: AbortSignal },
): Promise<Bytes> {
  if (typeof path !== 'string')
    throw new TypeError('A file of a run has a path: model.run.artifact("report.json", value).');
  const given = await value;
  if (typeof given === 'string') return toBytes(given);
  if (given instanceof Blob) return new Uint8Array(await given.arrayBuffer());
  if (given instanceof ArrayBuffer) return new Uint8Array(given.slice(0));
  if (given instanceof Uint8Array) return Uint8Array.from(given);
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (typeof Element !== 'undefined' && given instanceof Element)
    return figureContent(ending, given, { path, ...services });
  if (ending === 'csv' || ending === 'parquet' || ending === 'arrow')
    return tableContent(ending, toArrow(given), { services, signal });
  if (ending === 'svg' || ending === 'png' || ending === 'html')
    throw new TypeError(`${path}: this value is no figure. Give the element that a cell would show.`);
  const isTable = isArrowTable(given) || isArqueroTable(given);
  return toBytes(toJson(path, isTable ? [...toArrow(given)] : given));
}

async function tableContent(
  ending: 'csv' | 'parquet' | 'arrow',
  table: Table,
  { services, signal }: { services: Services; signal: AbortSignal },
): Promise<Bytes> {
  if (ending === 'csv') return new Uint8Array(await (await writeCsv(table)).arrayBuffer());
  const ipc = tableToIPC(table, { format: ending === 'arrow' ? 'file' : 'stream' });
  if (!ipc) throw new TypeError('This table could not be written.');
  const bytes = Uint8Array.from(ipc);
  return ending === 'arrow' ? bytes : parquetInWorker(services.loadAsset, { ipc: bytes.buffer }, signal);
}

function toJson(path: string, value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, part: unknown) => {
      if (typeof part === 'bigint') return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
      // JSON knows no such numbers; null would hide which it was.
      if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
      if (part instanceof Map) return Object.fromEntries(part);
      if (part instanceof Set) return [...part];
      // Views other than DataView are lists of numbers.
      if (ArrayBuffer.isView(part) && !(part instanceof DataView)) return Array.from(part as Float64Array);
      return part;
    },
    2,
  ) as string | undefined; // of undefined and functions it is undefined, whatever its type says
  if (text === undefined)
    throw new TypeError(
      `${path}: there is nothing to keep. A file is made of a text, bytes, a table, a figure or anything that JSON holds.`,
    );
  return `${text}\n`;
}

const toBytes = (text: string): Bytes => new TextEncoder().encode(text);
