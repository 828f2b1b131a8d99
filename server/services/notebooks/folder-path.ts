import { z } from 'zod';

/** How deep folders nest. */
const deepest = 10;

/** A folder by its names from the outermost, `Team/Forecasts`; `''` is none. Spaces and slashes around names are dropped. */
export const folderPath = z
  .string()
  .max(500)
  .transform((path) =>
    path
      .split('/')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .join('/'),
  )
  .refine((path) => path.split('/').length <= deepest, `Folders nest ${deepest} deep at most`);
