import { z } from 'zod';

/** What a file of Jupyter carries of ours in its metadata (`cellar`), so that reading it again gives the same notebook. */
export const cellarCell = z.object({
  id: z.number().int().positive(),
  /** The `type` attribute of our file. */
  type: z.string().min(1).max(200),
  output: z.string().max(500).optional(),
  pinned: z.boolean().default(false),
  hidden: z.boolean().default(false),
  run: z.string().optional(),
  attributes: z.record(z.string(), z.string()).default({}),
});
export const cellarNotebook = z.object({ attributes: z.record(z.string(), z.string()).default({}) });
