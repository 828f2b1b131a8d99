import { describeModel } from '../describe-model';
import type { EngineAssets } from '../engine-assets';
import { engineVersions } from '../engine-versions';
import type { Fitted } from '../learner';
import type { Column, PackageFiles, Task } from '../model';
import type { Part } from '../prepare-training';
import { rangeOf } from '../random';
import { findColumn, isMissing, type TableRead, takeRows, textAt } from '../read-table';
import type { TrainingResult } from '../trained-model';
import { toSignatureField, unknownColumn } from '../training-features';
import type { WrapOptions } from '../wrap-options';
import { restoreCustom } from '.';

/**
 * Makes a package of a layers model that a person has built and trained: tested on `test`, its profile from `training`.
 * @throws Error in words when the model does not fit the columns
 */
export async function wrapNetwork(
  files: PackageFiles,
  options: WrapOptions,
  {
    test,
    training,
    assets,
  }: { readonly test: TableRead; readonly training: TableRead; readonly assets: EngineAssets },
): Promise<{ result: TrainingResult; fitted: Fitted }> {
  const { classes } = options;
  const task: Task = !classes ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass';
  const train = toPart(training, options);
  const tested = toPart(test, options);
  const signature = {
    inputs: train.features.columns.map((column) => ({ ...toSignatureField(column), required: true })),
    output: { name: options.target, type: classes ? ('string' as const) : ('number' as const), classes },
  };
  const fitted = await restoreCustom(files, { task, classes, signature, assets });
  const about = {
    learner: 'custom' as const,
    task,
    signature,
    target: options.target,
    options: {},
    seed: null,
    split: null,
    notes: [],
    environment: engineVersions.custom,
    weights: fitted.weights,
  };
  try {
    const parts = { train, test: tested, targetColumn: train.targetColumn, classes };
    return { result: await describeModel(fitted, about, { ...parts, history: [], progress() {} }), fitted };
  } catch (error) {
    fitted.dispose();
    throw error;
  }
}

function toPart(
  read: TableRead,
  { target, features, classes }: WrapOptions,
): Part & { targetColumn: Column } {
  const find = (name: string) => {
    const column = findColumn(read.columns, name);
    if (!column) throw unknownColumn(name, read.columns);
    return column;
  };
  const truth = find(target);
  const rows = rangeOf(read.columns.numRows).filter((row) => !isMissing(truth, row));
  if (rows.length === 0) throw new Error(`No row has a value in “${target}”.`);
  const targetColumn = takeRows(truth, rows);
  const part = {
    features: { numRows: rows.length, columns: features.map((name) => takeRows(find(name), rows)) },
    targetColumn,
  };
  if (classes) {
    const labels = Array.from(rows, (_, row) => textAt(targetColumn, row) ?? '');
    const stranger = labels.find((label) => !classes.includes(label));
    if (stranger !== undefined)
      throw new Error(
        `“${target}” holds “${stranger}”, which is not among the classes ${classes.join(', ')}.`,
      );
    return { ...part, target: labels };
  }
  if (targetColumn.type !== 'number')
    throw new Error(`“${target}” is not a number. Name the classes, or predict a number.`);
  return { ...part, target: targetColumn.values };
}
