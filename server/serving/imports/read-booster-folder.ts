import type { Objective } from '@/cells/ml/boosted-trees/ensemble';
import { outputsOf } from '@/cells/ml/boosted-trees/ensemble';
import { createFittedEnsemble } from '@/cells/ml/boosted-trees/fitted-ensemble';
import type { Booster } from '@/cells/ml/boosted-trees/formats/booster';
import { nameColumns } from '@/cells/ml/boosted-trees/formats/name-columns';
import { readBooster } from '@/cells/ml/boosted-trees/formats/read-booster';
import type { SignatureField } from '@/cells/ml/model';
import type { Context } from '../../context';
import type { Mlmodel } from '../../services/registry';
import { describeForeign, inWords, refused } from './about';
import { readFiles, type StoredFiles } from './foreign-files';
import type { ForeignModel } from './foreign-model';

/**
 * The trees of XGBoost or LightGBM in a folder of MLflow's, as ours: in JSON, UBJSON or LightGBM's text. Undefined where there are none.
 * @throws AppError in words when the file is damaged, a pickle, or holds what cannot be predicted here
 */
export async function readBoosterFolder(
  context: Context,
  files: StoredFiles,
  { data }: Mlmodel,
): Promise<ForeignModel | undefined> {
  const path = data.xgboost ?? data.lightgbm;
  if (path === undefined) return undefined;
  const stored = Object.hasOwn(files, path) ? files[path] : undefined;
  if (!stored) throw refused(`The folder names the model ${path}, which is not in it.`);
  const bytes = (await readFiles(context, { [path]: stored })).get(path) ?? new Uint8Array();
  const booster = inWords(() => readBooster(bytes, { rounds: 'best' }));
  const { objective, trees } = booster.ensemble;
  const classes = classesOf(objective);
  const inputs = booster.plan.columns.map(fieldOf);
  return {
    ...{ learner: 'boosted-trees', producer: booster.madeBy },
    size: { count: trees.length, of: 'tree' },
    proposal: {
      task: !classes ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass',
      signature: {
        inputs,
        output: classes ? { name: 'class', type: 'string', classes } : { name: 'prediction', type: 'number' },
      },
      ...{ options: {}, notes: [] },
    },
    async make(about) {
      const given = about.classes;
      if (given && given.length !== classes?.length)
        throw refused(
          classes
            ? `The model has ${classes.length} classes; ${given.length} are named.`
            : 'The model predicts a number, and classes are named.',
        );
      if (!given && classes && objective.name !== 'logistic')
        throw refused(`The model has ${classes.length} classes. Name them in the order of its outputs.`);
      const names = about.inputs.map(({ name }) => name);
      const { ensemble, plan } = inWords(() => nameColumns(booster, names));
      inputs.forEach(({ type }, i) => {
        if ((type === 'string') !== (about.inputs[i]?.type === 'string'))
          throw refused(
            `“${names[i]}” must be ${type === 'string' ? 'text' : 'a number'}: so the trees read it.`,
          );
      });
      const fitted = createFittedEnsemble({ ensemble, plan, classes: given });
      const described = {
        ...about,
        inputs: about.inputs.map((input, i) => ({ ...input, categories: inputs[i]?.categories })),
      };
      const source = { learner: 'boosted-trees' as const, weights: fitted.weights, options: {} };
      const manifest = describeForeign(source, described);
      return {
        manifest: { ...manifest, notes: [`Trained by ${booster.madeBy}.`, ...booster.notes] },
        ...{ parameters: await fitted.files(), uses: [] },
      };
    },
  };
}

/** Files number classes only. */
const classesOf = (objective: Objective): readonly string[] | undefined =>
  objective.name === 'logistic'
    ? ['0', '1']
    : objective.name === 'softmax' || objective.name === 'one-against-all'
      ? Array.from({ length: outputsOf({ objective }) }, (_, k) => String(k))
      : undefined;

/** Trees take a missing value as they were taught to. */
function fieldOf(step: Booster['plan']['columns'][number]): SignatureField {
  const { column: name } = step;
  if (step.kind !== 'category' || step.numbers) return { name, type: 'number', required: false };
  return { name, type: 'string', required: false, categories: step.categories.slice(0, 200) };
}
