import { readJson, writeJson } from '../json-file';
import type { FitInput, Fitted, Learner, RestoreContext } from '../learner';
import type { PackageFiles } from '../model';
import { loadTrees, predictTrees } from './predict-trees';
import { startTraining } from './start-engine';
import {
  learnTreeColumns,
  type TreeColumn,
  type TreeColumns,
  toTreeColumns,
  treeColumnsSchema,
} from './tree-columns';

const preprocessingFile = 'preprocessing.json';
export const treesFolder = 'ydf/';

/** No column can have this name with a control character in it. */
const labelName = '\u0001target';

/**
 * Yggdrasil Decision Forests in WebAssembly. It has no options and no seed, and trains in one call that blocks its thread: progress is
 * unknown and only ending the worker stops it. Its traps are kept in here: columns go in by the typed path (never as CSV, whose
 * strings it takes apart), missing numbers are NaN in training and left unset in prediction (null in training would be 0).
 */
/** Only opened: boosted trees are trained by `../boosted-trees` now. */
export const boostedTrees = createLearner('boosted-trees', 'GRADIENT_BOOSTED_TREES');
export const randomForest = createLearner('random-forest', 'RANDOM_FOREST');

function createLearner(name: 'boosted-trees' | 'random-forest', engineName: string): Learner {
  return {
    name,
    async fit(input, _options, context) {
      context.onProgress({ step: 0, metrics: {}, message: 'Growing trees' });
      const plan = learnTreeColumns(input.features);
      const files = await trainTrees(engineName, toTreeColumns(plan, input.features), input, context);
      if (context.signal.aborted) throw context.signal.reason;
      files.set(preprocessingFile, writeJson(plan));
      return open(files, plan, { ...input, assets: context.assets });
    },
    restore: (files, context) => open(files, readJson(files, preprocessingFile, treeColumnsSchema), context),
  };
}

async function trainTrees(
  engineName: string,
  columns: readonly TreeColumn[],
  { target, task }: FitInput,
  { assets }: Pick<RestoreContext, 'assets'>,
): Promise<Map<string, Uint8Array>> {
  const engine = await startTraining(assets);
  const dataset = new engine.Dataset();
  for (const column of columns)
    if (column.kind === 'number') addNumbers(engine, dataset, column.name, column.values);
    else addTexts(engine, dataset, column.name, column.values, false);
  if (target instanceof Float64Array) addNumbers(engine, dataset, labelName, target);
  else addTexts(engine, dataset, labelName, target, true);

  const learner = new engine.InternalLearner();
  let model: Ydf.TrainedModel | undefined;
  try {
    learner.init(engineName, labelName, task === 'regression' ? 'REGRESSION' : 'CLASSIFICATION');
    model = learner.trainFromDataset(dataset);
    return readModel(engine, model);
  } catch (cause) {
    throw new Error(`The trees could not be trained: ${messageOf(cause)}`, { cause });
  } finally {
    model?.delete();
    learner.delete();
    dataset.delete();
  }
}

function addNumbers(engine: Ydf.Training, dataset: Ydf.Dataset, name: string, values: Float64Array): void {
  const vector = engine.CreateVectorFloat(0);
  vector.resize(values.length, 0);
  // The first word of a vector's header points to its numbers; filling them there is fifteen times as fast as pushing each.
  const start = (engine.HEAPU32[vector.$$.ptr >> 2] ?? 0) >> 2;
  engine.HEAPF32.set(values, start);
  dataset.addNumericalColumn(name, vector);
  vector.delete();
}

function addTexts(
  engine: Ydf.Training,
  dataset: Ydf.Dataset,
  name: string,
  values: readonly string[],
  isLabel: boolean,
): void {
  const vector = engine.CreateVectorString(values.length);
  for (const value of values) vector.push_back(value);
  dataset.addCategoricalColumn(name, vector, isLabel);
  vector.delete();
}

/** The model's files, without its own `save`, which wants a zip library as a global. */
function readModel(engine: Ydf.Training, model: Ydf.TrainedModel): Map<string, Uint8Array> {
  const folder = '/model';
  model.save(folder);
  const names = engine.FS.readdir(folder)
    .filter((name) => !name.startsWith('.'))
    .sort();
  return new Map(names.map((name) => [treesFolder + name, engine.FS.readFile(`${folder}/${name}`).slice()]));
}

async function open(files: PackageFiles, plan: TreeColumns, context: RestoreContext): Promise<Fitted> {
  const kept = new Map(
    [...files].filter(([path]) => path.startsWith(treesFolder) || path === preprocessingFile),
  );
  const trees = await loadTrees(kept, context);
  return {
    // The header holds a date and an id, and the order of categories varies: the nodes are what was learnt.
    weights: [...kept.keys()].filter((path) => path.startsWith(`${treesFolder}nodes`)),
    predict: async (features) =>
      predictTrees(trees, toTreeColumns(plan, features), features.numRows, context),
    files: async () => kept,
    dispose: () => trees.delete(),
  };
}

function messageOf(cause: unknown): string {
  if (typeof cause === 'number')
    return 'the engine failed without saying why. Fewer rows or columns may help.';
  return cause instanceof Error ? cause.message : String(cause);
}
