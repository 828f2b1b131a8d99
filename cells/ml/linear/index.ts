import { z } from 'zod';
import { createBreath } from '../breathe';
import { weighInput } from '../class-weights';
import { readJson, writeJson } from '../json-file';
import type { FitContext, FitInput, Fitted, Learner } from '../learner';
import type { LinearOptions } from '../learner-options';
import { labelPredictions, numberPredictions } from '../predictions';
import {
  encode,
  encodedNames,
  learnPreprocessing,
  type Preprocessing,
  preprocessingSchema,
} from '../preprocessing';
import { explainLinear } from './explain-linear';
import { minimize } from './lbfgs';
import { logisticLoss, logisticProbabilities, weightRows } from './logistic';
import { fitRidge } from './ridge';

const coefficientsFile = 'weights/coefficients.json';
const preprocessingFile = 'preprocessing.json';

/** One row for a regression or two classes, else one for each class; the names are those of the encoded columns, then the intercept. */
const coefficientsSchema = z.strictObject({
  format: z.literal(1),
  names: z.array(z.string()),
  rows: z.array(z.array(z.number())),
});

/** Ridge regression; logistic or softmax regression for classes. Every step is determined by data and options: there is no seed. */
export const linear: Learner<LinearOptions> = {
  name: 'linear',
  async fit(given, options, context) {
    const input = weighInput(given, options.classWeights);
    const preprocessing = learnPreprocessing(input.features, { text: input.text });
    const width = encodedNames(preprocessing).length;
    if (width > 5000)
      throw new Error(
        `The columns become ${width} numbers a row; a linear model takes 5 000 at most. Leave out columns with many categories.`,
      );
    const x = encode(preprocessing, input.features);
    const weights =
      input.target instanceof Float64Array
        ? fitRidge(x, input.target, { width, l2: options.l2, weights: input.weights })
        : await fitLogistic(x, width, input, options, context);
    return createFitted(preprocessing, weights, input.classes);
  },
  async restore(files, { classes, task }) {
    const preprocessing = readJson(files, preprocessingFile, preprocessingSchema);
    const { rows } = readJson(files, coefficientsFile, coefficientsSchema);
    const stride = encodedNames(preprocessing).length + 1;
    const wanted = task === 'regression' ? 1 : weightRows(classes?.length ?? 0);
    if (rows.length !== wanted || rows.some((row) => row.length !== stride))
      throw new Error(`${coefficientsFile} of the package does not fit its columns and classes.`);
    return createFitted(
      preprocessing,
      Float64Array.from(rows.flat()),
      task === 'regression' ? undefined : classes,
    );
  },
};

async function fitLogistic(
  x: Float32Array,
  width: number,
  input: FitInput,
  options: LinearOptions,
  context: FitContext,
) {
  const labels = input.target as readonly string[]; // not a regression
  const classes = input.classes ?? [];
  const places = new Map(classes.map((label, i) => [label, i]));
  const problem = {
    x,
    y: Uint16Array.from(labels, (label) => places.get(label) ?? 0),
    width,
    classes: classes.length,
    weights: input.weights,
    l2: options.l2,
  };
  const breathe = createBreath();
  return minimize(
    (weights, gradient) => logisticLoss(problem, weights, gradient),
    new Float64Array(weightRows(classes.length) * (width + 1)),
    {
      maxIterations: options.maxIterations,
      tolerance: options.tolerance,
      onStep: async (step, value) => {
        context.onProgress({ step, fraction: step / options.maxIterations, metrics: { loss: value } });
        await breathe();
        return !context.signal.aborted;
      },
    },
  );
}

function createFitted(
  preprocessing: Preprocessing,
  weights: Float64Array,
  classes?: readonly string[],
): Fitted {
  const names = encodedNames(preprocessing);
  const width = names.length;
  return {
    weights: [coefficientsFile],
    comparesRows: true,
    async explain(features, { background }) {
      if (!background)
        throw new Error('A linear model is explained against rows: give some as `background`.');
      return explainLinear({ preprocessing, weights, classes }, features, background);
    },
    async predict(features) {
      const x = encode(preprocessing, features);
      if (classes) return labelPredictions(classes, logisticProbabilities(x, width, classes.length, weights));
      const values = new Float64Array(features.numRows);
      for (let row = 0; row < values.length; row++) {
        let value = weights[width] ?? 0;
        for (let j = 0; j < width; j++) value += (x[row * width + j] ?? 0) * (weights[j] ?? 0);
        values[row] = value;
      }
      return numberPredictions(values);
    },
    async files() {
      const stride = width + 1;
      const rows = Array.from({ length: weights.length / stride }, (_, i) =>
        Array.from(weights.subarray(i * stride, (i + 1) * stride)),
      );
      return new Map([
        [preprocessingFile, writeJson(preprocessing)],
        [coefficientsFile, writeJson({ format: 1, names: [...names, 'intercept'], rows })],
      ]);
    },
    dispose() {},
  };
}
