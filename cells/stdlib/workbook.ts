import type { StandardLibraryServices } from './services';

export interface SheetOptions {
  /** As in Excel, "B2:D20", or open ended, "B:D", ":". */
  readonly range?: string;
  /** The first row of the range names the columns; else they are A, B, C … */
  readonly headers?: boolean;
}

/** Rows by column name, each with its number in the sheet as `#`, which is not listed. */
export type SheetRows = Record<string, unknown>[] & { columns: string[] };

/** An Excel workbook. */
export interface Workbook {
  readonly sheetNames: readonly string[];
  /** By name, or place from 0. */
  sheet(name: string | number, options?: SheetOptions): SheetRows;
}

interface Sheet {
  readonly sheet: string;
  readonly data: readonly (readonly unknown[])[];
}

export async function openWorkbook(
  { importAsset }: Pick<StandardLibraryServices, 'importAsset'>,
  file: Blob,
): Promise<Workbook> {
  const { readWorkbook } = await importAsset('excel');
  let sheets: readonly Sheet[];
  try {
    sheets = await (readWorkbook as (file: Blob) => Promise<readonly Sheet[]>)(file); // the asset is the bundle of exactly this
  } catch (cause) {
    throw new Error('This is no Excel workbook (.xlsx), or it is damaged.', { cause });
  }
  return workbookOf(sheets);
}

export function workbookOf(sheets: readonly Sheet[]): Workbook {
  const sheetNames = sheets.map(({ sheet }) => sheet);
  return {
    sheetNames,
    sheet(name, options) {
      const found =
        typeof name === 'number' ? sheets[name] : sheets.find(({ sheet }) => sheet === String(name));
      if (!found) throw new Error(`The workbook has no sheet ${name}. Its sheets: ${sheetNames.join(', ')}.`);
      return extract(found.data, options);
    },
  };
}

function extract(data: Sheet['data'], { range = ':', headers = false }: SheetOptions = {}): SheetRows {
  const width = data.reduce((most, row) => Math.max(most, row.length), 0);
  const { from, to } = parseRange(range, { columns: width, rows: data.length });
  const first = from.row + (headers ? 1 : 0);
  const heading = headers ? data[from.row] : undefined;
  const columns: string[] = [];
  for (let column = from.column; column <= to.column; column += 1) {
    let name = String(heading?.[column] ?? '') || letters(column);
    while (name === '#' || columns.includes(name)) name += '_';
    columns.push(name);
  }
  const rows: Record<string, unknown>[] = [];
  for (let at = first; at <= to.row; at += 1) {
    const row: Record<string, unknown> = Object.create(null, { '#': { value: at + 1 } });
    columns.forEach((name, i) => {
      const value = data[at]?.[from.column + i];
      if (value !== null && value !== undefined) row[name] = value;
    });
    rows.push(row);
  }
  return Object.assign(rows, { columns });
}

interface Corner {
  readonly column: number;
  readonly row: number;
}

function parseRange(range: string, size: { columns: number; rows: number }): { from: Corner; to: Corner } {
  const [, fromColumn, fromRow, toColumn, toRow] = /^([A-Z]*)(\d*):([A-Z]*)(\d*)$/.exec(range) ?? [];
  if (fromColumn === undefined)
    throw new Error(`“${range}” is no range of a sheet: write it as “B2:D20”, “B:D” or “:10”.`);
  return {
    from: { column: columnOf(fromColumn) ?? 0, row: rowOf(fromRow) ?? 0 },
    to: { column: columnOf(toColumn) ?? size.columns - 1, row: rowOf(toRow) ?? size.rows - 1 },
  };
}

const rowOf = (digits: string | undefined) => (digits ? Number(digits) - 1 : undefined);

function columnOf(name: string | undefined): number | undefined {
  if (!name) return undefined;
  return [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** 0 → A, 25 → Z, 26 → AA. */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}
