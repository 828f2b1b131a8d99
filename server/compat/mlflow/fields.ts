import { z } from 'zod';
import { jsonNumber, trackingKey } from '@/cells/tracking/metric-point';

/** Fields as MLflow's clients send them. 64-bit numbers may be texts; numbers in an address always are. */
export const int64 = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d{1,16}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER));
const flagText = z.enum(['true', 'false']).transform((text) => text === 'true');
export const flag = z.union([z.boolean(), flagText]);
/** In an address one of a repeated field arrives alone. */
export const many = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(item));

export const text = z.string();
/** An id or name that must not be empty. */
export const named = z.string().min(1);
export const pair = z.object({ key: trackingKey, value: z.string().default('') });
export const pairs = z
  .array(pair)
  .max(1000)
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));

export const metric = z.object({
  key: trackingKey,
  value: z.union([
    z
      .string()
      .regex(/^-?\d+(\.\d*)?([eE][-+]?\d+)?$/)
      .transform(Number),
    jsonNumber,
  ]),
  timestamp: int64,
  step: int64.default(0),
  model_id: z.string().optional(),
  dataset_name: z.string().optional(),
  dataset_digest: z.string().optional(),
});

export const toPairs = (map: Readonly<Record<string, string>>) =>
  Object.entries(map).map(([key, value]) => ({ key, value }));

export const viewTypes = z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY');

/** A tag of a model or version. Clients ask for those whose `mlflow.prompt.is_prompt` is not 'true', and mean those without it too. */
export const readTag = (tags: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(tags, key) ? tags[key] : key === 'mlflow.prompt.is_prompt' ? 'false' : undefined;
