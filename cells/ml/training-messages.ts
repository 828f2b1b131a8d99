import type { BoosterOptions } from './booster-options';
import type { Checkpoint, CheckpointVerdict } from './checkpoint';
import type { CrossValidateOptions, CrossValidationResult } from './cross-validation';
import type { EngineAssetName } from './engine-assets';
import type { JudgingAnswers, JudgingTask } from './judging';
import type {
  Columns,
  Dependence,
  ExplainOptions,
  Explanation,
  PackageFiles,
  Predictions,
  TrainedModel,
} from './model';
import type { BackendMeasurements, BackendTrial } from './network/choose-backend';
import type { TableRead } from './read-table';
import type { TrainOptions } from './train-options';
import type { TrainingResult } from './trained-model';
import type { TrialFold } from './tuning/fold-figures';
import type { TrialOutcome } from './tuning/run-search';
import type { SearchedTask } from './tuning/train-trials';
import type { FoundSettings, TuneOptions } from './tuning/tune-options';
import type { EarlierTraining } from './warm-start';
import type { WrapOptions } from './wrap-options';

/** What the frame asks of the training worker. Each call has an id of its own, which its answers carry. */
export type TrainingCall =
  | {
      readonly kind: 'train';
      readonly read: TableRead;
      readonly options: TrainOptions;
      readonly warmStart?: EarlierTraining;
      readonly base?: PackageFiles;
      /** Checkpoints are wanted; `found`: what an interrupted training left. */
      readonly checkpoints?: { readonly found?: PackageFiles };
      /** What trainings before have measured of this machine. */
      readonly measured?: BackendMeasurements['known'];
    }
  | {
      readonly kind: 'cross-validate';
      readonly read: TableRead;
      readonly options: CrossValidateOptions;
      readonly checkpoints?: { readonly found?: PackageFiles };
      readonly base?: PackageFiles;
    }
  /** Keeps a table for trials, until the worker ends. */
  | { readonly kind: 'search'; readonly read: TableRead; readonly options: TuneOptions }
  /** Trains on the table that is kept. */
  | { readonly kind: 'trial'; readonly settings: FoundSettings }
  | {
      readonly kind: 'wrap';
      readonly files: PackageFiles;
      readonly options: WrapOptions;
      readonly test: TableRead;
      readonly training: TableRead;
    }
  | {
      readonly kind: 'booster';
      readonly bytes: Uint8Array;
      readonly options: BoosterOptions;
      readonly test: TableRead;
      readonly training: TableRead;
    }
  /** The package's trees as XGBoost's JSON. */
  | { readonly kind: 'xgboost'; readonly files: PackageFiles }
  | { readonly kind: 'open'; readonly model: number; readonly files: PackageFiles }
  | { readonly kind: 'predict'; readonly model: number; readonly rows: Columns }
  | {
      readonly kind: 'explain';
      readonly model: number;
      readonly rows: Columns;
      readonly options: ExplainOptions;
    }
  | {
      readonly kind: 'dependence';
      readonly model: number;
      readonly feature: string;
      readonly rows?: Columns;
    }
  | { readonly kind: 'close'; readonly model: number }
  | { readonly kind: 'judging'; readonly task: JudgingTask };

export interface TrainingAnswers {
  readonly train: TrainingResult;
  readonly 'cross-validate': CrossValidationResult;
  readonly search: SearchedTask;
  /** The last steps come with it, so that it is judged by all of them. */
  readonly trial: TrialOutcome & { readonly lastSteps: TrainedModel['history'] };
  readonly wrap: TrainingResult;
  readonly booster: TrainingResult;
  readonly xgboost: Uint8Array;
  readonly open: null;
  readonly predict: Predictions;
  readonly explain: Explanation;
  readonly dependence: Dependence;
  readonly close: null;
  readonly judging: JudgingAnswers[keyof JudgingAnswers];
}

export type ToTrainingWorker =
  | { readonly type: 'call'; readonly id: number; readonly call: TrainingCall }
  /** Ends the training of that call early, with the best so far; of a trial it is not wanted. */
  | { readonly type: 'finish'; readonly id: number }
  | {
      readonly type: 'asset';
      readonly name: EngineAssetName;
      readonly blob?: Blob;
      readonly problem?: string;
    };

export type FromTrainingWorker =
  | { readonly type: 'answer'; readonly id: number; readonly answer: TrainingAnswers[keyof TrainingAnswers] }
  | { readonly type: 'failure'; readonly id: number; readonly name: string; readonly message: string }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly fraction?: number;
      readonly message?: string;
      /** The steps since the last such message. */
      readonly steps: TrainedModel['history'];
      /** Of a trial on folds: those that are finished. */
      readonly folds?: readonly TrialFold[];
    }
  | { readonly type: 'checkpoint'; readonly id: number; readonly checkpoint: Checkpoint }
  | {
      readonly type: 'measured';
      readonly id: number;
      readonly shape: string;
      readonly trials: readonly BackendTrial[];
    }
  /** Its state has become too large to be kept. */
  | { readonly type: 'too-large'; readonly id: number; readonly bytes: number }
  | { readonly type: 'verdict'; readonly id: number; readonly verdict: CheckpointVerdict }
  | { readonly type: 'asset'; readonly name: EngineAssetName };

/** The end of a worker, or of a port, that both sides hold. */
export interface MessageEnd<Incoming, Outgoing> {
  postMessage(message: Outgoing, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Incoming>) => void) | null;
}
