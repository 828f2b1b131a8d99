import { z } from 'zod';
import { sayFirstIssue } from './say-issue';

const name = z.string().min(1);

/** What `ml.booster(file, …)` takes besides its tables. */
export const boosterOptions = z.strictObject({
  /** The column that it predicts; the tables hold its truth. */
  target: name,
  /** Labels of its outputs, in order, for a classifier; by default those of a target of numbers (0, 1 …) or booleans. */
  classes: z.array(z.string()).min(2).max(1000).optional(),
  /** The tables' columns for its features, in their order, where they are named otherwise. */
  features: z.array(name).min(1).max(2000).optional(),
  /** `best`: up to the iteration that XGBoost's early stopping found the best; `all`: every tree of the file. */
  rounds: z.enum(['best', 'all']).default('best'),
  /** By feature, names of its categories in the order of their codes, where the file does not hold them. */
  categories: z.record(name, z.array(z.string()).max(65_536)).default({}),
});
export type BoosterOptions = z.infer<typeof boosterOptions>;
export type BoosterOptionsInput = z.input<typeof boosterOptions>;

/** A booster's file: bytes, or what gives them, as a File, a Blob and a FileAttachment do. */
export type BoosterFile = Uint8Array | ArrayBuffer | { arrayBuffer(): Promise<ArrayBuffer> };

/** @throws Error that names the option */
export function parseBoosterOptions(options: unknown): BoosterOptions {
  const parsed = boosterOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(sayFirstIssue(parsed.error));
}

/** @throws TypeError when it is no file */
export async function readBoosterFile(file: BoosterFile): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file;
  if (file instanceof ArrayBuffer) return new Uint8Array(file);
  if (typeof file === 'object' && file !== null && typeof file.arrayBuffer === 'function')
    return new Uint8Array(await file.arrayBuffer());
  throw new TypeError(
    'ml.booster takes the file of a booster: FileAttachment("model.json"), a File or Blob, or its bytes.',
  );
}
