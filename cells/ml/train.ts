import type { CellProgress } from '@/cells/kernel/cell-run';
import { openCheckpoints, type TrainingCheckpoints } from './checkpoint';
import { noteClassWeights } from './class-weights';
import { describeModel } from './describe-model';
import type { EngineAssets } from './engine-assets';
import { engineVersions } from './engine-versions';
import { findLeaks, noteLeaks } from './find-leaks';
import { fitPart, hasFigures } from './fit-part';
import type { FitContext, Fitted } from './learner';
import { learnersAbout } from './learners-about';
import { noteLearnt } from './learnt-rows';
import type { PackageFiles, TrainedModel } from './model';
import { prepareTraining } from './prepare-training';
import { readTable, type TableRead } from './read-table';
import { suitPictures } from './suit-pictures';
import { parseTrainOptions, type TrainOptions } from './train-options';
import { createTrainedModel, type TrainingResult } from './trained-model';
import { toSignatureField } from './training-features';
import { refuseUselessBase, takeBase } from './transfer/take-base';
import { type EarlierTraining, readWarmStart, refuseOtherModel, type TrainCall } from './warm-start';

export interface TrainContext {
  /** Asks training to end: a learner with a usable best state gives it; the others throw the reason. */
  readonly signal: AbortSignal;
  progress(progress: CellProgress): void;
  readonly assets: EngineAssets;
  readonly measurements?: FitContext['measurements'];
  /** Without them a training that is interrupted begins anew. */
  readonly checkpoints?: TrainingCheckpoints;
}

/**
 * Trains on a table in this thread. `data` is anything that `readTable` reads.
 * @throws Error in words when data or options cannot be trained on
 */
export async function train(data: unknown, options: TrainCall, context: TrainContext): Promise<TrainedModel> {
  const { warmStart, rest: call } = await readWarmStart(options);
  const { base, rest } = takeBase(call);
  const { result, fitted } = await runTraining(readTable(data), parseTrainOptions(suitPictures(data, rest)), {
    ...context,
    warmStart,
    base,
  });
  return createTrainedModel(result, fitted);
}

/** Trains, and gives the result as data beside the model in memory. */
export async function runTraining(
  read: TableRead,
  options: TrainOptions,
  {
    signal,
    progress,
    assets,
    checkpoints,
    measurements,
    warmStart,
    base,
  }: TrainContext & { readonly warmStart?: EarlierTraining; readonly base?: PackageFiles },
): Promise<{ result: TrainingResult; fitted: Fitted }> {
  refuseUselessBase(base, options);
  const prepared = prepareTraining(read, options);
  const { task, classes } = prepared;
  if (warmStart) refuseOtherModel(warmStart, prepared, options);
  const leaks = findLeaks(prepared.train, { ...options, task, classes });
  const opened =
    checkpoints && openCheckpoints({ read, options, warmStart, base }, checkpoints, () => [...history]);
  const history: TrainedModel['history'][number][] = [...(opened?.history ?? [])];
  const fitted = await fitPart(
    prepared.train,
    { ...options, task, classes, warmStart: warmStart?.files, base },
    {
      ...{ signal, assets, measurements, states: opened?.states },
      onProgress({ step, fraction, metrics, message }) {
        if (hasFigures(metrics)) history.push({ step, metrics });
        // What follows the fit takes a few per cent of the time. The history is the growing one: copy it to keep it.
        progress({
          fraction: fraction === undefined ? undefined : 0.95 * fraction,
          message,
          history: [...history],
        });
      },
    },
  );

  try {
    const about = {
      learner: options.learner,
      task,
      signature: {
        inputs: prepared.train.features.columns.map((column) =>
          toSignatureField(column, prepared.train.text),
        ),
        output: {
          name: options.target,
          type: task === 'regression' ? ('number' as const) : ('string' as const),
          classes,
        },
      },
      target: options.target,
      options: learnersAbout[options.learner].options.parse(options.options),
      seed: options.seed,
      split: options.split,
      notes: [
        ...(fitted.warning === undefined ? [] : [fitted.warning]),
        ...noteLeaks(leaks, options.target),
        ...prepared.notes,
        ...noteClassWeights(options.options),
        ...(fitted.notes ?? []),
      ],
      ...(leaks.length > 0 && { leaks: leaks.map(({ column }) => column) }),
      environment: { ...engineVersions[options.learner], ...fitted.environment },
      weights: fitted.weights,
    };
    const { train, targetColumn } = prepared;
    // Of a model that goes on from another it is not known what that one has learnt; values of earlier rows are no columns of a table.
    const learnt =
      warmStart || options.lags
        ? undefined
        : noteLearnt([...train.features.columns, targetColumn], train.features.numRows);
    return { result: await describeModel(fitted, about, { ...prepared, history, learnt, progress }), fitted };
  } catch (error) {
    fitted.dispose();
    throw error;
  }
}
