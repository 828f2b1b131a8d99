import type { EngineAssets } from '../engine-assets';
import { measure } from '../evaluate';
import { fitPart, hasFigures } from '../fit-part';
import { learnersAbout, type SearchableLearner, searchableLearners } from '../learners-about';
import { mainMetric, metricNames } from '../metric-names';
import type { Metrics } from '../model';
import { holdOut, type Prepared, prepareTraining } from '../prepare-training';
import type { TableRead } from '../read-table';
import type { TrialOutcome } from './run-search';
import { type FoundSettings, type TuneOptions, toTrainOptions } from './tune-options';

/** What the search must know of the data before it begins. */
export interface SearchedTask {
  readonly metric: string;
  readonly better: 'lower' | 'higher';
}

export interface TrialContext {
  readonly signal: AbortSignal;
  readonly assets: EngineAssets;
  onStep(step: number, metrics: Metrics): void;
}

export interface TrialTrainer {
  readonly task: SearchedTask;
  train(settings: FoundSettings, context: TrialContext): Promise<TrialOutcome>;
}

/**
 * Trains trials on one table, which is read and split once. Each learns from a part of the training rows just as `ml.train` would, its own
 * held-out rows for early stopping included, and is judged on the rest of them; the test rows are never seen.
 * @throws Error in words when data or options cannot be trained on
 */
export function createTrialTrainer(read: TableRead, options: TuneOptions): TrialTrainer {
  const prepared = prepareTraining(
    read,
    toTrainOptions(options, { learner: strictest(options), options: {} }),
  );
  const { task, classes } = prepared;
  const { fit, validation } = holdOut(prepared.train, options, options.validationShare);
  const metric = options.metric ?? mainMetric[task];
  const { better = 'lower' } = metricNames[metric] ?? {};
  if (better === 'target') throw new Error(`Option metric: one cannot search by ${metric}.`);
  refuseMetric(metric, prepared);

  return {
    task: { metric, better },
    async train(settings, { signal, assets, onStep }) {
      let steps = 0;
      const fitted = await fitPart(
        fit,
        { ...options, ...settings, task, classes },
        {
          signal,
          assets,
          onProgress({ step, metrics }) {
            if (!hasFigures(metrics)) return;
            steps = step;
            onStep(step, metrics);
          },
        },
      );
      try {
        const measured = measure(validation.target, await fitted.predict(validation.features), classes);
        return { value: measured[metric] ?? Number.NaN, steps };
      } finally {
        fitted.dispose();
      }
    },
  };
}

/** The learner that takes the fewest rows: what it accepts, all of them do. */
function strictest({ search }: TuneOptions): SearchableLearner {
  const [first = 'boosted-trees', ...rest] = searchableLearners.filter((learner) => search[learner]);
  return rest.reduce((a, b) => (learnersAbout[a].maximumRows <= learnersAbout[b].maximumRows ? a : b), first);
}

const ofNumbers: ReadonlySet<string> = new Set(['rmse', 'mae', 'r2', 'mape', 'pinball']);
const ofTwoClasses: ReadonlySet<string> = new Set(['rocAuc', 'brier']);

function refuseMetric(metric: string, { task }: Prepared): void {
  const label = metricNames[metric]?.label ?? metric;
  if (ofNumbers.has(metric) !== (task === 'regression'))
    throw new Error(
      `Option metric: ${label} is for ${task === 'regression' ? 'classes, and the target is a number' : 'numbers, and the target has classes'}.`,
    );
  if (task !== 'binary' && ofTwoClasses.has(metric))
    throw new Error(`Option metric: ${label} is for two classes, and the target has more.`);
}
