import type { LayersModel } from '@tensorflow/tfjs-layers';
import { weighInput } from '../class-weights';
import { converterVersion } from '../engine-versions';
import { readJson, writeJson } from '../json-file';
import { layersModelFiles } from '../layers-model-files';
import type { FitContext, FitInput, Fitted, Learner, RestoreContext } from '../learner';
import type { NetworkOptions } from '../learner-options';
import type { Columns, PackageFiles } from '../model';
import {
  encode,
  encodedWidth,
  learnPreprocessing,
  type Preprocessing,
  preprocessingSchema,
} from '../preprocessing';
import { createRandom, type Random } from '../random';
import type { Base } from '../transfer/base';
import { baseFiles, type GraphPart, restoreGraph } from '../transfer/cut-graph';
import { openBase, seenBy } from '../transfer/open-base';
import { startBackend } from './backend';
import { switchBackend } from './backends';
import { buildNetwork } from './build-network';
import { chooseBackend } from './choose-backend';
import { openLayersModel, saveLayersModel } from './layers-model-file';
import { registerMissingKernels } from './missing-kernels';
import { forParts } from './network-inputs';
import { outputsOf, scaleOf, type TargetScale, targetSchema } from './network-target';
import { outputsOfModel, predictMatrix, toPredictions } from './predict-network';
import { refuseTooManyWeights } from './refuse-too-many-weights';
import { runEpochs, type TrainingEnd } from './run-epochs';
import { startTrial } from './start-trial';
import { backendOfState } from './training-state';
import { readWeights, writeWeights } from './weights';

const preprocessingFile = 'preprocessing.json';
const targetFile = 'target.json';

/** A network on TensorFlow.js, of its own layers or on top of a base, with early stopping; what it gives is the best epoch on the validation part. */
export const network: Learner<NetworkOptions> = {
  name: 'network',
  async fit(given, options, context) {
    const input = toMeanOne(weighInput(given, options.classWeights));
    await startBackend(context.assets);
    const base = input.base && (await openBase(input.base, options));
    try {
      return await fitNetwork({ input, base }, options, context);
    } catch (error) {
      base?.dispose();
      throw error;
    }
  },
  async restore(files, context) {
    await startBackend(context.assets);
    const preprocessing = readJson(files, preprocessingFile, preprocessingSchema);
    const scale = readJson(files, targetFile, targetSchema);
    const graph = await restoreGraph(files);
    const model = await openLayersModel(files);
    const width = graph?.width ?? encodedWidth(preprocessing);
    const [inputShape = [], outputShape] = [model.inputs[0]?.shape, model.outputs[0]?.shape];
    const taken = inputShape.slice(1).reduce<number>((product, size) => product * (size ?? 0), 1);
    if (taken !== width || outputShape?.[1] !== outputsOf(context.task, context.classes)) {
      model.dispose();
      throw new Error(`${layersModelFiles.topology} of the package does not fit its columns and classes.`);
    }
    return createFitted({ model, graph }, preprocessing, scale, context);
  },
};

async function fitNetwork(
  { input, base }: { readonly input: FitInput; readonly base: Base | undefined },
  options: NetworkOptions,
  context: FitContext,
): Promise<Fitted> {
  const preprocessing = learnPreprocessing(input.features, {
    text: input.text,
    pictures: { ...options, seen: base && seenBy(base, options) },
  });
  const picture = preprocessing.steps.find((step) => step.kind === 'picture');
  if (base && !picture)
    throw new Error('A base sees pictures: name a column of pictures as the feature, or leave the base out.');
  if (picture) await registerMissingKernels();
  const random = createRandom(input.seed);
  const scale = input.target instanceof Float64Array ? scaleOf(input.target) : { mean: 0, scale: 1 };
  const width = base?.width ?? encodedWidth(preprocessing);
  const outputs = outputsOf(input.task, input.classes);
  refuseTooManyWeights(width, outputs, options, base ? undefined : picture);
  const isWeighted = input.weights !== undefined;
  const build = (stream: Random) =>
    buildNetwork({ width, task: input.task, outputs, isWeighted, picture, base }, options, stream);
  const { resume } = context.states ?? {};
  const backend = await chooseBackend({
    wanted: resume ? backendOfState(resume.files) : options.backend,
    assets: context.assets,
    steps: options.epochs * Math.ceil(input.features.numRows / options.batchSize),
    shape: JSON.stringify([width, outputs, isWeighted, options]),
    // A trial's steps would teach the base.
    measurements: base?.thaw ? undefined : context.measurements,
    startTrial: () => startTrial(build(createRandom(input.seed)), { width, outputs, isWeighted }, options),
  });
  let weights: Float32Array[];
  let end: TrainingEnd;
  try {
    const built = build(random);
    try {
      const going = { ...built, backend: backend.name, preprocessing, picture, base, scale, random };
      end = await runEpochs(going, input, options, context);
      weights = readWeights(built.model);
    } finally {
      built.dispose();
    }
  } finally {
    await switchBackend('wasm', context.assets);
  }
  // Whatever trained it, it answers here as it will in tab and server.
  const last = build(createRandom(input.seed));
  writeWeights(last.model, weights);
  const whole = base?.join ? await joinBase(base.join(last.layers), [last, base]) : last.model;
  const graph = base?.files && { ...base, files: base.files };
  return {
    ...createFitted({ model: whole, graph }, preprocessing, scale, input),
    notes: [...(base ? [base.note] : []), ...end.notes, ...backend.notes],
    warning: end.warning,
    environment: {
      ...(backend.name !== 'wasm' && { backend: backend.name }),
      ...(graph && { '@tensorflow/tfjs-converter': converterVersion }),
    },
  };
}

/** The joined model by itself, as it will be restored: what it was made of is let go. */
async function joinBase(joined: LayersModel, parts: readonly { dispose(): void }[]): Promise<LayersModel> {
  const files = await saveLayersModel(joined);
  for (const part of parts) part.dispose();
  return openLayersModel(files);
}

/** Weights whose mean is 1, so that the learning rate means what it does without them. */
function toMeanOne(input: FitInput): FitInput {
  const { weights } = input;
  if (!weights) return input;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return { ...input, weights: weights.map((weight) => weight / mean) };
}

function createFitted(
  { model, graph }: { readonly model: LayersModel; readonly graph?: GraphPart },
  preprocessing: Preprocessing,
  scale: TargetScale,
  about: Pick<RestoreContext, 'task' | 'classes'>,
): Fitted {
  return {
    weights: [layersModelFiles.weights, ...(graph ? [baseFiles.weights] : [])],
    async predict(features: Columns) {
      const raw = new Float32Array(features.numRows * outputsOfModel(model));
      forParts(preprocessing, features, (part, start) => {
        const x = encode(preprocessing, part);
        raw.set(predictMatrix(model, graph ? graph.answer(x) : x), start * outputsOfModel(model));
      });
      return toPredictions(raw, { ...about, model, scale });
    },
    async files(): Promise<PackageFiles> {
      return new Map([
        ...(await saveLayersModel(model)),
        ...(graph?.files ?? []),
        [preprocessingFile, writeJson(preprocessing)],
        [targetFile, writeJson(scale)],
      ]);
    },
    dispose() {
      model.optimizer?.dispose();
      model.dispose();
      graph?.dispose();
    },
  };
}
