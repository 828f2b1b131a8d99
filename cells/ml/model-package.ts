import { heldOutFile, writeHeldOut } from './held-out-file';
import { historyFile, writeHistory } from './history-file';
import { writeJson } from './json-file';
import { type LearntRows, learntRowsFile, writeLearnt } from './learnt-rows';
import { writeMlflowModel } from './mlflow-model';
import type { Columns, HeldOut, PackageFiles, PackageManifest, TrainedModel, TrainingProfile } from './model';

/** Everything of a package but its weights. */
export interface PackageParts {
  readonly manifest: PackageManifest;
  /** Weights and preprocessing, as the learner wrote them. */
  readonly parameters: PackageFiles;
  /** Absent, as held-out rows, where nothing is known of them: of a model that was made elsewhere. */
  readonly profile?: TrainingProfile;
  /** Left out of the files where it is empty. */
  readonly history: TrainedModel['history'];
  readonly heldOut?: HeldOut;
  readonly learnt?: LearntRows;
  /** A few rows of raw inputs, from the test rows. */
  readonly example: Columns;
}

/**
 * The files of a package, format 1; also a valid MLflow model. They hold no time, no id and no machine: the same data, options
 * and seed give the same bytes (but for YDF's header, see `manifest.weights`).
 */
export function buildPackage({
  manifest,
  parameters,
  profile,
  history,
  heldOut,
  learnt,
  example,
}: PackageParts): PackageFiles {
  return new Map([
    ...parameters,
    ['cellar.json', writeJson(manifest)],
    ['MLmodel', new TextEncoder().encode(writeMlflowModel(manifest))],
    ...(profile ? ([['profile.json', writeJson(profile)]] as const) : []),
    ...(history.length > 0 ? ([[historyFile, writeHistory(history)]] as const) : []),
    ...(heldOut ? ([[heldOutFile, writeHeldOut(heldOut)]] as const) : []),
    ...(learnt ? ([[learntRowsFile, writeLearnt(learnt)]] as const) : []),
    ['input_example.json', writeJson(splitOriented(example))],
    ['environment.json', writeJson(manifest.environment)],
  ]);
}

/** pandas' "split" orientation, which MLflow reads. Dates are ISO text; missing is null. */
function splitOriented(rows: Columns) {
  return {
    columns: rows.columns.map(({ name }) => name),
    data: Array.from({ length: rows.numRows }, (_, row) =>
      rows.columns.map((column) => {
        const value = column.values[row] ?? null;
        if (typeof value !== 'number') return value;
        if (Number.isNaN(value)) return null;
        if (column.type === 'boolean') return value === 1;
        return column.type === 'date' ? new Date(value).toISOString() : value;
      }),
    ),
  };
}
