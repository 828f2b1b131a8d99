import type { FitContext, FitInput, Fitted } from '@/cells/ml/learner';
import { loadTrees, predictTrees } from '@/cells/ml/trees/predict-trees';
import { startTraining } from '@/cells/ml/trees/start-engine';
import { learnTreeColumns, toTreeColumns } from '@/cells/ml/trees/tree-columns';

const label = '\u0001target';

/** YDF's boosted trees in WebAssembly, which take no options: 300 trees at most, and a tenth of the rows held out to stop early. */
export async function trainYdf(input: FitInput, { assets }: FitContext): Promise<Fitted> {
  const plan = learnTreeColumns(input.features);
  const engine = await startTraining(assets);
  const data = new engine.Dataset();
  const addNumbers = (name: string, values: Float64Array) => {
    const vector = engine.CreateVectorFloat(0);
    vector.resize(values.length, 0);
    engine.HEAPF32.set(values, (engine.HEAPU32[vector.$$.ptr >> 2] ?? 0) >> 2);
    data.addNumericalColumn(name, vector);
    vector.delete();
  };
  const addTexts = (name: string, values: readonly string[], isLabel: boolean) => {
    const vector = engine.CreateVectorString(values.length);
    for (const value of values) vector.push_back(value);
    data.addCategoricalColumn(name, vector, isLabel);
    vector.delete();
  };
  for (const column of toTreeColumns(plan, input.features))
    if (column.kind === 'number') addNumbers(column.name, column.values);
    else addTexts(column.name, column.values, false);
  if (input.target instanceof Float64Array) addNumbers(label, input.target);
  else addTexts(label, input.target, true);

  const learner = new engine.InternalLearner();
  learner.init(
    'GRADIENT_BOOSTED_TREES',
    label,
    input.task === 'regression' ? 'REGRESSION' : 'CLASSIFICATION',
  );
  const model = learner.trainFromDataset(data);
  model.save('/model');
  const names = engine.FS.readdir('/model').filter((name) => !name.startsWith('.'));
  const files = new Map(names.map((name) => [`ydf/${name}`, engine.FS.readFile(`/model/${name}`).slice()]));
  const trees = await loadTrees(files, { assets });
  return {
    weights: [],
    files: async () => files,
    predict: async (rows) =>
      predictTrees(trees, toTreeColumns(plan, rows), rows.numRows, { ...input, assets }),
    dispose: () => trees.delete(),
  };
}
