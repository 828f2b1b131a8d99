import { z } from 'zod';
import type { FitInput } from '../learner';
import { logLoss, rmse } from '../metrics';
import type { Predictions, Task } from '../model';

/** A regression learns the target scaled to mean 0 and deviation 1. */
export const targetSchema = z.strictObject({ mean: z.number(), scale: z.number().positive() });
export type TargetScale = z.infer<typeof targetSchema>;

export function outputsOf(task: Task, classes: readonly string[] = []): number {
  return task === 'multiclass' ? classes.length : 1;
}

export function scaleOf(target: Float64Array): TargetScale {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const variance = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length;
  return { mean, scale: Math.sqrt(variance) || 1 };
}

/** Row-major n × outputs. */
export function encodeTarget(
  { target, task, classes = [] }: Pick<FitInput, 'target' | 'task' | 'classes'>,
  { mean, scale }: TargetScale,
): Float32Array {
  if (target instanceof Float64Array) return Float32Array.from(target, (value) => (value - mean) / scale);
  if (task === 'binary') return Float32Array.from(target, (label) => (label === classes[1] ? 1 : 0));
  const places = new Map(classes.map((label, i) => [label, i]));
  const oneHot = new Float32Array(target.length * classes.length);
  target.forEach((label, row) => {
    oneHot[row * classes.length + (places.get(label) ?? 0)] = 1;
  });
  return oneHot;
}

/** What training makes small, on the validation part. */
export function scoreOf(
  answers: Predictions,
  { target, weights }: Pick<FitInput, 'target' | 'weights'>,
  classes: readonly string[] = [],
): number {
  if (target instanceof Float64Array) return rmse(target, answers.values as Float64Array, weights); // a regression answers numbers
  return logLoss(target, answers.probabilities?.values ?? [], classes, weights);
}
