import type { Readable } from 'node:stream';

/** A file by its content. */
export interface Blob {
  /** sha256, lower-case hex. */
  readonly hash: string;
  readonly bytes: number;
}

/** A file that may be read in pieces, also by several at once. */
export interface OpenFile {
  readonly bytes: number;
  /** `end` exclusive. */
  read(start: number, end: number): Readable;
}

/**
 * Files by hash, and appended logs by key. A blob is whole or absent.
 * Keys are checked relative names, never file paths from outside.
 */
export interface Storage {
  readonly kind: 'disk' | 's3';
  /** Whether the last that was asked of it was answered. */
  isReachable(): boolean;
  /** Resolves once it answers, at once where nothing is known against it; rejects when `signal` is aborted before. */
  whenReachable(signal: AbortSignal): Promise<void>;
  put(content: Uint8Array | Readable): Promise<Blob>;
  has(hash: string): Promise<boolean>;
  /** Bytes of the blob, or a range of it (`end` exclusive). Throws AppError not_found. */
  read(hash: string, range?: { start: number; end: number }): Readable;
  readAll(hash: string): Promise<Uint8Array>;
  size(hash: string): Promise<number>;
  remove(hash: string): Promise<void>;
  /** Recomputes the hash of what is stored. */
  verify(hash: string): Promise<boolean>;
  /**
   * A readable local path of the blob, for engines that open files (DuckDB). Remote storage gives a copy, which stays for
   * a quarter of an hour at least, and as long as it is open.
   */
  localPath(hash: string): Promise<string>;

  /** Named files: prediction segments and Parquet, dumps. Same rules: whole or absent. */
  putKey(key: string, content: Uint8Array | Readable): Promise<void>;
  listKeys(prefix: string): Promise<{ key: string; bytes: number }[]>;
  /** For readers who want pieces of it: remote storage is asked for these alone. Throws AppError not_found. */
  openKey(key: string): Promise<OpenFile>;
  localKeyPath(key: string): Promise<string>;
  removeKey(key: string): Promise<void>;
}
