import { readJson, writeJson } from '../json-file';
import type { Fitted } from '../learner';
import type { Importance, PackageFiles } from '../model';
import type { Ensemble } from './ensemble';
import { ensembleFiles, readEnsemble, writeEnsemble } from './ensemble-file';
import { createExplainer } from './explain';
import { writeXgboost } from './formats/write-xgboost';
import { createPredictor, toPredictions } from './predict-ensemble';
import {
  createFeatureReader,
  inputsOfFeatures,
  planFeatures,
  type TreePlan,
  treePlanSchema,
} from './tree-plan';

export const treePlanFile = 'preprocessing.json';

export interface EnsembleParts {
  readonly ensemble: Ensemble;
  readonly plan: TreePlan;
  /** Labels of the outputs, for a classification. */
  readonly classes?: readonly string[];
  readonly notes?: readonly string[];
}

/** Trees with what they read of raw columns, ready to predict; trained here or brought from elsewhere. */
export function createFittedEnsemble({ ensemble, plan, classes, notes }: EnsembleParts): Fitted {
  const predictor = createPredictor(ensemble);
  const read = createFeatureReader(plan);
  return {
    weights: [ensembleFiles.head, ensembleFiles.trees],
    notes,
    importances: measureShares(ensemble, plan),
    predict: async (rows) => toPredictions(ensemble, predictor.predictMargins(read(rows)), classes),
    ...createExplainer({ ensemble, plan, classes, read }),
    toXgboost: async () => writeXgboost({ ensemble, plan, isClassifier: classes !== undefined }),
    files: async () => new Map([...writeEnsemble(ensemble), [treePlanFile, writeJson(plan)]]),
    dispose() {},
  };
}

/** @throws Error in words when the files are damaged, or do not belong together */
export function readEnsembleParts(files: PackageFiles): Pick<EnsembleParts, 'ensemble' | 'plan'> {
  const plan = readJson(files, treePlanFile, treePlanSchema);
  const ensemble = readEnsemble(files);
  const planned = planFeatures(plan);
  const fits =
    planned.length === ensemble.features.length &&
    planned.every((feature, i) => feature.kind === ensemble.features[i]?.kind);
  if (!fits)
    throw new Error(
      `${treePlanFile} of the package gives other columns than the trees of ${ensembleFiles.head} read.`,
    );
  return { ensemble, plan };
}

/** By input: its share of all splits' gain, and of the training rows (their hessians) that all splits parted. */
export function measureShares(ensemble: Ensemble, plan: TreePlan): Omit<Importance, 'permutation'>[] {
  const inputOf = inputsOfFeatures(plan);
  const gains = new Float64Array(plan.columns.length);
  const covers = new Float64Array(plan.columns.length);
  for (const { feature, gain, cover } of ensemble.trees)
    for (let node = 0; node < feature.length; node++) {
      const input = inputOf[feature[node] ?? -1];
      if (input === undefined) continue;
      gains[input] = (gains[input] ?? 0) + Math.max(0, gain[node] ?? 0);
      covers[input] = (covers[input] ?? 0) + (cover[node] ?? 0);
    }
  const [allGain, allCover] = [gains, covers].map(
    (values) => values.reduce((sum, value) => sum + value, 0) || 1,
  );
  return plan.columns.map(({ column }, input) => ({
    feature: column,
    gain: (gains[input] ?? 0) / (allGain ?? 1),
    cover: (covers[input] ?? 0) / (allCover ?? 1),
  }));
}
