import type { CellProgress } from '@/cells/kernel/cell-run';
import { learnBaseline } from './baseline';
import { evaluate } from './evaluate';
import { permutationImportance } from './importance';
import type { Fitted } from './learner';
import type { LearntRows } from './learnt-rows';
import { measureNearestCentroid } from './measure-nearest-centroid';
import type { Columns, PackageManifest, TrainedModel } from './model';
import { buildPackage } from './model-package';
import { isPictureColumn } from './picture-text';
import type { Prepared } from './prepare-training';
import { profileTraining } from './profile';
import { rangeOf } from './random';
import { takeRows, takeTableRows } from './read-table';
import type { TrainingResult } from './trained-model';

/** Training rows on which the model's own answers are profiled. */
const mostProfiledRows = 50_000;
const exampleRows = 5;

export interface DescribeInput
  extends Pick<Prepared, 'train' | 'test' | 'heldOut' | 'targetColumn' | 'classes'> {
  readonly history: TrainedModel['history'];
  readonly learnt?: LearntRows;
  progress(progress: CellProgress): void;
}

/** Tests a fitted model, measures its features, profiles its training rows, and packs all of it. */
export async function describeModel(
  fitted: Fitted,
  about: Omit<PackageManifest, 'format' | 'evaluation' | 'importances' | 'trainingRows'>,
  { train, test, heldOut, targetColumn, classes, history, learnt, progress }: DescribeInput,
): Promise<TrainingResult> {
  progress({ fraction: 0.95, message: 'Testing', history });
  const answers = await fitted.predict(test.features);
  const evaluation = evaluate(test.target, answers, {
    ...{ task: about.task, classes, training: train.target },
    nearestCentroid: await measureNearestCentroid(train, test, classes),
  });
  progress({ fraction: 0.97, message: 'Measuring importance', history });
  const predict = (rows: Columns) => fitted.predict(rows);
  const own = new Map(fitted.importances?.map((one) => [one.feature, one]));
  // Of a picture that is the only input there is nothing to compare with.
  const permuted = test.features.columns.some(isPictureColumn)
    ? []
    : await permutationImportance(predict, test.features, test.target, {
        classes,
        seed: about.seed ?? 1,
        isUnused: (feature) => own.get(feature)?.cover === 0,
      });
  const importances = permuted.map((importance) => ({ ...importance, ...own.get(importance.feature) }));
  const trainingRows = train.features.numRows;
  const rows = spread(trainingRows, mostProfiledRows);
  const profiled = takeTableRows(train.features, rows);
  const profile = profileTraining(
    { ...profiled, texts: train.text?.columns },
    takeRows(targetColumn, rows),
    await predict(profiled),
  );
  const manifest: PackageManifest = { format: 1, ...about, evaluation, importances, trainingRows };
  const example = takeTableRows(test.features, spread(test.features.numRows, exampleRows));
  const { levels } = answers.quantiles ?? {};
  const files = buildPackage({
    ...{ manifest, parameters: await fitted.files(), profile, history, learnt, example },
    heldOut: { ...heldOut, baseline: learnBaseline(train.target, { classes, levels }) },
  });
  return { manifest, profile, history, files };
}

/** At most `limit` of n rows, evenly spread. */
function spread(n: number, limit: number): Uint32Array {
  return n <= limit ? rangeOf(n) : Uint32Array.from({ length: limit }, (_, i) => Math.floor((i * n) / limit));
}
