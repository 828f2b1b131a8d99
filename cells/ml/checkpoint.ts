import { z } from 'zod';
import { engineVersions } from './engine-versions';
import { historyFile, readHistory, writeHistory } from './history-file';
import { readJson, writeJson } from './json-file';
import type { LearnerState, StateKeeper } from './learner';
import { learnersAbout } from './learners-about';
import type { PackageFiles, TrainedModel } from './model';
import type { TableRead } from './read-table';
import type { TrainOptions } from './train-options';
import { fingerprint } from './tuning/fingerprint';

type History = TrainedModel['history'];

/** How far a training, or a search, was when it left a checkpoint. */
export interface CheckpointAbout extends Pick<LearnerState, 'step' | 'steps'> {
  readonly unit: LearnerState['unit'] | 'trial';
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
  /** The training broke off through no doing of its own: the person may go on from its last checkpoint. */
  interrupted(): void;
}

/** Bytes of a checkpoint at most; a training whose state is larger leaves none. */
export const mostCheckpointBytes = 64_000_000;
/** Milliseconds between checkpoints: so many, and as many again for each megabyte, so that they cost a few per cent of the time at most. */
const pauseMs = 5000;
const pausePerMegabyteMs = 1000;

const headFile = 'checkpoint.json';
const count = z.number().int().min(1);
const headSchema = z.strictObject({
  format: z.literal(1),
  /** The training that it is of. */
  of: z.strictObject({ options: z.string(), engine: z.string(), data: z.string() }),
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
}

/**
 * What a learner needs to leave its state and to go on from it. A checkpoint is of exactly one training: the same options and seed, every
 * value of the same table, the same engine.
 */
export function openCheckpoints(
  input: CheckpointInput,
  { found, judged, keep, now = () => performance.now() }: TrainingCheckpoints,
  history: () => History,
): { states: StateKeeper; history: History } {
  let of: Head['of'] | undefined;
  // A pass over all values: only where it is needed.
  const identify = () => {
    of ??= identifyTraining(input);
    return of;
  };
  const verdict = found && judge(found, identify);
  if (verdict) judged(verdict.said);
  let [last, pause] = [now(), pauseMs];
  const states: StateKeeper = {
    resume: verdict?.resume,
    isDue: () => now() - last >= pause,
    keep({ step, steps, unit, files }) {
      const head: Head = { format: 1, of: identify(), step, steps, unit, files: sizesOf(files) };
      const all = new Map([...files, [headFile, writeJson(head)], [historyFile, writeHistory(history())]]);
      const bytes = Object.values(sizesOf(all)).reduce((sum, size) => sum + size, 0);
      if (bytes <= mostCheckpointBytes)
        keep({ about: { step, steps, unit }, files: all, history: history() });
      last = now();
      pause = pauseMs + (pausePerMegabyteMs * bytes) / 1e6;
    },
  };
  return { states, history: verdict && 'resumed' in verdict.said ? verdict.said.history : [] };
}

function judge(
  files: PackageFiles,
  identify: () => Head['of'],
): { said: CheckpointVerdict; resume?: LearnerState } {
  try {
    const { of, step, steps, unit, files: sizes } = readJson(files, headFile, headSchema);
    const isWhole = Object.entries(sizes).every(([path, size]) => files.get(path)?.byteLength === size);
    if (!isWhole) return damaged;
    const now = identify();
    const differs = (['options', 'data', 'engine'] as const).find((part) => of[part] !== now[part]);
    if (differs) return { said: { discarded: `${whatChanged[differs]} since ${unit} ${step}` } };
    const about = { step, steps, unit };
    return { said: { resumed: about, history: readHistory(files) }, resume: { ...about, files } };
  } catch {
    return damaged;
  }
}

const damaged = { said: { discarded: 'it is damaged' } };
const sizesOf = (files: PackageFiles): Record<string, number> =>
  Object.fromEntries([...files].map(([path, { byteLength }]) => [path, byteLength]));

/** Why a checkpoint is of another training, by what differs. */
export const whatChanged: Readonly<Record<keyof Head['of'], string>> = {
  options: 'the options have changed',
  data: 'the data has changed',
  engine: 'Cellar has been updated',
};

function identifyTraining({ read, options }: CheckpointInput): Head['of'] {
  const { learner } = options;
  const own = learnersAbout[learner].options.parse(options.options);
  return {
    options: JSON.stringify({ ...options, options: own }),
    data: fingerprint(read.columns),
    engine: JSON.stringify(engineVersions[learner]),
  };
}
