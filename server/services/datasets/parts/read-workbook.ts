import { readFile } from 'node:fs/promises';
import readSheets, { readSheet as readOne } from 'read-excel-file/node';
import yauzl from 'yauzl';
import { type FilePart, type OpenPart, type PartValue, UnreadableFile } from './part';

/** What a workbook may take when it is unpacked: a few megabytes can hide terabytes. */
const mostUnpacked = 1_500_000_000;
const mostEntries = 10_000;

type Cell = string | number | boolean | Date | null;
type Sheet = readonly (readonly Cell[])[];

/** The sheets of an Excel workbook (.xlsx) that hold something. @throws UnreadableFile */
export async function listSheets(path: string): Promise<FilePart[]> {
  const merged = await checkWorkbook(path);
  const sheets = await reading(() => readSheets(path));
  return sheets.flatMap(({ sheet, data }) => {
    const table = toTable(data as Sheet); // what the library gives is typed for schemas
    if (!table) return [];
    return {
      name: sheet,
      rows: table.rows.length,
      columns: table.header,
      notes: [...table.notes, ...merged],
    };
  });
}

/** One sheet: dates are Dates, figures numbers. @throws UnreadableFile */
export async function readSheet(path: string, name: string): Promise<OpenPart> {
  const merged = await checkWorkbook(path);
  const data = await reading(() => readOne(path, name));
  const table = toTable(data as Sheet);
  if (!table) throw new UnreadableFile(`has nothing in its sheet ${name}`);
  return { name, columns: table.header, notes: [...table.notes, ...merged], values: table.rows };
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableFile(`could not be read as an Excel workbook: ${why.split('\n')[0]}`, { cause });
  }
}

/**
 * The header is the first row in which as many cells are filled as in most rows of the top, all of them texts: titles and notes that stand above
 * a table are left out. Where no row is like that, columns are called A, B, C.
 */
function toTable(data: Sheet): { header: string[]; rows: PartValue[][]; notes: string[] } | undefined {
  const filled = (row: readonly Cell[]) => row.filter((cell) => !isEmpty(cell)).length;
  const top = data.slice(0, 30);
  const widest = Math.max(0, ...top.map(filled));
  if (widest === 0) return undefined;
  const at = top.findIndex(
    (row) =>
      filled(row) >= Math.max(1, Math.ceil(widest * 0.7)) &&
      row.every((cell) => isEmpty(cell) || typeof cell === 'string'),
  );
  const width = Math.max(...data.map((row) => row.length));
  const notes: string[] = [];
  if (at > 0)
    notes.push(
      `The first ${at === 1 ? 'row stands' : `${at} rows stand`} above the table and ${at === 1 ? 'was' : 'were'} left out.`,
    );
  if (at < 0) notes.push('No row of names was found: columns are called by their letters.');
  const names = new Set<string>();
  const header = Array.from({ length: width }, (_, place) => {
    const given = at < 0 ? undefined : data[at]?.[place];
    const name =
      (isEmpty(given) ? '' : String(given).trim().replace(/\s+/g, ' ').slice(0, 200)) || lettersOf(place);
    let free = name;
    for (let number = 2; names.has(free.toLowerCase()); number++) free = `${name}_${number}`;
    names.add(free.toLowerCase());
    return free;
  });
  const rows = data
    .slice(at + 1)
    .filter((row) => filled(row) > 0)
    .map((row) => header.map((_, place): PartValue => (isEmpty(row[place]) ? null : (row[place] ?? null))));
  return { header, rows, notes };
}

const isEmpty = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell === '';

/** 0 → A, 25 → Z, 26 → AA. */
function lettersOf(place: number): string {
  const rest = Math.floor(place / 26);
  return (rest > 0 ? lettersOf(rest - 1) : '') + String.fromCharCode(65 + (place % 26));
}

/** Looks at the archive before anything is unpacked; tells of what a table cannot keep. */
async function checkWorkbook(path: string): Promise<string[]> {
  const file = await readFile(path);
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(file, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error || !zip)
        return reject(new UnreadableFile(`is damaged: ${error?.message ?? 'it cannot be opened'}`));
      let bytes = 0;
      let count = 0;
      let isWorkbook = false;
      const sheets: yauzl.Entry[] = [];
      zip.on('error', (cause) => reject(new UnreadableFile(`is damaged: ${cause.message}`)));
      zip.on('entry', (entry: yauzl.Entry) => {
        bytes += entry.uncompressedSize;
        count += 1;
        if (bytes > mostUnpacked || count > mostEntries)
          return reject(
            new UnreadableFile(
              'unpacks to more than 1.5 GB, too much for a workbook: save its sheets as CSV',
            ),
          );
        if (entry.fileName === 'xl/workbook.xml') isWorkbook = true;
        if (/^xl\/worksheets\/[^/]+\.xml$/.test(entry.fileName)) sheets.push(entry);
        zip.readEntry();
      });
      zip.on('end', async () => {
        if (!isWorkbook)
          return reject(
            new UnreadableFile('is a zip archive without a workbook in it: unpack it, or save it as .xlsx'),
          );
        const merged = await Promise.all(sheets.map((entry) => hasMergedCells(zip, entry)));
        resolve(
          merged.some(Boolean)
            ? ['Some cells are merged: the value stands in the first of them, the others are empty.']
            : [],
        );
      });
      zip.readEntry();
    });
  });
}

/** Merged cells are listed after the rows, so the end of a sheet tells. */
function hasMergedCells(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<boolean> {
  return new Promise((resolve) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error || !stream) return resolve(false);
      let end = '';
      let found = false;
      stream.on('data', (part: Buffer) => {
        end = end.slice(-20) + part.toString('latin1');
        found ||= end.includes('<mergeCell ');
        end = end.slice(-20);
      });
      stream.on('end', () => resolve(found));
      stream.on('error', () => resolve(false));
    });
  });
}
