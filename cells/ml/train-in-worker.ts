import type { RunScope } from '@/cells/kernel/kernel';
import {
  type BoosterFile,
  type BoosterOptionsInput,
  parseBoosterOptions,
  readBoosterFile,
} from './booster-options';
import type { TrainingCheckpoints } from './checkpoint';
import {
  type CrossValidateOptionsInput,
  type CrossValidation,
  createCrossValidation,
  parseCrossValidateOptions,
} from './cross-validation';
import type { EngineAssetName } from './engine-assets';
import {
  createJudgingWork,
  type JudgeContext,
  type JudgingAnswers,
  type JudgingTask,
  type JudgingWork,
} from './judging';
import { learnersAbout } from './learners-about';
import type { PackageFiles, TrainedModel } from './model';
import type { BackendTrial } from './network/choose-backend';
import { saveNetwork } from './network/save-network';
import { throwInWords } from './out-of-memory';
import { createPredictionHost } from './prediction-host';
import { readTable, type TableRead } from './read-table';
import { suitPictures } from './suit-pictures';
import { parseTrainOptions, type TrainOptions } from './train-options';
import { createTrainedModel, type TrainingResult } from './trained-model';
import type { FromTrainingWorker } from './training-messages';
import { refuseTooLarge } from './training-size';
import { refuseUselessBase, takeBase, type WithBase } from './transfer/take-base';
import { refuseSearchTooLarge } from './tuning/plan-workers';
import type { TrialExchange } from './tuning/search-elsewhere';
import { createTuner } from './tuning/tune-in-workers';
import { parseTuneOptions, type TuneOptionsInput } from './tuning/tune-options';
import { type TunedModel, type Tuning, toFoundTuning, withTuning } from './tuning/tuning';
import { type EarlierTraining, readWarmStart, type TrainCall } from './warm-start';
import { createWorkerCalls, type Told, type TrainingWorker } from './worker-calls';
import { parseWrapOptions, type SavableNetwork, type WrapOptions } from './wrap-options';

export interface Trainer {
  /**
   * Trains in a worker of its own and gives the model; live curve and percent go to the cell. A stop keeps the best so far
   * where the learner can, else ends the worker.
   * @throws Error in words when data or options cannot be trained on
   */
  train(
    data: unknown,
    options: TrainCall,
    scope: RunScope,
    checkpoints?: TrainingCheckpoints,
  ): Promise<TrainedModel>;
  /**
   * Trains and tests on folds of the table. A stop keeps the folds that are finished. With `checkpoints` one that was interrupted goes on.
   * @throws Error in words when data or options cannot be trained on
   */
  crossValidate(
    data: unknown,
    options: CrossValidateOptionsInput & WithBase,
    scope: RunScope,
    checkpoints?: TrainingCheckpoints,
  ): Promise<CrossValidation>;
  /**
   * Searches for the best settings, and gives the model that they train on all training rows: what `train` gives for them, byte by byte,
   * with the trials beside it. With `checkpoints` a search that was interrupted goes on.
   * @throws Error in words when data or options cannot be searched
   */
  tune(
    data: unknown,
    options: TuneOptionsInput,
    scope: RunScope,
    checkpoints?: TrainingCheckpoints,
  ): Promise<TunedModel>;
  /** Judges in a worker of its own, which ends with each task. */
  readonly judging: JudgingWork;
  /** Makes a model of a booster that XGBoost or LightGBM has trained and saved. */
  booster(
    file: BoosterFile,
    options: BoosterOptionsInput & { readonly test: unknown; readonly training?: unknown },
    scope: RunScope,
  ): Promise<TrainedModel>;
  /** Makes a model of a layers model of TensorFlow.js that a cell has built and trained. */
  wrap(
    net: SavableNetwork,
    options: WrapOptions & { readonly test: unknown; readonly training?: unknown },
    scope: RunScope,
  ): Promise<TrainedModel>;
}

export interface TrainerServices {
  loadAsset(name: EngineAssetName): Promise<Blob>;
  createWorker(): Promise<TrainingWorker>;
  /** Trainings that the machine can run at once. */
  readonly processors?: number;
  /** Bytes that a training may take. */
  readonly memory?: number;
  /** To the workers of the workspace. */
  readonly exchange?: TrialExchange;
}

interface TrainExtras {
  readonly warmStart?: EarlierTraining;
  readonly base?: PackageFiles;
  readonly checkpoints?: TrainingCheckpoints;
  readonly transfer?: Transferable[];
}

/** Trains off the frame's thread. Light: engines are in the worker's bundle, their WebAssembly is fetched when it asks. */
export function createTrainer(services: TrainerServices): Trainer {
  const { memory = Number.POSITIVE_INFINITY } = services;
  const measured = new Map<string, readonly BackendTrial[]>();
  const startWorker = async () => createWorkerCalls(await services.createWorker(), services.loadAsset);
  const predictions = createPredictionHost(startWorker);
  const tuner = createTuner({
    startWorker,
    processors: services.processors ?? 1,
    memory,
    exchange: services.exchange,
  });
  const toModel = (result: TrainingResult) => createTrainedModel(result, predictions.open(result.files));

  /** Runs in a worker that lives no longer than `scope` wants it and the call takes: its memory is given back. */
  async function runIn<T>(
    scope: Pick<RunScope, 'signal' | 'progress'>,
    run: (calls: Awaited<ReturnType<typeof startWorker>>) => Promise<T>,
  ): Promise<T> {
    scope.signal.throwIfAborted();
    const calls = await startWorker();
    const end = () => calls.end(scope.signal.reason);
    scope.signal.addEventListener('abort', end, { once: true });
    try {
      scope.signal.throwIfAborted();
      return await run(calls);
    } finally {
      scope.signal.removeEventListener('abort', end);
      calls.end(new Error('The training worker has been ended.'));
      scope.progress(undefined);
    }
  }

  function trainOn(
    read: TableRead,
    options: TrainOptions,
    scope: RunScope,
    { warmStart, base, checkpoints, transfer }: TrainExtras = {},
  ) {
    return runIn(scope, (calls) => {
      const history: TrainedModel['history'][number][] = [];
      const { id, answer } = calls.call(
        {
          kind: 'train',
          read,
          options,
          warmStart,
          base,
          measured,
          checkpoints: checkpoints && { found: checkpoints.found },
        },
        (progress) => report(progress, history, scope),
        {
          onTold(told) {
            if (told.type === 'measured') measured.set(told.shape, told.trials);
            else tellCheckpoints(told, checkpoints);
          },
          transfer,
        },
      );
      if (learnersAbout[options.learner].keepsBest) scope.onFinish?.(() => calls.finish(id));
      return answer;
    });
  }

  return {
    async train(data, given, scope, checkpoints) {
      const { warmStart, rest: call } = await readWarmStart(given);
      const { base, rest } = takeBase(call);
      const options = parseTrainOptions(suitPictures(data, rest));
      refuseTooLarge(data, options, memory);
      try {
        const read = readTable(data);
        const transfer = ownBuffers(read, data);
        return toModel(await trainOn(read, options, scope, { warmStart, base, checkpoints, transfer }));
      } catch (error) {
        throwInWords(error);
      }
    },
    async crossValidate(data, given, scope, checkpoints) {
      const { base, rest } = takeBase(given);
      const options = parseCrossValidateOptions(rest);
      refuseUselessBase(base, options.training);
      refuseTooLarge(data, options.training, memory);
      const read = readTable(data);
      const history: TrainedModel['history'][number][] = [];
      const result = await runIn(scope, (calls) => {
        const { id, answer } = calls.call(
          {
            ...{ kind: 'cross-validate', read, options, base },
            checkpoints: checkpoints && { found: checkpoints.found },
          },
          (progress) => report(progress, history, scope),
          { onTold: (told) => tellCheckpoints(told, checkpoints) },
        );
        scope.onFinish?.(() => calls.finish(id));
        return answer;
      }).catch(throwInWords);
      return createCrossValidation(result, options, read);
    },
    async tune(data, given, scope, checkpoints) {
      const options = parseTuneOptions(given);
      refuseSearchTooLarge(data, options, memory);
      const read = readTable(data);
      try {
        if (options.found) {
          const tuning = toFoundTuning(options, options.found);
          return withTuning(toModel(await trainOn(read, tuning.settings, scope, { checkpoints })), tuning);
        }
        const tuning = await tuner.search(read, options, scope, checkpoints);
        return withTuning(toModel(await trainOn(read, tuning.settings, atItsEnd(scope, tuning))), tuning);
      } catch (error) {
        throwInWords(error);
      }
    },
    judging: createJudgingWork(
      <K extends JudgingTask['do']>(
        task: Extract<JudgingTask, { do: K }>,
        { signal = new AbortController().signal, progress }: Pick<JudgeContext, 'signal' | 'progress'>,
      ) =>
        // Who asks says what is told of it, and when no more is.
        runIn({ signal, progress() {} }, (calls) => {
          const { answer } = calls.call({ kind: 'judging', task }, ({ fraction }) => {
            if (fraction !== undefined) progress?.(fraction);
          });
          return answer as Promise<JudgingAnswers[K]>; // the answer to a task is of its kind
        }),
    ),
    async booster(file, { test, training = test, ...rest }, scope) {
      const options = parseBoosterOptions(rest);
      const bytes = await readBoosterFile(file);
      const tables = { test: readTable(test), training: readTable(training) };
      return toModel(
        await runIn(scope, (calls) => calls.call({ kind: 'booster', bytes, options, ...tables }).answer),
      );
    },
    async wrap(net, { test, training = test, ...rest }, scope) {
      const options = parseWrapOptions(rest);
      const files = await saveNetwork(net);
      const tables = { test: readTable(test), training: readTable(training) };
      return toModel(
        await runIn(scope, (calls) => calls.call({ kind: 'wrap', files, options, ...tables }).answer),
      );
    },
  };
}

/** What reading has made: columns that were given as such stay their owner's. */
function ownBuffers({ columns }: TableRead, data: unknown): Transferable[] {
  if (columns === data) return [];
  return columns.columns.flatMap((column) => (column.type === 'string' ? [] : [column.values.buffer]));
}

function tellCheckpoints(told: Told, checkpoints: TrainingCheckpoints | undefined): void {
  if (told.type === 'checkpoint') checkpoints?.keep(told.checkpoint);
  else if (told.type === 'verdict') checkpoints?.judged(told.verdict);
  else if (told.type === 'too-large') checkpoints?.tooLarge?.(told.bytes);
}

function report(
  { fraction, message, steps }: Extract<FromTrainingWorker, { type: 'progress' }>,
  history: TrainedModel['history'][number][],
  scope: RunScope,
): void {
  for (const step of steps) history.push(step);
  scope.progress({ fraction, message, history: [...history] });
}

/** The training that ends a search: its trials stay in sight. */
function atItsEnd(scope: RunScope, { searched, trials }: Tuning): RunScope {
  if (!searched) return scope;
  return {
    ...scope,
    progress: (progress) =>
      scope.progress(
        progress && {
          fraction: 0.95 + 0.05 * (progress.fraction ?? 0),
          message: 'Training the best on all training rows',
          search: { ...searched, trials },
        },
      ),
  };
}
