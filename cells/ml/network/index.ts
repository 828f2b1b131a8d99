import type { LayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { createBreath } from '../breathe';
import { weighInput } from '../class-weights';
import { readJson, writeJson } from '../json-file';
import { layersModelFiles } from '../layers-model-files';
import type { FitContext, FitInput, Fitted, Learner, RestoreContext } from '../learner';
import type { NetworkOptions } from '../learner-options';
import { logLoss, rmse } from '../metrics';
import type { Columns, PackageFiles, Predictions, Task } from '../model';
import type { PictureStep } from '../picture-step';
import { numberPredictions } from '../predictions';
import {
  encode,
  encodedNames,
  learnPreprocessing,
  type Preprocessing,
  preprocessingSchema,
} from '../preprocessing';
import { createRandom, type Random, rangeOf, type SeededRandom, shuffle } from '../random';
import { augmentPictures, isAugmented } from './augment-pictures';
import { startBackend } from './backend';
import { type BackendName, switchBackend } from './backends';
import { buildNetwork } from './build-network';
import { chooseBackend } from './choose-backend';
import { openLayersModel, saveLayersModel } from './layers-model-file';
import { registerMissingKernels } from './missing-kernels';
import { predictClasses, predictMatrix } from './predict-network';
import { refuseTooManyWeights } from './refuse-too-many-weights';
import { startTrial } from './start-trial';
import { backendOfState, readTrainingState, writeTrainingState } from './training-state';
import { readWeights, writeWeights } from './weights';

const preprocessingFile = 'preprocessing.json';
const targetFile = 'target.json';

/** A regression learns the target scaled to mean 0 and deviation 1. */
const targetSchema = z.strictObject({ mean: z.number(), scale: z.number().positive() });
type TargetScale = z.infer<typeof targetSchema>;

/** A dense network on TensorFlow.js, with early stopping; what it gives is the best epoch on the validation part. */
export const network: Learner<NetworkOptions> = {
  name: 'network',
  async fit(given, options, context) {
    const input = toMeanOne(weighInput(given, options.classWeights));
    await startBackend(context.assets);
    const preprocessing = learnPreprocessing(input.features, { text: input.text, pictures: options });
    const picture = preprocessing.steps.find((step) => step.kind === 'picture');
    if (picture) await registerMissingKernels();
    const random = createRandom(input.seed);
    const scale = input.target instanceof Float64Array ? scaleOf(input.target) : { mean: 0, scale: 1 };
    const width = encodedNames(preprocessing).length;
    refuseTooManyWeights(width, outputsOf(input.task, input.classes), options);
    const outputs = outputsOf(input.task, input.classes);
    const isWeighted = input.weights !== undefined;
    const build = (stream: Random) =>
      buildNetwork({ width, task: input.task, outputs, isWeighted, picture }, options, stream);
    const { resume } = context.states ?? {};
    const backend = await chooseBackend({
      wanted: resume ? backendOfState(resume.files) : options.backend,
      assets: context.assets,
      steps: options.epochs * Math.ceil(input.features.numRows / options.batchSize),
      shape: JSON.stringify([width, outputs, isWeighted, options]),
      measurements: context.measurements,
      startTrial: () => startTrial(build(createRandom(input.seed)), { width, outputs, isWeighted }, options),
    });
    let weights: Float32Array[];
    let notes: string[];
    try {
      const built = build(random);
      try {
        const going = { ...built, backend: backend.name, preprocessing, picture, width, scale, random };
        notes = await train(going, input, options, context);
        weights = readWeights(built.model);
      } finally {
        built.model.optimizer.dispose();
        built.model.dispose();
      }
    } finally {
      await switchBackend('wasm', context.assets);
    }
    // Whatever trained it, it answers here as it will in tab and server.
    const { model } = build(createRandom(input.seed));
    writeWeights(model, weights);
    return {
      ...createFitted(model, preprocessing, scale, input),
      notes: [...notes, ...backend.notes],
      ...(backend.name !== 'wasm' && { environment: { backend: backend.name } }),
    };
  },
  async restore(files, context) {
    await startBackend(context.assets);
    const preprocessing = readJson(files, preprocessingFile, preprocessingSchema);
    const scale = readJson(files, targetFile, targetSchema);
    const model = await openLayersModel(files);
    const width = encodedNames(preprocessing).length;
    const [inputShape, outputShape] = [model.inputs[0]?.shape, model.outputs[0]?.shape];
    if (inputShape?.[1] !== width || outputShape?.[1] !== outputsOf(context.task, context.classes)) {
      model.dispose();
      throw new Error(`${layersModelFiles.topology} of the package does not fit its columns and classes.`);
    }
    return createFitted(model, preprocessing, scale, context);
  },
};

/** Weights whose mean is 1, so that the learning rate means what it does without them. */
function toMeanOne(input: FitInput): FitInput {
  const { weights } = input;
  if (!weights) return input;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return { ...input, weights: weights.map((weight) => weight / mean) };
}

function outputsOf(task: Task, classes: readonly string[] = []): number {
  return task === 'multiclass' ? classes.length : 1;
}

function scaleOf(target: Float64Array): TargetScale {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const variance = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length;
  return { mean, scale: Math.sqrt(variance) || 1 };
}

interface Training extends ReturnType<typeof buildNetwork> {
  readonly backend: BackendName;
  readonly preprocessing: Preprocessing;
  readonly picture?: PictureStep;
  readonly width: number;
  readonly scale: TargetScale;
  readonly random: SeededRandom;
}

/** Runs the epochs and leaves the best weights in the model. Gives notes for the person. */
async function train(
  training: Training,
  input: FitInput,
  options: NetworkOptions,
  { signal, onProgress, states }: FitContext,
): Promise<string[]> {
  const { model, backend, preprocessing, picture, width, scale, random } = training;
  const augmented = isAugmented(options) ? picture : undefined;
  const x = encode(preprocessing, input.features);
  const tf = await import('@tensorflow/tfjs-core');
  const y = encodeTarget(input, scale);
  const outputs = y.length / input.features.numRows;
  const heldOut = input.validation ?? input;
  const held = encode(preprocessing, heldOut.features);
  const rows = rangeOf(input.features.numRows);
  const breathe = createBreath();
  const resumed = states?.resume && (await readTrainingState(states.resume.files, { model, rows, random }));
  let best: { score: number; epoch: number; weights: Float32Array[] } | undefined = resumed?.best;
  const notes: string[] = [];

  for (let epoch = (resumed?.epoch ?? 0) + 1; epoch <= options.epochs; epoch++) {
    shuffle(rows, random);
    let total = 0;
    for (let start = 0; start < rows.length && !signal.aborted; start += options.batchSize) {
      const batch = rows.subarray(start, start + options.batchSize);
      training.reseedDropout();
      const inputs = gather(x, batch, width);
      if (augmented) augmentPictures(inputs, augmented, options, random);
      const xs = tf.tensor2d(inputs, [batch.length, width]);
      const ys = tf.tensor2d(gather(y, batch, outputs), [batch.length, outputs]);
      const ws = input.weights && tf.tensor1d(gather(input.weights, batch, 1));
      training.setWeights(ws);
      const loss = await model.trainOnBatch(xs, ys);
      tf.dispose(ws ? [xs, ys, ws] : [xs, ys]);
      total += Number(loss) * batch.length;
      const pause = breathe();
      if (pause) await pause;
    }
    if (signal.aborted) break;
    const score = scoreOf(answer(model, held, scale, input), heldOut, input.classes);
    if (!Number.isFinite(total) || !Number.isFinite(score)) {
      const advice = `The loss stopped being a number in epoch ${epoch}: lower the learning rate (now ${options.learningRate}).`;
      if (!best) throw new Error(advice);
      notes.push(`${advice} The weights of epoch ${best.epoch} were kept.`);
      break;
    }
    if (!best || score < best.score) best = { score, epoch, weights: readWeights(model) };
    const mean = total / rows.length;
    onProgress({
      step: epoch,
      fraction: epoch / options.epochs,
      metrics:
        input.task === 'regression'
          ? { trainRmse: Math.sqrt(mean) * scale.scale, validationRmse: score }
          : { trainLogLoss: mean, validationLogLoss: score },
    });
    if (epoch - best.epoch >= options.patience) {
      notes.push(`Stopped at epoch ${epoch}: no improvement since epoch ${best.epoch}.`);
      break;
    }
    if (states?.isDue())
      states.keep({
        ...{ step: epoch, steps: options.epochs, unit: 'epoch' },
        files: await writeTrainingState({ backend, model, rows, random, epoch, best }),
      });
  }
  if (!best) throw signal.reason;
  if (signal.aborted) notes.push(`Stopped by hand; the best epoch, ${best.epoch}, was kept.`);
  writeWeights(model, best.weights);
  return notes;
}

function scoreOf(
  answers: Predictions,
  { target, weights }: Pick<FitInput, 'target' | 'weights'>,
  classes: readonly string[] = [],
): number {
  if (target instanceof Float64Array) return rmse(target, answers.values as Float64Array, weights); // a regression answers numbers
  return logLoss(target, answers.probabilities?.values ?? [], classes, weights);
}

/** The network's answers to encoded rows. */
function answer(
  model: LayersModel,
  x: Float32Array,
  { mean, scale }: TargetScale,
  { task, classes = [] }: Pick<RestoreContext, 'task' | 'classes'>,
): Predictions {
  if (task !== 'regression') return predictClasses(model, x, classes);
  return numberPredictions(Float64Array.from(predictMatrix(model, x), (value) => value * scale + mean));
}

function encodeTarget({ target, task, classes = [] }: FitInput, { mean, scale }: TargetScale): Float32Array {
  if (target instanceof Float64Array) return Float32Array.from(target, (value) => (value - mean) / scale);
  if (task === 'binary') return Float32Array.from(target, (label) => (label === classes[1] ? 1 : 0));
  const places = new Map(classes.map((label, i) => [label, i]));
  const oneHot = new Float32Array(target.length * classes.length);
  target.forEach((label, row) => {
    oneHot[row * classes.length + (places.get(label) ?? 0)] = 1;
  });
  return oneHot;
}

function gather(matrix: Float32Array | Float64Array, rows: Uint32Array, width: number): Float32Array {
  const batch = new Float32Array(rows.length * width);
  for (let i = 0, to = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * width;
    for (let j = 0; j < width; j++, to++) batch[to] = matrix[from + j] ?? 0;
  }
  return batch;
}

function createFitted(
  model: LayersModel,
  preprocessing: Preprocessing,
  scale: TargetScale,
  about: Pick<RestoreContext, 'task' | 'classes'>,
): Fitted {
  return {
    weights: [layersModelFiles.weights],
    predict: async (features: Columns) => answer(model, encode(preprocessing, features), scale, about),
    async files(): Promise<PackageFiles> {
      return new Map([
        ...(await saveLayersModel(model)),
        [preprocessingFile, writeJson(preprocessing)],
        [targetFile, writeJson(scale)],
      ]);
    },
    dispose() {
      model.optimizer?.dispose();
      model.dispose();
    },
  };
}
