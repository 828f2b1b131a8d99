import { explainInputs } from './explain-inputs';
import { readHeldOut } from './held-out-file';
import type { Fitted } from './learner';
import type {
  Columns,
  HeldOut,
  Model,
  PackageFiles,
  PackageManifest,
  TrainedModel,
  TrainingProfile,
} from './model';
import { readTable } from './read-table';

/** All that a training gives, as data: it crosses from worker to frame, and becomes the package. */
export interface TrainingResult {
  readonly manifest: PackageManifest;
  readonly profile: TrainingProfile;
  readonly history: TrainedModel['history'];
  readonly files: PackageFiles;
}

/** Answers rows with the model of a result, wherever that runs. */
export type Predictor = Pick<
  Fitted,
  'predict' | 'explain' | 'comparesRows' | 'dependence' | 'toXgboost' | 'dispose'
>;

/** A result as the value of a cell. `predict`, `explain` and `dependence` take any table that `readTable` reads. */
export function createTrainedModel(
  { manifest, profile, history, files }: TrainingResult,
  predictor: Predictor,
): TrainedModel {
  // What only the package needs stays there; all else of the manifest is told of the model.
  const { format, environment, weights, ...about } = manifest;
  const { signature } = about;
  const select = (rows: unknown) => selectInputs(signature, readTable(rows).columns);
  let heldOut: HeldOut | undefined;
  const readRows = () => {
    heldOut ??= readHeldOut(files);
    return heldOut;
  };
  return {
    ...about,
    profile,
    get heldOut() {
      return readRows();
    },
    history,
    predict: async (rows: unknown) => predictor.predict(select(rows)),
    ...explainInputs({ signature, select, heldOut: () => readRows()?.rows }, predictor),
    toPackage: async () => files,
    toXgboost: async () => {
      if (predictor.toXgboost) return predictor.toXgboost();
      throw new Error('Only boosted trees can be written for XGBoost.');
    },
    dispose: () => predictor.dispose(),
  };
}

/**
 * The inputs of the signature, in its order. Where a required one is text in the rows but not in the model, or the reverse, it is refused.
 * @throws Error that names the column
 */
export function selectInputs(signature: Model['signature'], rows: Columns): Columns {
  const columns = signature.inputs.map((field) => {
    const column = rows.columns.find(({ name }) => name === field.name);
    if (!column) throw new Error(`The model needs column “${field.name}”, which the rows do not have.`);
    const isEmpty = column.type === 'string' && column.values.every((value) => value === null);
    if (isEmpty && field.type !== 'string')
      return { name: field.name, type: field.type, values: new Float64Array(rows.numRows).fill(Number.NaN) };
    if ((column.type === 'string') !== (field.type === 'string'))
      throw new Error(`Column “${field.name}” holds ${column.type} values; the model takes ${field.type}.`);
    return column.type === 'string' ? column : { ...column, type: field.type as typeof column.type }; // both hold numbers, as just checked
  });
  return { numRows: rows.numRows, columns };
}
