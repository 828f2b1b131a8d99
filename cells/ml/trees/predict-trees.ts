import type { RestoreContext } from '../learner';
import type { PackageFiles, Predictions } from '../model';
import { labelPredictions, numberPredictions } from '../predictions';
import { forgetInference, startInference } from './start-engine';
import type { TreeColumn } from './tree-columns';

const batchRows = 10_000;
let folders = 0;

/**
 * Loads a model's files into the inference engine.
 * @throws Error in words when the files are not a model
 */
export async function loadTrees(
  files: PackageFiles,
  { assets }: Pick<RestoreContext, 'assets'>,
): Promise<Ydf.LoadedModel> {
  const engine = await startInference(assets);
  const folder = `model${++folders}`;
  const written: string[] = [];
  engine.FS.mkdir(folder);
  try {
    for (const [path, bytes] of files) {
      if (!path.startsWith('ydf/')) continue;
      const file = `${folder}/${path.slice(path.lastIndexOf('/') + 1)}`;
      engine.FS.writeFile(file, bytes);
      written.push(file);
    }
    const model = engine.InternalLoadModel(`${folder}/`, false, '__NO_PREFIX__');
    if (!model) throw new Error('the engine gave no model');
    return model;
  } catch (cause) {
    forgetInference(assets);
    throw new Error('The trees of the package could not be read: its files are damaged or incomplete.', {
      cause,
    });
  } finally {
    for (const file of written) engine.FS.unlink(file);
    engine.FS.rmdir(folder);
  }
}

/** Answers for rows; missing values stay unset, so that the trees impute them as in training. */
export function predictTrees(
  trees: Ydf.LoadedModel,
  columns: readonly TreeColumn[],
  rows: number,
  { task, classes = [], assets }: RestoreContext,
): Predictions {
  try {
    const features = readVector(trees.getInputFeatures());
    const order = task === 'regression' ? [] : readVector(trees.getLabelClasses());
    const width = order.length > 2 ? order.length : 1;
    const answers = new Float64Array(rows * width);
    for (let start = 0; start < rows; start += batchRows) {
      const count = Math.min(batchRows, rows - start);
      trees.newBatchOfExamples(count);
      for (const feature of features) setFeature(trees, feature, columns, start, count);
      answers.set(readVector(trees.predict()), start * width);
    }
    if (task === 'regression') return numberPredictions(answers);
    return labelPredictions(classes, toProbabilities(answers, order, classes));
  } catch (cause) {
    if (cause instanceof WebAssembly.RuntimeError) forgetInference(assets);
    throw cause;
  }
}

function setFeature(
  trees: Ydf.LoadedModel,
  feature: Ydf.InputFeature,
  columns: readonly TreeColumn[],
  start: number,
  count: number,
): void {
  const column = columns.find(({ name }) => name === feature.name);
  if (!column) throw new Error(`The trees need “${feature.name}”, which the package's columns do not give.`);
  if (column.kind === 'number')
    for (let i = 0; i < count; i++) {
      const value = column.values[start + i] ?? Number.NaN;
      if (!Number.isNaN(value)) trees.setNumerical(i, feature.internalIdx, value);
    }
  else
    for (let i = 0; i < count; i++) {
      const value = column.values[start + i];
      if (value) trees.setCategoricalString(i, feature.internalIdx, value);
    }
}

/**
 * The engine orders classes by frequency, knows only those of its training rows, and answers two with the chance of its second;
 * the package orders all of them by name.
 */
function toProbabilities(
  answers: Float64Array,
  order: readonly string[],
  classes: readonly string[],
): Float64Array {
  const width = order.length > 2 ? order.length : 1;
  const rows = answers.length / width;
  const probabilities = new Float64Array(rows * classes.length);
  classes.forEach((label, c) => {
    const place = order.indexOf(label);
    if (place === -1) return;
    for (let row = 0; row < rows; row++) {
      const answer = answers[row * width + (width === 1 ? 0 : place)] ?? 0;
      probabilities[row * classes.length + c] = width === 1 && place === 0 ? 1 - answer : answer;
    }
  });
  return probabilities;
}

function readVector<T>(vector: Ydf.Vector<T>): T[] {
  const values = Array.from({ length: vector.size() }, (_, i) => vector.get(i));
  vector.delete();
  return values;
}
