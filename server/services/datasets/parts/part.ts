/** A table in a file that holds several: a sheet of a workbook, a table of a SQLite file. */
export interface FilePart {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  /** What is odd about it, in words. */
  readonly notes: readonly string[];
}

export type PartValue = string | number | bigint | boolean | Date | null;

/** A part as it is read: its rows come once. */
export interface OpenPart extends Omit<FilePart, 'rows'> {
  readonly values: Iterable<readonly PartValue[]>;
}

/** Why a file cannot be read, in words that begin with what it is: "is damaged …". */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
