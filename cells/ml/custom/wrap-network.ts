import { describeModel } from '../describe-model';
import type { EngineAssets } from '../engine-assets';
import { engineVersions } from '../engine-versions';
import type { Fitted } from '../learner';
import type { PackageFiles, Task } from '../model';
import type { TableRead } from '../read-table';
import { toPart } from '../table-part';
import type { TrainingResult } from '../trained-model';
import { toSignatureField } from '../training-features';
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
    const { targetColumn } = train;
    const parts = { train, test: tested, heldOut: tested.heldOut, targetColumn, classes };
    return { result: await describeModel(fitted, about, { ...parts, history: [], progress() {} }), fitted };
  } catch (error) {
    fitted.dispose();
    throw error;
  }
}
