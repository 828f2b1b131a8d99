import { type UnzipFileInfo, unzipSync } from 'fflate';

/** How much of an archive is read. Sizes in bytes, unpacked unless it says otherwise. */
export interface ArchiveLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
}

export interface Archive {
  /** Files that may be read: names with forward slashes, none of which leaves the archive. */
  readonly names: readonly string[];
  /** Files that may not, and why. */
  readonly refused: ReadonlyMap<string, string>;
  /** Unpacks some of `names`. What unpacks to more than its entry claims is cut there. */
  read(names: ReadonlySet<string>): ReadonlyMap<string, Uint8Array>;
}

/**
 * Lists a zip by what its directory claims, before anything is unpacked; an entry is never unpacked beyond its claim, so that a bomb
 * costs no more than the limits.
 * @throws Error in words where it is no zip, or holds more than the limits allow
 */
export function openArchive(bytes: Uint8Array, fileName: string, limits: ArchiveLimits): Archive {
  const names: string[] = [];
  const refused = new Map<string, string>();
  let total = 0;
  let count = 0;
  visit(bytes, fileName, ({ name, originalSize, compression }) => {
    if (name.endsWith('/') || isClutter(name)) return false;
    if (++count > limits.files)
      throw new Error(
        `${fileName} holds more than ${limits.files.toLocaleString('en')} files. Split it into several archives.`,
      );
    const reason = reasonAgainst(name, originalSize, compression, limits);
    if (reason) {
      refused.set(name, reason);
      return false;
    }
    total += originalSize;
    if (total > limits.totalBytes)
      throw new Error(
        `${fileName} unpacks to more than ${megabytes(limits.totalBytes)}. Make what is in it smaller, or split it.`,
      );
    names.push(name);
    return false;
  });
  return {
    names,
    refused,
    read: (wanted) =>
      new Map(Object.entries(visit(bytes, fileName, ({ name }) => wanted.has(name) && !refused.has(name)))),
  };
}

function visit(
  bytes: Uint8Array,
  fileName: string,
  filter: (file: UnzipFileInfo) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    // Fflate's errors have a code; those of the filter, in words already, have none.
    if (error instanceof Error && !('code' in error) && !(error instanceof RangeError)) throw error;
    throw new Error(`${fileName} is not a zip archive that can be read, or it is damaged.`, { cause: error });
  }
}

function reasonAgainst(
  name: string,
  size: number,
  compression: number,
  { fileBytes }: ArchiveLimits,
): string | undefined {
  const parts = name.split('/');
  if (/[\\\0]|^[a-z]:/i.test(name) || parts.includes('..') || parts.includes('.') || parts.includes(''))
    return 'has a path that leads out of the archive';
  if (name.length > 500) return 'has a path of more than 500 characters';
  if (compression !== 0 && compression !== 8) return 'is packed in a way that is not read here';
  if (size > fileBytes) return `is larger than ${megabytes(fileBytes)}`;
  return undefined;
}

/** What operating systems leave in archives. */
const isClutter = (name: string): boolean =>
  name.startsWith('__MACOSX/') || /(^|\/)(\.[^/.][^/]*|Thumbs\.db|desktop\.ini)$/i.test(name);

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`;
