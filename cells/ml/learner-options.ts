import { z } from 'zod';
import { classWeightsOption } from './class-weights';
import { activation, dropout, hiddenLayers, layerPenalty } from './layer-options';
import { pictureOptions } from './picture-options';
import { baseOptions } from './transfer/base-options';

/**
 * The options that each learner really has, with their defaults. Light: pages, forms and the server read these without loading an engine.
 */

/** Ridge regression, or logistic / softmax regression with an L2 penalty. */
export const linearOptions = z.strictObject({
  /** Strength of the penalty on the weights of scaled columns, not on the intercept (scikit-learn's `alpha`, and `1 / C`). */
  l2: z.number().min(0).max(1e9).default(1),
  /** Steps of L-BFGS at most (classification). */
  maxIterations: z.number().int().min(1).max(10_000).default(200),
  /** Stops when no component of the mean gradient is larger (classification). */
  tolerance: z.number().positive().max(1).default(1e-5),
  classWeights: classWeightsOption,
});
export type LinearOptions = z.infer<typeof linearOptions>;

/** A network, trained with Adam. */
export const networkOptions = z.strictObject({
  layers: hiddenLayers.default([64, 32]),
  activation: activation.default('relu'),
  /** Share of each hidden layer's units left out at each step. */
  dropout: dropout.default(0),
  /** L2 penalty on the weights of the layers. */
  l2: layerPenalty.default(0),
  learningRate: z.number().positive().max(10).default(0.003),
  batchSize: z.number().int().min(1).max(65_536).default(128),
  epochs: z.number().int().min(1).max(10_000).default(60),
  /** What computes the steps. `auto`: WASM, unless another is clearly quicker at this network on this machine. */
  backend: z.enum(['auto', 'wasm', 'webgl', 'cpu']).default('auto'),
  /** Epochs without improvement on the validation part after which training ends. */
  patience: z.number().int().min(1).max(10_000).default(10),
  classWeights: classWeightsOption,
  ...pictureOptions,
  ...baseOptions,
});
export type NetworkOptions = z.infer<typeof networkOptions>;

/** One answer for every row, of the target alone: what a model must beat to be worth anything. */
export const dummyOptions = z.strictObject({
  /** `auto`: the mean, or the commonest class with the shares of all as probabilities (scikit-learn's `prior`). */
  strategy: z.enum(['auto', 'mean', 'median', 'quantile', 'prior', 'most-frequent']).default('auto'),
  /** The level of `quantile`. */
  quantile: z.number().min(0).max(1).default(0.5),
});
export type DummyOptions = z.infer<typeof dummyOptions>;

/** The class whose mean row is nearest, in units of the spread within classes. */
export const nearestCentroidOptions = z.strictObject({
  /** What is expected before a row is seen: `empirical`, the shares of the classes; `uniform`, all alike, as balanced weights do. */
  priors: z.enum(['empirical', 'uniform']).default('empirical'),
  /** Pulls the centroids to the mean of all rows by so many standard errors, columns that tell little all the way. 0: not at all. */
  shrinkThreshold: z.number().min(0).max(1000).default(0),
});
export type NearestCentroidOptions = z.infer<typeof nearestCentroidOptions>;

/** YDF's WebAssembly build takes none: 300 trees. */
export const randomForestOptions = z.strictObject({});
