import type { BoosterOptions } from '../../booster-options';
import { describeModel } from '../../describe-model';
import { engineVersions } from '../../engine-versions';
import type { Fitted } from '../../learner';
import type { Task } from '../../model';
import { rangeOf } from '../../random';
import { findColumn, type TableRead, textAt } from '../../read-table';
import { toPart } from '../../table-part';
import type { TrainingResult } from '../../trained-model';
import { toSignatureField, unknownColumn } from '../../training-features';
import { type Objective, outputsOf } from '../ensemble';
import { createFittedEnsemble } from '../fitted-ensemble';
import { nameColumns } from './name-columns';
import { readBooster } from './read-booster';

/**
 * Makes a package of a booster that XGBoost or LightGBM has trained: tested on `test`, its profile from `training`.
 * @throws Error in words when the file cannot be read, or does not fit the columns
 */
export async function wrapBooster(
  bytes: Uint8Array,
  options: BoosterOptions,
  { test, training }: { readonly test: TableRead; readonly training: TableRead },
): Promise<{ result: TrainingResult; fitted: Fitted }> {
  const { ensemble, plan, madeBy, notes } = nameColumns(readBooster(bytes, options), options.features);
  const classes = findClasses(ensemble.objective, options, training);
  const task: Task = !classes ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass';
  const columns = { target: options.target, features: plan.columns.map(({ column }) => column), classes };
  const train = toPart(training, columns);
  const tested = toPart(test, columns);
  const fitted = createFittedEnsemble({ ensemble, plan, classes });
  const about = {
    learner: 'boosted-trees' as const,
    task,
    signature: {
      inputs: train.features.columns.map((column) => toSignatureField(column)),
      output: { name: options.target, type: classes ? ('string' as const) : ('number' as const), classes },
    },
    target: options.target,
    options: {},
    seed: null,
    split: null,
    notes: [`Trained by ${madeBy}.`, ...notes],
    environment: engineVersions['boosted-trees'],
    weights: fitted.weights,
  };
  const { targetColumn } = train;
  const parts = { train, test: tested, heldOut: tested.heldOut, targetColumn, classes };
  return { result: await describeModel(fitted, about, { ...parts, history: [], progress() {} }), fitted };
}

/** Labels of the outputs; undefined for a regression. The file numbers them only. */
function findClasses(
  objective: Objective,
  { target, classes }: BoosterOptions,
  training: TableRead,
): readonly string[] | undefined {
  const isClassifier = ['logistic', 'softmax', 'one-against-all'].includes(objective.name);
  const outputs = objective.name === 'logistic' ? 2 : outputsOf({ objective });
  if (classes) {
    if (!isClassifier) throw new Error('The model predicts a number, and classes are named.');
    if (classes.length !== outputs)
      throw new Error(`The model has ${outputs} classes; ${classes.length} are named.`);
    return classes;
  }
  if (!isClassifier) return undefined;
  const column = findColumn(training.columns, target);
  if (!column) throw unknownColumn(target, training.columns);
  if (column.type === 'boolean' && outputs === 2) return ['false', 'true'];
  const numbered = Array.from({ length: outputs }, (_, k) => String(k));
  const known = new Set(numbered);
  const isNumbered = rangeOf(training.columns.numRows).every((row) => {
    const label = textAt(column, row);
    return label === null || known.has(label);
  });
  if (column.type === 'number' && isNumbered) return numbered;
  // XGBoost's reg:logistic learns shares, which are numbers.
  if (column.type === 'number' && objective.name === 'logistic') return undefined;
  throw new Error(
    `The model numbers its ${outputs} classes, and “${target}” has labels. Name them in the order of its outputs, as it was trained: classes: ["…", "…"].`,
  );
}
