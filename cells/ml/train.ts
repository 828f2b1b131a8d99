import type { CellProgress } from '@/cells/kernel/cell-run';
import type { EngineAssets } from './engine-assets';
import { engineVersions } from './engine-versions';
import { evaluate } from './evaluate';
import { permutationImportance } from './importance';
import type { Fitted } from './learner';
import { loadLearner } from './learners';
import { learnersAbout } from './learners-about';
import type { Columns, PackageManifest, TrainedModel } from './model';
import { buildPackage } from './model-package';
import { holdOut, prepareTraining } from './prepare-training';
import { profileTraining } from './profile';
import { rangeOf } from './random';
import { readTable, type TableRead, takeRows, takeTableRows } from './read-table';
import { type TrainOptions, type TrainOptionsInput, trainOptions } from './train-options';
import { createTrainedModel, type TrainingResult } from './trained-model';
import { toSignatureField } from './training-features';

export interface TrainContext {
  /** Asks training to end: a learner with a usable best state gives it; the others throw the reason. */
  readonly signal: AbortSignal;
  progress(progress: CellProgress): void;
  readonly assets: EngineAssets;
}

/** Training rows on which the model's own answers are profiled. */
const mostProfiledRows = 50_000;
const exampleRows = 5;

/**
 * Trains on a table in this thread. `data` is anything that `readTable` reads.
 * @throws Error in words when data or options cannot be trained on
 */
export async function train(
  data: unknown,
  options: TrainOptionsInput,
  context: TrainContext,
): Promise<TrainedModel> {
  const { result, fitted } = await runTraining(readTable(data), parseTrainOptions(options), context);
  return createTrainedModel(result, fitted);
}

/** @throws Error that names the option and says what is allowed */
export function parseTrainOptions(options: unknown): TrainOptions {
  const parsed = trainOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.');
  throw new Error(`${path ? `Option ${path}: ` : ''}${issue?.message ?? 'not valid'}`);
}

/** Trains, and gives the result as data beside the model in memory. */
export async function runTraining(
  read: TableRead,
  options: TrainOptions,
  { signal, progress, assets }: TrainContext,
): Promise<{ result: TrainingResult; fitted: Fitted }> {
  const prepared = prepareTraining(read, options);
  const { task, classes } = prepared;
  const learner = await loadLearner(options.learner);
  const learnerOptions = learnersAbout[options.learner].options.parse(options.options);
  const history: TrainedModel['history'][number][] = [];
  const held = options.learner === 'network' ? holdOut(prepared.train, options) : undefined;
  const { features, target } = held?.fit ?? prepared.train;
  const fitted = await learner.fit(
    { features, target, task, classes, validation: held?.validation, seed: options.seed },
    learnerOptions,
    {
      signal,
      assets,
      onProgress({ step, fraction, metrics, message }) {
        if (Object.keys(metrics).length > 0) history.push({ step, metrics });
        // What follows the fit takes a few per cent of the time.
        progress({
          fraction: fraction === undefined ? undefined : 0.95 * fraction,
          message,
          history: [...history],
        });
      },
    },
  );

  try {
    progress({ fraction: 0.95, message: 'Testing', history });
    const answers = await fitted.predict(prepared.test.features);
    const evaluation = evaluate(prepared.test.target, answers, {
      task,
      classes,
      training: prepared.train.target,
    });
    progress({ fraction: 0.97, message: 'Measuring importance', history });
    const predict = (rows: Columns) => fitted.predict(rows);
    const importances = await permutationImportance(predict, prepared.test.features, prepared.test.target, {
      classes,
      seed: options.seed,
    });
    const trainingRows = prepared.train.features.numRows;
    const rows = spread(trainingRows, mostProfiledRows);
    const profiled = takeTableRows(prepared.train.features, rows);
    const profile = profileTraining(profiled, takeRows(prepared.targetColumn, rows), await predict(profiled));
    const manifest: PackageManifest = {
      format: 1,
      learner: options.learner,
      task,
      signature: {
        inputs: prepared.train.features.columns.map(toSignatureField),
        output: { name: options.target, type: task === 'regression' ? 'number' : 'string', classes },
      },
      target: options.target,
      options: learnerOptions,
      seed: options.seed,
      split: options.split,
      notes: [...prepared.notes, ...(fitted.notes ?? [])],
      evaluation,
      importances,
      trainingRows,
      environment: engineVersions[options.learner],
      weights: fitted.weights,
    };
    const example = takeTableRows(
      prepared.test.features,
      spread(prepared.test.features.numRows, exampleRows),
    );
    const files = buildPackage({ manifest, parameters: await fitted.files(), profile, example });
    return { result: { manifest, profile, history, files }, fitted };
  } catch (error) {
    fitted.dispose();
    throw error;
  }
}

/** At most `limit` of n rows, evenly spread. */
function spread(n: number, limit: number): Uint32Array {
  return n <= limit ? rangeOf(n) : Uint32Array.from({ length: limit }, (_, i) => Math.floor((i * n) / limit));
}
