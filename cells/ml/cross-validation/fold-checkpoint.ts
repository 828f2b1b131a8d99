import { z } from 'zod';
import { identifyTraining, type TrainingCheckpoints } from '../checkpoint';
import { checkpointIdentity, sayDifference } from '../checkpoint-identity';
import { jsonFigure, toJsonFigure } from '../json-figure';
import { readJson, writeJson } from '../json-file';
import type { LearnerState, StateKeeper } from '../learner';
import type { Metrics, PackageFiles } from '../model';
import { paceCheckpoints } from '../pace-checkpoints';
import type { TableRead } from '../read-table';
import { readAnswers, writeAnswers } from './answers-file';
import type { CrossValidateOptions } from './fold-options';
import type { Fold } from './make-folds';
import type { FoldResult } from './run-cross-validation';

/** Folds that are finished, and what was seen of the first one's rows. */
export interface FoldsDone {
  readonly folds: readonly FoldResult[];
  readonly leaks?: readonly string[];
}

const headFile = 'folds.json';
const learnerFolder = 'learner/';
const count = z.number().int().min(0);
const figures = z.record(z.string(), jsonFigure);
const headSchema = z.strictObject({
  format: z.literal(1),
  of: checkpointIdentity,
  leaks: z.array(z.string()).optional(),
  folds: z.array(
    z.strictObject({
      metrics: figures,
      baseline: figures,
      nearestCentroid: figures.optional(),
      warning: z.string().optional(),
    }),
  ),
  /** How far the learner of the next fold was. */
  learner: z.strictObject({ step: count, steps: count, unit: z.enum(['epoch', 'round']) }).optional(),
  /** Bytes of the other files by path. */
  files: z.record(z.string(), count),
});

export interface FoldCheckpointInput {
  readonly read: TableRead;
  readonly options: CrossValidateOptions;
  /** As they are dealt: they are not kept, for options and data deal them alike. */
  readonly folds: readonly Fold[];
  readonly classes?: readonly string[];
  readonly base?: PackageFiles;
}

/**
 * A cross-validation outlives its tab: the folds that are finished, and where the learner of the next one stood. It goes on from them where
 * the options, every value of the table and the engine are the same.
 */
export function openFoldCheckpoint(input: FoldCheckpointInput, checkpoints: TrainingCheckpoints) {
  const { read, options, folds, classes, base } = input;
  const { training, folds: dealt } = options;
  const { found, judged } = checkpoints;
  const aboutOf = (done: number) => ({ step: done + 1, steps: folds.length, unit: 'fold' as const });
  let of: z.infer<typeof checkpointIdentity> | undefined;
  // A pass over all values: only where it is needed.
  const identify = () => {
    of ??= ((one) => ({ ...one, options: JSON.stringify([one.options, dealt]) }))(
      identifyTraining({ read, options: training, base }),
    );
    return of;
  };
  const earlier = found ? judge(found) : undefined;
  let { resume } = earlier ?? {};
  const pace = paceCheckpoints(checkpoints);

  function keep({ folds: done, leaks }: FoldsDone, learner?: LearnerState): void {
    const answers = done.flatMap(({ predictions }, i) => [
      ...writeAnswers(folderOf(i), predictions, classes),
    ]);
    const states = [...(learner?.files ?? [])].map(([path, bytes]) => [learnerFolder + path, bytes] as const);
    const files: PackageFiles = new Map([...answers, ...states]);
    const head: z.input<typeof headSchema> = {
      ...{ format: 1, of: identify(), leaks: leaks && [...leaks] },
      folds: done.map(({ metrics, baseline, nearestCentroid, warning }) => ({
        warning,
        metrics: sayFigures(metrics),
        baseline: sayFigures(baseline),
        ...(nearestCentroid && { nearestCentroid: sayFigures(nearestCentroid) }),
      })),
      ...(learner && { learner: { step: learner.step, steps: learner.steps, unit: learner.unit } }),
      files: Object.fromEntries([...files].map(([path, { byteLength }]) => [path, byteLength])),
    };
    pace.keep({
      about: aboutOf(done.length),
      files: new Map([...files, [headFile, writeJson(head)]]),
      history: [],
    });
  }

  function judge(files: PackageFiles): { done: FoldsDone; resume?: LearnerState } | undefined {
    const refuse = (discarded: string) => void judged({ discarded });
    try {
      const head = readJson(files, headFile, headSchema);
      const { leaks, learner } = head;
      const isWhole = Object.entries(head.files).every(
        ([path, size]) => files.get(path)?.byteLength === size,
      );
      if (!isWhole || head.folds.length >= folds.length) return refuse('it is damaged');
      const differs = sayDifference(head.of, identify());
      if (differs) return refuse(`${differs} since fold ${head.folds.length + 1}`);
      const done = head.folds.map((figuresOfFold, i) => {
        const { repeat, fold, train, test } = folds[i] as Fold; // there are fewer than folds
        const predictions = readAnswers(files, folderOf(i), { rows: test.length, classes });
        return { repeat, fold, trainRows: train.length, test, predictions, ...figuresOfFold };
      });
      judged({ resumed: aboutOf(done.length), history: [] });
      const states = [...files].filter(([path]) => path.startsWith(learnerFolder));
      const own = new Map(states.map(([path, bytes]) => [path.slice(learnerFolder.length), bytes]));
      return { done: { folds: done, leaks }, resume: learner && { ...learner, files: own } };
    } catch {
      return refuse('it is damaged');
    }
  }

  return {
    done: earlier?.done ?? { folds: [] },
    /** For the learner of the fold after those that are done. */
    states(done: FoldsDone): StateKeeper {
      const from = resume;
      resume = undefined;
      return { resume: from, isDue: pace.isDue, keep: (state) => keep(done, state) };
    },
    /** A fold has ended, and another one follows. */
    seeFold(done: FoldsDone): void {
      if (pace.isDue()) keep(done);
    },
  };
}

const folderOf = (fold: number) => `fold-${fold + 1}/`;
const sayFigures = (metrics: Metrics) =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, toJsonFigure(value)]));
