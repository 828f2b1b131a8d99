const MB = 1024 ** 2;

/** What a package and all that it needs may come to. A notebook waits for it, and a stranger wrote it. */
export const limits = {
  /** What a registry says of one package. */
  describedBytes: 40 * MB,
  /** One archive, and all of them together, as they travel. */
  archiveBytes: 20 * MB,
  archivesBytes: 60 * MB,
  /** All of them unpacked. */
  unpackedBytes: 200 * MB,
  files: 20_000,
  packages: 250,
  /** The module that a notebook is given. */
  moduleBytes: 16 * MB,
  fetchMs: 120_000,
  bundleMs: 60_000,
  /** Of the thread that unpacks; the bundler beside it is asked to keep to as much. */
  memoryMb: 768,
} as const;

export const inMegabytes = (bytes: number): string => `${Math.round(bytes / MB)} MB`;
