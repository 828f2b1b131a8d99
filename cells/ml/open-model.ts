import type { EngineAssets } from './engine-assets';
import { explainInputs } from './explain-inputs';
import { readHeldOut } from './held-out-file';
import { readBytes } from './json-file';
import { loadLearner } from './learners';
import { parseManifest } from './manifest';
import type { Columns, HeldOut, Model, PackageFiles } from './model';
import { selectInputs } from './trained-model';

/**
 * Opens a package for prediction; the same code in tab, worker and server. The files need `cellar.json`, the weights and
 * the preprocessing only; without the held-out rows, explanations of most learners want rows to compare with.
 * @throws Error in words when the package is damaged or needs what it lacks
 */
export async function openModel(files: PackageFiles, { assets }: { assets: EngineAssets }): Promise<Model> {
  const { learner, task, signature, options } = parseManifest(readBytes(files, 'cellar.json'));
  const context = { task, classes: signature.output.classes, assets };
  const restore = async () => {
    if (learner === 'custom')
      return (await import('./custom')).restoreCustom(files, { ...context, signature });
    if (learner === 'onnx')
      return (await import('./onnx')).restoreOnnx(files, { ...context, signature, options });
    if (learner === 'tfjs')
      return (await import('./tfjs')).restoreTfjs(files, { ...context, signature, options });
    return (await loadLearner(learner)).restore(files, context);
  };
  const fitted = await restore();
  const select = (rows: Columns) => selectInputs(signature, rows);
  let heldOut: HeldOut | undefined;
  const readRows = () => {
    heldOut ??= readHeldOut(files);
    return heldOut?.rows;
  };
  return {
    ...{ task, learner, signature },
    predict: async (rows) => fitted.predict(select(rows)),
    ...explainInputs({ signature, select, heldOut: readRows }, fitted),
    dispose: () => fitted.dispose(),
  };
}
