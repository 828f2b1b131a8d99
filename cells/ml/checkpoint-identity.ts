import { z } from 'zod';

/** What a checkpoint is of: exactly one training, cross-validation or search. */
export const checkpointIdentity = z.strictObject({
  options: z.string(),
  data: z.string(),
  engine: z.string(),
});
export type CheckpointIdentity = z.infer<typeof checkpointIdentity>;

const whatChanged: Readonly<Record<keyof CheckpointIdentity, string>> = {
  options: 'the options have changed',
  data: 'the data has changed',
  engine: 'Cellar has been updated',
};

/** Why a checkpoint is of another training than the one that begins; undefined where it is of this one. */
export function sayDifference(of: CheckpointIdentity, now: CheckpointIdentity): string | undefined {
  const differs = (['options', 'data', 'engine'] as const).find((part) => of[part] !== now[part]);
  return differs && whatChanged[differs];
}
