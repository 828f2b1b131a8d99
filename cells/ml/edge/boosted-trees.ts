import { createFittedEnsemble, readEnsembleParts } from '../boosted-trees/fitted-ensemble';
import { openWith } from './open-folder';

export const openFolder = openWith(async (files, { classes }) =>
  createFittedEnsemble({ ...readEnsembleParts(files), classes }),
);
