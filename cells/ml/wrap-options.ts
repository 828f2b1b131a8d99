import { z } from 'zod';
import type { SavedArtifacts } from './network/write-layers-model';
import { sayFirstIssue } from './say-issue';
import { mostFeatures } from './train-options';

/** What `ml.model(net, …)` takes besides its tables: what the network's numbers mean. */
export const wrapOptions = z.strictObject({
  /** The column that it predicts; the tables hold its truth. */
  target: z.string().min(1),
  /** The columns of its input, in order: numbers, booleans or dates. */
  features: z.array(z.string().min(1)).min(1).max(mostFeatures),
  /** Labels of its outputs, in order; absent for a regression. */
  classes: z.array(z.string()).min(2).max(1000).optional(),
});
export type WrapOptions = z.infer<typeof wrapOptions>;

/** What is asked of a network: TensorFlow.js's `LayersModel`, of whichever copy. */
export interface SavableNetwork {
  readonly layers: readonly unknown[];
  save(handler: { save(artifacts: SavedArtifacts): Promise<unknown> }): Promise<unknown>;
}

/** @throws Error that names the option */
export function parseWrapOptions(options: unknown): WrapOptions {
  const parsed = wrapOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(sayFirstIssue(parsed.error));
}
