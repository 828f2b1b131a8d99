/** What messages of several kinds are made of. */
import { z } from 'zod';

export const name = z.string().min(1).max(200);
export const notebookRunMode = z.enum(['auto', 'lazy', 'manual']);
export const text = (max: number) => z.string().max(max);
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Expected bytes');

/** Files of a package: relative path → bytes. */
export const files = z
  .record(text(300), bytes)
  .refine((given) => Object.keys(given).length <= 1000, 'More than 1 000 files')
  .refine(
    (given) => Object.values(given).reduce((sum, { byteLength }) => sum + byteLength, 0) <= 512_000_000,
    'More than 512 MB of files',
  );
