/** In what role a version answered: `shadow` answers were logged and compared, and given to nobody. */
export type ServedRole = 'stable' | 'canary' | 'shadow' | 'arm';

/**
 * The prediction log, format 1. A process appends JSON lines to its own segment file under `prediction-segments/` of the data
 * folder; a closed segment becomes Parquet, one file per model and day:
 *
 *   predictions/<model>/<yyyy-mm-dd>/<segment>.parquet      labels/<model>/<yyyy-mm-dd>/<segment>.parquet
 *
 * While the segment exists it counts and Parquet files of its name do not: so each row is read exactly once, whenever a
 * process is killed.
 */
export interface PredictionRecord {
  readonly kind: 'prediction';
  readonly model: string;
  /** Of one row of a request. */
  readonly id: string;
  readonly request: string;
  /** Microseconds since 1970 UTC, rising within a process. */
  readonly at: number;
  readonly version: number | null;
  /** Milliseconds from the arrival of the request to its answer. */
  readonly latency: number;
  /** HTTP status of the answer; what was refused or failed is logged too. */
  readonly status: number;
  readonly error: string | null;
  /** Values by the signature: numbers, texts, booleans; dates in milliseconds. */
  readonly inputs: Readonly<Record<string, string | number | boolean | null>> | null;
  readonly prediction: string | number | null;
  readonly probabilities: Readonly<Record<string, number>> | null;
  /** The served name that was asked; absent where a version was asked by itself, and in lines older than deployments. */
  readonly deployment?: string | null;
  readonly role?: ServedRole | null;
  /** Of the subject, as the caller names it: the same key gets the same version, and its predictions can be erased together. */
  readonly key?: string | null;
  /** How many answered requests this one stands for, where the log keeps one of so many; absent: itself. */
  readonly standsFor?: number;
}

export interface LabelRecord {
  readonly kind: 'label';
  readonly model: string;
  /** Of the prediction it belongs to. */
  readonly id: string;
  readonly at: number;
  readonly label: string | number | boolean;
}

export type LogRecord = PredictionRecord | LabelRecord;

export const segmentFolder = (dataFolder: string) => `${dataFolder}/prediction-segments`;
export const openSuffix = '.open.jsonl';
export const closedSuffix = '.jsonl';

/** A name that sorts by time and tells whose it is: `<milliseconds>-<writer>-<number>`. */
export const segmentName = (startedAt: number, writer: number, number: number) =>
  `${startedAt}-${writer}-${number}`;

export interface Segment {
  readonly name: string;
  readonly fileName: string;
  readonly open: boolean;
  readonly startedAt: number;
}

export function parseSegment(fileName: string): Segment | undefined {
  const [, name, startedAt, open] = /^((\d+)-\d+-\d+)(\.open)?\.jsonl$/.exec(fileName) ?? [];
  return name && startedAt
    ? { name, fileName, open: open !== undefined, startedAt: Number(startedAt) }
    : undefined;
}

/** How `read_json` sees a segment. Lines that are not whole (the last one after a kill) are left out. */
export const readSegments = (sqlPaths: string) =>
  `read_json(${sqlPaths}, format = 'newline_delimited', ignore_errors = true, columns = {kind: 'VARCHAR', model: 'VARCHAR', id: 'VARCHAR', request: 'VARCHAR', "at": 'BIGINT', version: 'INTEGER', latency: 'DOUBLE', status: 'INTEGER', error: 'VARCHAR', inputs: 'JSON', prediction: 'JSON', probabilities: 'JSON', label: 'JSON', deployment: 'VARCHAR', role: 'VARCHAR', key: 'VARCHAR', "standsFor": 'DOUBLE'})`;
