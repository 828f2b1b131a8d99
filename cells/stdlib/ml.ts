import { type Table, tableFromColumns } from '@uwdata/flechette';
import type { RunScope } from '@/cells/kernel/kernel';
import type { BoosterFile, BoosterOptionsInput } from '@/cells/ml/booster-options';
import type { CrossValidateOptionsInput, CrossValidation } from '@/cells/ml/cross-validation';
import { encodeColumn } from '@/cells/ml/held-out-file';
import type { Judgement } from '@/cells/ml/judging';
import { addLags } from '@/cells/ml/lags/add-lags';
import { type LagOptionsInput, parseLagOptions } from '@/cells/ml/lags/lag-options';
import type { TrainedModel } from '@/cells/ml/model';
import type { DomainClassification } from '@/cells/ml/monitoring';
import { readTable } from '@/cells/ml/read-table';
import { createTrainer, type Trainer } from '@/cells/ml/train-in-worker';
import { memoryOfTab } from '@/cells/ml/training-size';
import type { WithBase } from '@/cells/ml/transfer/take-base';
import type { TuneOptionsInput } from '@/cells/ml/tuning/tune-options';
import type { TunedModel } from '@/cells/ml/tuning/tuning';
import type { TrainCall } from '@/cells/ml/warm-start';
import type { SavableNetwork, WrapOptions } from '@/cells/ml/wrap-options';
import { type JudgeCall, judgeCall } from './judge';
import type { StandardLibraryServices } from './services';
import { startTrainingWorker } from './start-training-worker';
import { aboutSearch, aboutTraining, trackedTraining } from './tracked-training';
import { trackedValidation } from './tracked-validation';
import {
  type CompareRowsCall,
  compareRowsCall,
  type EstimateErrorsCall,
  estimateErrorsCall,
  type TableErrorEstimator,
} from './watch-models';

/** `ml`, as one run of a cell sees it: its progress and its stop are that run's. */
export interface MachineLearning {
  /** Trains on a table: `await ml.train(rides, {target: 'cnt'})`. */
  train(data: unknown, options: TrainCall): Promise<TrainedModel>;
  /** Trains and tests on folds: `await ml.crossValidate(rides, {target: 'cnt', folds: {kind: 'time-series', k: 5, column: 'starts'}})`. */
  crossValidate(data: unknown, options: CrossValidateOptionsInput & WithBase): Promise<CrossValidation>;
  /** Searches for good settings: `await ml.tune(rides, {target: 'cnt', search: {'boosted-trees': {maxLeaves: {from: 8, to: 128}}}})`. */
  tune(data: unknown, options: TuneOptionsInput): Promise<TunedModel>;
  /**
   * A table with values of earlier rows as columns, just as the option `lags` of `ml.train` makes them: for a model that asks for them, of the
   * history and the rows to predict together. `ml.lag(rides, {time: 'starts', columns: ['cnt'], lags: [1, 24], every: 'hour'})`.
   */
  lag(data: unknown, options: LagOptionsInput): Table;
  /** Makes a model of a network of one's own: `await ml.model(net, {target, features, test})`. */
  model(
    net: SavableNetwork,
    options: WrapOptions & { test: unknown; training?: unknown },
  ): Promise<TrainedModel>;
  /** Makes a model of a booster of XGBoost or LightGBM: `await ml.booster(FileAttachment('model.json'), {target, test})`. */
  booster(
    file: BoosterFile,
    options: BoosterOptionsInput & { test: unknown; training?: unknown },
  ): Promise<TrainedModel>;
  /** How good a model is on rows it has not learnt from: `await ml.judge(model, {versus: {champion}})`. */
  judge(model: TrainedModel, options?: JudgeCall): Promise<Judgement>;
  /** Whether rows of now can be told from rows of before, by all columns together: `await ml.compareRows(training, logged)`. */
  compareRows(before: unknown, now: unknown, options?: CompareRowsCall): Promise<DomainClassification>;
  /**
   * Learns how large a model's errors are, to estimate them where the truth has not come:
   * `(await ml.estimateErrors(labelled, {target: 'cnt'})).estimate(logged)`.
   */
  estimateErrors(labelled: unknown, options: EstimateErrorsCall): Promise<TableErrorEstimator>;
}

export function createMachineLearning(
  services: Pick<
    StandardLibraryServices,
    'loadAsset' | 'importAsset' | 'track' | 'checkpoints' | 'refuseTraining' | 'trialExchange' | 'isReport'
  >,
): (scope: RunScope) => MachineLearning {
  const { loadAsset, track, checkpoints, refuseTraining, trialExchange, isReport } = services;
  let trainer: Trainer | undefined;
  const start = () => {
    trainer ??= createTrainer({
      loadAsset,
      exchange: trialExchange,
      processors: navigator.hardwareConcurrency,
      // Chromium alone tells, and to secure contexts only.
      memory: memoryOfTab((navigator as { deviceMemory?: number }).deviceMemory),
      createWorker: () => startTrainingWorker(loadAsset),
    });
    return trainer;
  };
  const mayTrain = async ({ cellId, signal }: RunScope) => {
    // Where nobody can be asked (the server is away) training goes on: the gate of a model asks again.
    const refusal = await refuseTraining?.(cellId).catch(() => undefined);
    signal.throwIfAborted();
    if (refusal !== undefined) throw new Error(refusal);
  };
  return (scope) => {
    let trainings = 0;
    return {
      async train(data, options) {
        const slot = checkpoints?.at(scope.cellId, ++trainings);
        await mayTrain(scope);
        const about = () => aboutTraining(options);
        return trackedTraining({ track, scope, about, slot, services }, (told, kept) =>
          start().train(data, options, told, kept),
        );
      },
      async crossValidate(data, options) {
        const slot = checkpoints?.at(scope.cellId, ++trainings);
        await mayTrain(scope);
        return trackedValidation({ track, scope, options, slot, services }, (told, kept) =>
          start().crossValidate(data, options, told, kept),
        );
      },
      lag(data, options) {
        const { columns } = addLags(readTable(data).columns, parseLagOptions(options));
        return tableFromColumns(columns.map((column) => [column.name, encodeColumn(column)]));
      },
      async tune(data, options) {
        const slot = checkpoints?.at(scope.cellId, ++trainings);
        await mayTrain(scope);
        const about = () => aboutSearch(options);
        return trackedTraining({ track, scope, about, slot, services }, (told, kept) =>
          start().tune(data, options, told, kept),
        );
      },
      async model(net, options) {
        await mayTrain(scope);
        return start().wrap(net, options, scope);
      },
      async booster(file, options) {
        await mayTrain(scope);
        return start().booster(file, options, scope);
      },
      compareRows: (before, now, options = {}) => compareRowsCall(before, now, options, scope),
      estimateErrors: (labelled, options) => estimateErrorsCall(labelled, options, scope),
      judge: (model, options = {}) =>
        judgeCall(model, options, { ...scope, work: start().judging, isReport }),
    };
  };
}
