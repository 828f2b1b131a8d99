import type { RunScope } from '@/cells/kernel/kernel';
import type { CheckpointSlot, TrainingCheckpoints } from '@/cells/ml/checkpoint';
import { engineVersions } from '@/cells/ml/engine-versions';
import { filesOfTraining } from '@/cells/ml/files-of-training';
import { learnersAbout } from '@/cells/ml/learners-about';
import type { TrainedModel } from '@/cells/ml/model';
import { parseTrainOptions } from '@/cells/ml/train-options';
import { parseTuneOptions } from '@/cells/ml/tuning/tune-options';
import type { StartTracking, TrainingAbout } from '@/cells/tracking/track-training';
import { goOn } from './go-on';
import type { StandardLibraryServices } from './services';
import { trackedRun } from './tracked-run';
import { trackedTrials } from './tracked-trials';

interface Call {
  readonly track: StartTracking | undefined;
  readonly scope: RunScope;
  /** Throws where the options are none: then nothing was trained, and there is no run. */
  about(): TrainingAbout | undefined;
  /** Where its checkpoints are kept. */
  readonly slot?: CheckpointSlot;
  /** What writes tables and figures as files. */
  readonly services: Pick<StandardLibraryServices, 'loadAsset' | 'importAsset'>;
}

/**
 * Runs a training as a run: what it is, its curve, how it ended. The model knows its run. One that was interrupted goes on where its
 * last checkpoint stood, and so does its run.
 */
export async function trackedTraining<M extends TrainedModel>(
  { track, scope, about, slot, services }: Call,
  train: (scope: RunScope, checkpoints?: TrainingCheckpoints) => Promise<M>,
): Promise<M> {
  const known = track && about();
  if (!track || !known) return train(scope);
  const going = await goOn(slot, (interrupted) => track(scope.cellId, known, interrupted));
  let asked = false;
  const parts = trackedTrials((ended) => going.begun()?.parts(ended));
  const told: RunScope = {
    ...scope,
    progress(progress) {
      scope.progress(progress && { ...progress, message: progress.message ?? going.whence() });
      if (progress?.history) going.begun()?.progress(progress.history);
      if (going.begun() && progress?.search) parts.progress(progress.search);
    },
    onFinish:
      scope.onFinish &&
      ((listener) =>
        scope.onFinish?.(() => {
          asked = true;
          listener();
        })),
  };
  try {
    const model = await train(told, going.checkpoints);
    const tracking = going.ended();
    parts.finished();
    tracking.finished({
      history: model.history,
      metrics: model.evaluation.metrics,
      baseline: model.evaluation.baseline,
      tags: {
        'cellar.task': model.task,
        'cellar.target': model.target,
        'cellar.trainingRows': String(model.trainingRows),
        'cellar.testRows': String(model.evaluation.rows),
        ...(parts.count() > 0 && { 'cellar.trials': String(parts.count()) }),
        ...(model.notes.length > 0 && { 'cellar.notes': model.notes.join('\n') }),
      },
      stopped: asked,
      files: filesOfTraining(model),
    });
    return { ...model, run: trackedRun(tracking, services, scope) };
  } catch (error) {
    parts.finished();
    going.failed(error, scope.signal.aborted);
    throw error;
  }
}

export function aboutTraining(given: unknown): TrainingAbout | undefined {
  const { warmStart, base, ...rest } = (given ?? {}) as Record<string, unknown>; // `train` itself refuses what is no object
  const options = quietly(() => parseTrainOptions(rest));
  if (!options) return undefined;
  return {
    kind: 'train',
    learner: options.learner,
    options: {
      ...options,
      options: learnersAbout[options.learner].options.parse(options.options),
      ...(warmStart !== undefined && { warmStart: true }),
      ...(base !== undefined && { base: true }),
    },
    environment: environmentOf(options.learner),
  };
}

export function aboutSearch(given: unknown): TrainingAbout | undefined {
  const options = quietly(() => parseTuneOptions(given));
  return (
    options && {
      kind: options.found ? 'train' : 'tune',
      options: { ...options },
      environment: { browser: navigator.userAgent },
    }
  );
}

/** Options that are refused are refused by the training itself, in its words. */
export function quietly<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/** The backend of a network is not known before it begins. */
export const environmentOf = (learner: keyof typeof engineVersions) => {
  const { backend, ...versions } = engineVersions[learner];
  return { ...versions, browser: navigator.userAgent };
};
