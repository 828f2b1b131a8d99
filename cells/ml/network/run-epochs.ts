import { learnBaseline, repeatBaseline } from '../baseline';
import { createBreath } from '../breathe';
import type { FitContext, FitInput, Fitted } from '../learner';
import type { NetworkOptions } from '../learner-options';
import type { PictureStep } from '../picture-step';
import type { Preprocessing } from '../preprocessing';
import { rangeOf, type SeededRandom, shuffle } from '../random';
import type { Base } from '../transfer/base';
import type { BackendName } from './backends';
import type { buildNetwork } from './build-network';
import { createBatchReader, encodeInputs, gather } from './network-inputs';
import { encodeTarget, scoreOf, type TargetScale } from './network-target';
import { predictMatrix, toPredictions } from './predict-network';
import { readTrainingState, writeTrainingState } from './training-state';
import { readWeights, writeWeights } from './weights';

interface Training extends ReturnType<typeof buildNetwork> {
  readonly backend: BackendName;
  readonly preprocessing: Preprocessing;
  readonly picture?: PictureStep;
  readonly base?: Base;
  readonly scale: TargetScale;
  readonly random: SeededRandom;
}

/** What the person should know of a training. */
export type TrainingEnd = Pick<Fitted, 'warning'> & { readonly notes: readonly string[] };

/** Held-out loss, in multiples of that of the same answer to every row, beyond which a training has come apart. */
const cameApart = 1.5;

/** Runs the epochs and leaves the best weights in the model. */
export async function runEpochs(
  training: Training,
  input: FitInput,
  options: NetworkOptions,
  { signal, onProgress, states }: FitContext,
): Promise<TrainingEnd> {
  const { model, backend, preprocessing, picture, base, scale, random } = training;
  const batches = createBatchReader(input.features, {
    preprocessing,
    picture,
    before: base,
    options,
    random,
  });
  const tf = await import('@tensorflow/tfjs-core');
  const y = encodeTarget(input, scale);
  const outputs = y.length / input.features.numRows;
  const heldOut = input.validation ?? input;
  const held = encodeInputs(preprocessing, heldOut.features, base);
  const rows = rangeOf(input.features.numRows);
  const breathe = createBreath();
  const resumed = states?.resume && (await readTrainingState(states.resume.files, { model, rows, random }));
  let best: { score: number; epoch: number; weights: Float32Array[] } | undefined = resumed?.best;
  const notes: string[] = [];
  let warning: string | undefined;
  const lowerRate = `lower the learning rate (now ${options.learningRate})`;

  for (let epoch = (resumed?.epoch ?? 0) + 1; epoch <= options.epochs; epoch++) {
    shuffle(rows, random);
    let total = 0;
    for (let start = 0; start < rows.length && !signal.aborted; start += options.batchSize) {
      const batch = rows.subarray(start, start + options.batchSize);
      training.reseedDropout();
      const xs = tf.tensor2d(batches.read(batch), [batch.length, batches.width]);
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
    const score = scoreOf(
      toPredictions(predictMatrix(model, held), { model, scale, ...input }),
      heldOut,
      input.classes,
    );
    if (!Number.isFinite(total) || !Number.isFinite(score)) {
      const advice = `The loss stopped being a number in epoch ${epoch}: ${lowerRate}.`;
      if (!best) throw new Error(advice);
      warning = `${advice} The weights of epoch ${best.epoch} were kept.`;
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
  const same = scoreOfSame(input, heldOut);
  if (best.score > cameApart * same)
    warning ??= `The training came apart: its best loss on held-out rows, ${figure(best.score)}, is far above ${figure(same)}, that of the same answer to every row. Most likely the steps are too large: ${lowerRate}.`;
  return { notes, warning };
}

const figure = (value: number) =>
  value < 1e6 ? Number(value.toPrecision(3)).toLocaleString('en') : value.toExponential(2);

/** The loss of a model that knows the distribution of the training target only. */
function scoreOfSame(input: FitInput, heldOut: Pick<FitInput, 'target' | 'weights'>): number {
  const answers = repeatBaseline(
    learnBaseline(input.target, { classes: input.classes }),
    heldOut.target.length,
  );
  return scoreOf(answers, heldOut, input.classes);
}
