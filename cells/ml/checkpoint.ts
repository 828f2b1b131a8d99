import { z } from 'zod';
import { type CheckpointIdentity, checkpointIdentity, sayDifference } from './checkpoint-identity';
import { engineVersions } from './engine-versions';
import { historyFile, readHistory, writeHistory } from './history-file';
import { readBytes, readJson, writeJson } from './json-file';
import type { LearnerState, StateKeeper } from './learner';
import { learnersAbout } from './learners-about';
import { parseManifest } from './manifest';
import type { PackageFiles, TrainedModel } from './model';
import { paceCheckpoints } from './pace-checkpoints';
import type { TableRead } from './read-table';
import type { TrainOptions } from './train-options';
import { fingerprint, fingerprintFiles } from './tuning/fingerprint';
import type { EarlierTraining } from './warm-start';

type History = TrainedModel['history'];

/** How far a training, a cross-validation or a search was when it left a checkpoint. A fold is the one that was being trained. */
export interface CheckpointAbout extends Pick<LearnerState, 'step' | 'steps'> {
  readonly unit: LearnerState['unit'] | 'trial' | 'fold';
  /** The run that tells of the training, and is continued with it. */
  readonly run?: string;
}

/** A training at the end of one of its steps. */
export interface Checkpoint {
  readonly about: CheckpointAbout;
  readonly files: PackageFiles;
  readonly history: History;
}

/** What became of a checkpoint that was found: training goes on after its step, or begins anew, and why. */
export type CheckpointVerdict =
  | { readonly resumed: CheckpointAbout; readonly history: History }
  | { readonly discarded: string };

/** Where a training leaves its checkpoints, and what an interrupted one left. */
export interface TrainingCheckpoints {
  readonly found?: PackageFiles;
  /** Told once, before the first step, where one was found. */
  judged(verdict: CheckpointVerdict): void;
  keep(checkpoint: Checkpoint): void;
  /** Told once, when the state has outgrown what is kept: no further checkpoint follows. */
  tooLarge?(bytes: number): void;
  /** Milliseconds of a steady clock; the machine's unless told. */
  now?(): number;
}

/** The place of one training of a cell, where its newest checkpoint outlives the tab. */
export interface CheckpointSlot {
  find(): Promise<Pick<Checkpoint, 'about' | 'files'> | undefined>;
  keep(checkpoint: Pick<Checkpoint, 'about' | 'files'>): void;
  /** The training has ended, or nobody wants it any more. */
  drop(): void;
  /** What was found is of no use: the person is told why. */
  discard(reason: string): void;
  /** No checkpoint is kept from now on: the person is told why. */
  unkept(reason: string): void;
  /** The training broke off through no doing of its own: the person may go on from its last checkpoint. */
  interrupted(): void;
}

const headFile = 'checkpoint.json';
const count = z.number().int().min(1);
const headSchema = z.strictObject({
  format: z.literal(1),
  /** The training that it is of. */
  of: checkpointIdentity,
  step: count,
  steps: count,
  unit: z.enum(['epoch', 'round']),
  /** Bytes of the learner's files by path. */
  files: z.record(z.string(), z.number().int().min(0)),
});
type Head = z.infer<typeof headSchema>;

export interface CheckpointInput {
  readonly read: TableRead;
  readonly options: TrainOptions;
  readonly warmStart?: EarlierTraining;
  /** Of the model that answers first. */
  readonly base?: PackageFiles;
}

/**
 * What a learner needs to leave its state and to go on from it. A checkpoint is of exactly one training: the same options and seed, every
 * value of the same table, the same engine.
 */
export function openCheckpoints(
  input: CheckpointInput,
  checkpoints: TrainingCheckpoints,
  history: () => History,
): { states: StateKeeper; history: History } {
  const { found, judged } = checkpoints;
  let of: CheckpointIdentity | undefined;
  // A pass over all values: only where it is needed.
  const identify = () => {
    of ??= identifyTraining(input);
    return of;
  };
  const verdict = found && judge(found, identify);
  if (verdict) judged(verdict.said);
  const pace = paceCheckpoints(checkpoints);
  const states: StateKeeper = {
    resume: verdict?.resume,
    isDue: pace.isDue,
    keep({ step, steps, unit, files }) {
      const head: Head = { format: 1, of: identify(), step, steps, unit, files: sizesOf(files) };
      const all = new Map([...files, [headFile, writeJson(head)], [historyFile, writeHistory(history())]]);
      pace.keep({ about: { step, steps, unit }, files: all, history: history() });
    },
  };
  return { states, history: verdict && 'resumed' in verdict.said ? verdict.said.history : [] };
}

function judge(
  files: PackageFiles,
  identify: () => CheckpointIdentity,
): { said: CheckpointVerdict; resume?: LearnerState } {
  try {
    const { of, step, steps, unit, files: sizes } = readJson(files, headFile, headSchema);
    const isWhole = Object.entries(sizes).every(([path, size]) => files.get(path)?.byteLength === size);
    if (!isWhole) return damaged;
    const differs = sayDifference(of, identify());
    if (differs) return { said: { discarded: `${differs} since ${unit} ${step}` } };
    const about = { step, steps, unit };
    return { said: { resumed: about, history: readHistory(files) }, resume: { ...about, files } };
  } catch {
    return damaged;
  }
}

const damaged = { said: { discarded: 'it is damaged' } };
const sizesOf = (files: PackageFiles): Record<string, number> =>
  Object.fromEntries([...files].map(([path, { byteLength }]) => [path, byteLength]));

/** Which training it is. A pass over all values. */
export function identifyTraining({ read, options, warmStart, base }: CheckpointInput): CheckpointIdentity {
  const { learner } = options;
  const own = learnersAbout[learner].options.parse(options.options);
  return {
    options: JSON.stringify({
      ...options,
      options: own,
      ...(warmStart && { warmStart: fingerprintFiles(weightsOf(warmStart.files)) }),
    }),
    data: fingerprint(read.columns) + (base ? fingerprintFiles(base) : ''),
    engine: JSON.stringify(engineVersions[learner]),
  };
}

/** What a training goes on from; the rest of a package tells when and by whom it was made. */
function weightsOf(files: PackageFiles): PackageFiles {
  const { weights } = parseManifest(readBytes(files, 'cellar.json'));
  return new Map([...files].filter(([path]) => weights.includes(path)));
}
