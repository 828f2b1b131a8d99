import type { CellProgress } from '@/cells/kernel/cell-run';
import type { TrainingCheckpoints } from './checkpoint';
import { runCrossValidation } from './cross-validation';
import type { EngineAssetName, EngineAssets } from './engine-assets';
import { doJudgingTask } from './judging';
import type { Model, TrainedModel } from './model';
import { openModel } from './open-model';
import { isOutOfMemory, OutOfMemory } from './out-of-memory';
import { runTraining, type TrainContext } from './train';
import type {
  FromTrainingWorker,
  MessageEnd,
  ToTrainingWorker,
  TrainingAnswers,
  TrainingCall,
} from './training-messages';
import { createTrialTrainer, type TrialTrainer } from './tuning/train-trials';
import type { FoundSettings } from './tuning/tune-options';

/** Steps are sent together, so that a fast learner does not drown the page in messages. */
const millisecondsBetweenMessages = 80;

/** Answers calls at its end of a worker: trains, opens models and predicts with them. Assets are asked from the other end. */
export function serveTraining(end: MessageEnd<ToTrainingWorker, FromTrainingWorker>): void {
  const assets = createAssets(end);
  const models = new Map<number, Promise<Model>>();
  const trainings = new Map<number, AbortController>();
  let trials: TrialTrainer | undefined;

  end.onmessage = ({ data: message }) => {
    if (message.type === 'asset') assets.receive(message);
    else if (message.type === 'finish')
      trainings
        .get(message.id)
        ?.abort(new DOMException('Training was stopped before it had learnt anything.', 'AbortError'));
    else void reply(message.id, message.call);
  };

  async function reply(id: number, call: TrainingCall): Promise<void> {
    try {
      const answer = await answerCall(id, call);
      end.postMessage({ type: 'answer', id, answer });
    } catch (error) {
      const said = isOutOfMemory(error) ? new OutOfMemory() : error;
      const { name, message } = said instanceof Error ? said : new Error(String(said));
      end.postMessage({ type: 'failure', id, name, message });
    }
  }

  async function answerCall(id: number, call: TrainingCall): Promise<TrainingAnswers[keyof TrainingAnswers]> {
    switch (call.kind) {
      case 'train':
        return follow(id, async (context) => {
          const { result, fitted } = await runTraining(call.read, call.options, {
            ...context,
            warmStart: call.warmStart,
            base: call.base,
            measurements: call.measured && {
              known: call.measured,
              learned: (shape, trials) => end.postMessage({ type: 'measured', id, shape, trials }),
            },
            checkpoints: call.checkpoints && tellCheckpoints(id, call.checkpoints),
          });
          fitted.dispose();
          return result;
        });
      case 'cross-validate':
        return follow(id, (context) =>
          runCrossValidation(call.read, call.options, {
            ...context,
            base: call.base,
            checkpoints: call.checkpoints && tellCheckpoints(id, call.checkpoints),
          }),
        );
      case 'search':
        trials = createTrialTrainer(call.read, call.options);
        return trials.task;
      case 'trial':
        return trialFor(id, call.settings);
      case 'wrap': {
        const { wrapNetwork } = await import('./custom/wrap-network');
        const { result, fitted } = await wrapNetwork(call.files, call.options, { ...call, assets });
        fitted.dispose();
        return result;
      }
      case 'booster': {
        const { wrapBooster } = await import('./boosted-trees/formats/wrap-booster');
        const { result, fitted } = await wrapBooster(call.bytes, call.options, call);
        fitted.dispose();
        return result;
      }
      case 'xgboost': {
        const { packageToXgboost } = await import('./boosted-trees/formats/package-to-xgboost');
        return packageToXgboost(call.files);
      }
      case 'open': {
        const opening = openModel(call.files, { assets });
        models.set(call.model, opening);
        opening.catch(() => models.delete(call.model));
        await opening;
        return null;
      }
      case 'predict':
        return (await findModel(call.model)).predict(call.rows);
      case 'explain':
        return (await findModel(call.model)).explain(call.rows, call.options);
      case 'dependence':
        return (await findModel(call.model)).dependence(call.feature, call.rows);
      case 'judging':
        return follow(id, ({ signal, progress }) =>
          doJudgingTask(call.task, { signal, progress: (fraction) => progress({ fraction }) }),
        );
      case 'close': {
        const model = await models.get(call.model)?.catch(() => undefined);
        models.delete(call.model);
        model?.dispose();
        return null;
      }
    }
  }

  const tellCheckpoints = (
    id: number,
    { found }: Pick<TrainingCheckpoints, 'found'>,
  ): TrainingCheckpoints => ({
    found,
    judged: (verdict) => end.postMessage({ type: 'verdict', id, verdict }),
    keep: (checkpoint) => end.postMessage({ type: 'checkpoint', id, checkpoint }),
    tooLarge: (bytes) => end.postMessage({ type: 'too-large', id, bytes }),
  });

  async function findModel(id: number): Promise<Model> {
    const model = await models.get(id);
    if (!model) throw new Error('The model has been closed.');
    return model;
  }

  /** A training that can be stopped and tells how far it is. */
  async function follow<T>(id: number, run: (context: TrainContext) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    trainings.set(id, controller);
    let sent = 0;
    let sentAt = Number.NEGATIVE_INFINITY;
    let said: string | undefined;
    const progress = ({ fraction, message, history = [] }: CellProgress) => {
      if (performance.now() - sentAt < millisecondsBetweenMessages && message === said) return;
      said = message;
      sentAt = performance.now();
      end.postMessage({ type: 'progress', id, fraction, message, steps: history.slice(sent) });
      sent = history.length;
    };
    try {
      return await run({ signal: controller.signal, progress, assets });
    } finally {
      trainings.delete(id);
    }
  }

  async function trialFor(id: number, settings: FoundSettings): Promise<TrainingAnswers['trial']> {
    if (!trials) throw new Error('The worker has no table for trials.');
    const controller = new AbortController();
    trainings.set(id, controller);
    let steps: TrainedModel['history'][number][] = [];
    let sentAt = performance.now();
    try {
      const outcome = await trials.train(settings, {
        signal: controller.signal,
        assets,
        onStep(step, metrics) {
          steps.push({ step, metrics });
          if (performance.now() - sentAt < millisecondsBetweenMessages) return;
          sentAt = performance.now();
          end.postMessage({ type: 'progress', id, steps });
          steps = [];
        },
        onFolds: (folds) => end.postMessage({ type: 'progress', id, steps: [], folds }),
      });
      return { ...outcome, lastSteps: steps };
    } finally {
      trainings.delete(id);
    }
  }
}

function createAssets(end: MessageEnd<ToTrainingWorker, FromTrainingWorker>) {
  const waiting = new Map<EngineAssetName, { resolve(blob: Blob): void; reject(error: Error): void }[]>();
  return {
    async load(name: EngineAssetName) {
      const blob = await new Promise<Blob>((resolve, reject) => {
        waiting.set(name, [...(waiting.get(name) ?? []), { resolve, reject }]);
        end.postMessage({ type: 'asset', name });
      });
      return new Uint8Array(await blob.arrayBuffer());
    },
    receive({ name, blob, problem }: Extract<ToTrainingWorker, { type: 'asset' }>) {
      for (const { resolve, reject } of waiting.get(name) ?? [])
        if (blob) resolve(blob);
        else reject(new Error(`The engine ${name} could not be loaded: ${problem ?? 'unknown reason'}`));
      waiting.delete(name);
    },
  } satisfies EngineAssets & { receive(message: Extract<ToTrainingWorker, { type: 'asset' }>): void };
}
