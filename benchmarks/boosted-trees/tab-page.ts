/** The page of `runInTab`: trains a case as a cell does, in the frame's training worker. */
import { createMachineLearning } from '@/cells/stdlib/ml';
import { caseFiles, openCase } from './case-files';
import type { TabAnswer, TabJob } from './run-in-tab';

declare global {
  var trainCase: (job: TabJob) => Promise<TabAnswer>;
}

const load = async (path: string) => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
};

globalThis.trainCase = async ({ seed, options }) => {
  const files = caseFiles(seed).map(async (name) => (await load(`/case/${name}`)).arrayBuffer());
  const { features, target, train, test } = openCase(await Promise.all(files));
  // The trainer parts rows in order of a column: those to train on come first, and no row is left over.
  const place = new Float64Array(features.numRows);
  [...train, ...test].forEach((row, at) => {
    place[row] = at;
  });
  const table = {
    numRows: features.numRows,
    columns: [
      ...features.columns,
      target,
      { name: 'place in the split', type: 'number' as const, values: place },
    ],
  };

  const start = performance.now();
  let fitted = 0;
  const scope = {
    cellId: 1,
    signal: new AbortController().signal,
    progress(progress: { fraction?: number } | undefined) {
      if ((progress?.fraction ?? 0) > 0 && (progress?.fraction ?? 1) <= 0.95)
        fitted = performance.now() - start;
    },
  };
  const machine = createMachineLearning({
    loadAsset: async (name) => (await load(`/asset/${name}`)).blob(),
    importAsset: (name) => import(`/asset/${name}`),
  });
  const model = await machine(scope).train(table, {
    target: target.name,
    features: features.columns.map(({ name }) => name),
    split: { by: 'time', column: 'place in the split', boundary: train.length },
    learner: 'boosted-trees',
    options,
    seed,
  });
  const wall = performance.now() - start;
  const { metrics } = model.evaluation;
  return { seconds: wall / 1000, fitSeconds: fitted / 1000, metrics };
};
