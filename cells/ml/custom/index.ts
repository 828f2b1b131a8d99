import { layersModelFiles } from '../layers-model-files';
import type { Fitted, RestoreContext } from '../learner';
import type { Columns, PackageFiles, Signature } from '../model';
import { startBackend } from '../network/backend';
import { openLayersModel } from '../network/layers-model-file';
import { predictClasses, predictMatrix } from '../network/predict-network';
import { numberPredictions } from '../predictions';
import { findColumn } from '../read-table';

/**
 * A layers model of the person's own: its input is the signature's columns in their order, as raw numbers (booleans 0 and 1, dates in
 * milliseconds); its output the number, the second class's probability, or all classes' probabilities.
 * @throws Error when the model's shapes do not fit the signature
 */
export async function restoreCustom(
  files: PackageFiles,
  context: RestoreContext & { signature: Signature },
): Promise<Fitted> {
  const { signature, classes = [], task } = context;
  const text = signature.inputs.find(({ type }) => type === 'string');
  if (text)
    throw new Error(
      `“${text.name}” is text, and a model of one's own takes numbers. Encode it before training.`,
    );
  await startBackend(context.assets);
  const model = await openLayersModel(files);
  const width = signature.inputs.length;
  const inputShape = model.inputs[0]?.shape ?? [];
  const outputs = model.outputs[0]?.shape[1];
  const fits =
    task === 'regression'
      ? outputs === 1
      : outputs === classes.length || (classes.length === 2 && outputs === 1);
  if (model.inputs.length !== 1 || inputShape.length !== 2 || inputShape[1] !== width || !fits) {
    model.dispose();
    throw new Error(
      `The model takes [${inputShape.join(', ')}] and gives ${outputs}; the signature has ${width} inputs and ` +
        (task === 'regression' ? 'a number as its output.' : `${classes.length} classes.`),
    );
  }
  return {
    weights: [layersModelFiles.weights],
    async predict(rows) {
      const x = toMatrix(signature, rows);
      if (task !== 'regression') return predictClasses(model, x, classes);
      return numberPredictions(Float64Array.from(predictMatrix(model, x)));
    },
    files: async () => new Map([...files].filter(([path]) => path.startsWith('model/'))),
    dispose: () => model.dispose(),
  };
}

function toMatrix({ inputs }: Signature, rows: Columns): Float32Array {
  const matrix = new Float32Array(rows.numRows * inputs.length);
  inputs.forEach(({ name }, j) => {
    const column = findColumn(rows, name);
    for (let row = 0; row < rows.numRows; row++)
      matrix[row * inputs.length + j] = Number(column?.values[row]);
  });
  return matrix;
}
