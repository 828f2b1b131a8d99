import type { RunScope } from '@/cells/kernel/kernel';
import type { CheckpointSlot, TrainingCheckpoints } from '@/cells/ml/checkpoint';
import type { CrossValidation } from '@/cells/ml/cross-validation';
import { parseCrossValidateOptions } from '@/cells/ml/cross-validation/fold-options';
import { filesOfValidation } from '@/cells/ml/files-of-training';
import { learnersAbout } from '@/cells/ml/learners-about';
import type { StartTracking } from '@/cells/tracking/track-training';
import { goOn } from './go-on';
import type { StandardLibraryServices } from './services';
import { trackedRun } from './tracked-run';
import { environmentOf, quietly } from './tracked-training';

interface Call {
  readonly track: StartTracking | undefined;
  readonly scope: RunScope;
  readonly options: unknown;
  /** Where its checkpoints are kept. */
  readonly slot?: CheckpointSlot;
  /** What writes tables and figures as files. */
  readonly services: Pick<StandardLibraryServices, 'loadAsset' | 'importAsset'>;
}

/** Folds that become runs: repeats of many folds would be a list that nobody reads. */
const mostFolds = 200;

/**
 * Runs a cross-validation as a run: of each metric the mean and the deviation over the folds, and under it a run for each fold.
 * One that was interrupted goes on in its fold, and so does its run.
 */
export async function trackedValidation(
  { track, scope, options: given, slot, services }: Call,
  validate: (scope: RunScope, checkpoints?: TrainingCheckpoints) => Promise<CrossValidation>,
): Promise<CrossValidation> {
  const { base, ...rest } = (given ?? {}) as Record<string, unknown>; // `crossValidate` itself refuses what is no object
  const options = track && quietly(() => parseCrossValidateOptions(rest));
  if (!track || !options) return validate(scope);
  const { training, folds } = options;
  const settings = {
    learner: training.learner,
    target: training.target,
    seed: training.seed,
    options: learnersAbout[training.learner].options.parse(training.options),
    folds,
    ...(base !== undefined && { base: true }),
  };
  const about = {
    ...{ kind: 'validate' as const, learner: training.learner, options: settings },
    environment: environmentOf(training.learner),
  };
  const going = await goOn(slot, (interrupted) => track(scope.cellId, about, interrupted));
  const told: RunScope = {
    ...scope,
    progress: (progress) =>
      scope.progress(
        progress && {
          ...progress,
          message: [progress.message, going.whence()].filter((part) => part !== undefined).join(' · '),
        },
      ),
  };
  const began = Date.now();
  try {
    const validation = await validate(told, going.checkpoints);
    const tracking = going.ended();
    const each = (Date.now() - began) / Math.max(1, validation.folds.length);
    tracking.parts(
      validation.folds
        .slice(0, mostFolds)
        .map(({ repeat, fold, metrics, baseline, trainRows, testRows }, i) => ({
          ...{ kind: 'fold', number: i + 1, learner: training.learner, durationMs: each },
          options: { repeat, fold },
          status: 'FINISHED' as const,
          metrics: { ...metrics, ...withPrefix('baseline/', baseline) },
          tags: { 'cellar.trainingRows': String(trainRows), 'cellar.testRows': String(testRows) },
        })),
    );
    const spreads = Object.entries(validation.metrics);
    tracking.finished({
      history: [],
      metrics: Object.fromEntries(
        spreads.flatMap(([name, { mean, deviation }]) => [
          [name, mean],
          [`${name}/deviation`, deviation],
        ]),
      ),
      baseline: Object.fromEntries(spreads.map(([name, { baseline }]) => [name, baseline.mean])),
      tags: {
        'cellar.task': validation.task,
        'cellar.target': validation.target,
        'cellar.folds': `${validation.folds.length} of ${validation.planned}`,
        ...(validation.notes.length > 0 && { 'cellar.notes': validation.notes.join('\n') }),
      },
      stopped: validation.folds.length < validation.planned,
      files: filesOfValidation(validation),
    });
    // In place: its rows out of folds are made when they are asked for.
    return Object.assign(validation, { run: trackedRun(tracking, services, scope) });
  } catch (error) {
    going.failed(error, scope.signal.aborted);
    throw error;
  }
}

const withPrefix = (prefix: string, figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [prefix + name, value]));
