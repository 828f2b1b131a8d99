/**
 * Boosted trees of our own: histograms, second derivatives, leaf-wise growth (Friedman 2001; Chen and Guestrin 2016; Ke et al.
 * 2017). Equal data, options and seed give equal bytes in tab, worker and server. Must not know where it runs, nor read files.
 */
import type { Learner } from '../learner';
import { treesFolder, boostedTrees as ydfTrees } from '../trees';
import { fitEnsemble } from './fit-ensemble';
import { createFittedEnsemble, readEnsembleParts } from './fitted-ensemble';
import type { BoostedTreesOptions } from './options';

export const boostedTrees: Learner<BoostedTreesOptions> = {
  name: 'boosted-trees',
  async fit(input, options, context) {
    const earlier = input.warmStart && readEnsembleParts(input.warmStart);
    return createFittedEnsemble(await fitEnsemble(input, options, context, { earlier }));
  },
  async restore(files, context) {
    // Models of before were made by YDF.
    if ([...files.keys()].some((path) => path.startsWith(treesFolder)))
      return ydfTrees.restore(files, context);
    const { classes } = context;
    return createFittedEnsemble({ ...readEnsembleParts(files), classes });
  },
};
