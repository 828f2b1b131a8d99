import { z } from 'zod';

/** A file in the folder of its owner: a key with "/" between its parts, never a path on this machine. */
export const artifactPath = z
  .string()
  .min(1)
  .max(500)
  .refine(
    (path) =>
      !/[\p{Cc}\\]/u.test(path) &&
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'The path of an artifact is relative, with plain parts: no "..", no "//", no "\\"',
  );

const MB = 1024 ** 2;

/** What a run takes from its notebook, and all runs of a notebook together in a day. Programs that log over HTTP are held to no number. */
export const artifactLimits = {
  fileBytes: 10 * MB,
  files: 100,
  runBytes: 50 * MB,
  dayBytes: 5 * 1024 * MB,
  dayEventBytes: 1024 * MB,
};

export const sayTooLarge = (path: string, bytes: number): string =>
  `${path} has ${(bytes / MB).toFixed(1)} MB; a file of a run has ${artifactLimits.fileBytes / MB} MB at most.`;
