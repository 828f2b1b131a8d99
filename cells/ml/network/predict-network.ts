import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { RestoreContext } from '../learner';
import type { Predictions } from '../model';
import { labelPredictions, numberPredictions } from '../predictions';
import type { TargetScale } from './network-target';
import { runInBatches } from './run-in-batches';

/** The model's single output on row-major rows of its input's shape, row-major. */
export function predictMatrix(model: LayersModel, x: Float32Array): Float32Array {
  const shape = (model.inputs[0]?.shape ?? []).slice(1).map((size) => size ?? 1);
  return runInBatches(x, shape, (batch) => model.predictOnBatch(batch));
}

/** Labels and probabilities for what a model gives: one output is the second class's probability, several are all of them. */
export function toClasses(raw: Float32Array, outputs: number, classes: readonly string[]): Predictions {
  if (outputs !== 1) return labelPredictions(classes, Float64Array.from(raw));
  const both = new Float64Array(raw.length * 2);
  raw.forEach((p, row) => {
    both[2 * row] = 1 - p;
    both[2 * row + 1] = p;
  });
  return labelPredictions(classes, both);
}

export const outputsOfModel = (model: LayersModel): number => model.outputs[0]?.shape[1] ?? 1;

export const predictClasses = (
  model: LayersModel,
  x: Float32Array,
  classes: readonly string[],
): Predictions => toClasses(predictMatrix(model, x), outputsOfModel(model), classes);

/** What a network's outputs say. */
export function toPredictions(
  raw: Float32Array,
  {
    model,
    scale: { mean, scale },
    task,
    classes = [],
  }: Pick<RestoreContext, 'task' | 'classes'> & { readonly model: LayersModel; readonly scale: TargetScale },
): Predictions {
  if (task !== 'regression') return toClasses(raw, outputsOfModel(model), classes);
  return numberPredictions(Float64Array.from(raw, (value) => value * scale + mean));
}
