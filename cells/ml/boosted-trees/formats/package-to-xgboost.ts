import { readBytes } from '../../json-file';
import { parseManifest } from '../../manifest';
import type { PackageFiles } from '../../model';
import { ensembleFiles } from '../ensemble-file';
import { readEnsembleParts, treePlanFile } from '../fitted-ensemble';
import { writeXgboost } from './write-xgboost';

/** Files of a package that are needed to write its trees for XGBoost; a package that lacks one has no trees of ours. */
export const xgboostSources = ['cellar.json', ensembleFiles.head, ensembleFiles.trees, treePlanFile] as const;

/**
 * A package's trees as a JSON model of XGBoost.
 * @throws Error in words when it has none, or XGBoost cannot hold them
 */
export function packageToXgboost(files: PackageFiles): Uint8Array {
  if (!xgboostSources.every((path) => files.has(path)))
    throw new Error(
      'Only boosted trees can be written for XGBoost, and those of an earlier engine cannot: train the model again.',
    );
  const { task } = parseManifest(readBytes(files, 'cellar.json'));
  return writeXgboost({ ...readEnsembleParts(files), isClassifier: task !== 'regression' });
}
