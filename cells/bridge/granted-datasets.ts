import { z } from 'zod';
import { personalKinds } from '@/cells/personal';

export const datasetColumn = z.object({
  name: z.string(),
  type: z.string(),
  /** What kind of personal data it holds: views of tables mask it. */
  personal: z.enum(personalKinds).optional(),
});
export const grantedDataset = z.object({
  /** The name by which SQL knows it: a table. */
  table: z.string(),
  name: z.string(),
  version: z.number().int(),
  hash: z.string(),
  fileName: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  columns: z.array(datasetColumn),
  /** Why nothing may be trained on it now, in words. */
  blocked: z.string().max(1000).optional(),
});
export type GrantedDataset = z.infer<typeof grantedDataset>;
