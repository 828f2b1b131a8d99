/** The class whose mean row is nearest: the simplest learner that looks at the columns. */
import { z } from 'zod';
import { readJson, writeJson } from '../json-file';
import type { Fitted, Learner } from '../learner';
import type { NearestCentroidOptions } from '../learner-options';
import type { Columns } from '../model';
import { labelPredictions } from '../predictions';
import {
  encode,
  encodedNames,
  learnPreprocessing,
  type Preprocessing,
  preprocessingSchema,
} from '../preprocessing';
import { rangeOf } from '../random';
import { takeTableRows } from '../read-table';
import type { TextReading } from '../text/text-options';
import { type Centroids, centroidProbabilities, learnCentroids } from './centroids';

const centroidsFile = 'weights/centroids.json';
const preprocessingFile = 'preprocessing.json';
/** Rows that are encoded at once, so that wide tables do not stand twice in memory. */
const batchRows = 8192;

const centroidsSchema = z.strictObject({
  format: z.literal(1),
  names: z.array(z.string()),
  /** By class; null where no training row had it. */
  centres: z.array(z.array(z.number()).nullable()),
  deviations: z.array(z.number().positive()),
  priors: z.array(z.number().min(0).max(1)),
});

export const nearestCentroid: Learner<NearestCentroidOptions> = {
  name: 'nearest-centroid',
  async fit({ features, target, classes = [], text }, options) {
    if (target instanceof Float64Array)
      throw new Error(
        'Nearest centroid is for classes, and the target is a number. Take a linear model, or set the task to classification.',
      );
    return fitCentroids(features, { labels: target, classes, text }, options);
  },
  async restore(files, { classes = [], task }) {
    const preprocessing = readJson(files, preprocessingFile, preprocessingSchema);
    const { centres, deviations, priors } = readJson(files, centroidsFile, centroidsSchema);
    const width = encodedNames(preprocessing).length;
    const fits =
      task !== 'regression' &&
      centres.length === classes.length &&
      priors.length === classes.length &&
      deviations.length === width &&
      centres.every((centre, c) => (centre ? centre.length === width : priors[c] === 0));
    if (!fits) throw new Error(`${centroidsFile} of the package does not fit its columns and classes.`);
    const rows = centres.map((centre) => centre ?? new Array<number>(width).fill(Number.NaN));
    return createFitted(
      preprocessing,
      {
        width,
        centres: Float64Array.from(rows.flat()),
        deviations: Float64Array.from(deviations),
        priors: Float64Array.from(priors),
      },
      classes,
    );
  },
};

export function fitCentroids(
  features: Columns,
  {
    labels,
    classes,
    text,
  }: {
    readonly labels: readonly string[];
    readonly classes: readonly string[];
    readonly text?: TextReading;
  },
  options: NearestCentroidOptions = { priors: 'empirical', shrinkThreshold: 0 },
): Fitted {
  const preprocessing = learnPreprocessing(features, { text });
  const places = new Map(classes.map((label, place) => [label, place]));
  const y = Uint16Array.from(labels, (label) => places.get(label) ?? 0);
  const width = encodedNames(preprocessing).length;
  const about = { width, classes: classes.length, ...options };
  return createFitted(preprocessing, learnCentroids(encode(preprocessing, features), y, about), classes);
}

function createFitted(
  preprocessing: Preprocessing,
  centroids: Centroids,
  classes: readonly string[],
): Fitted {
  const { width, centres, deviations, priors } = centroids;
  return {
    weights: [centroidsFile],
    async predict(features) {
      const probabilities = new Float64Array(features.numRows * classes.length);
      const rows = rangeOf(features.numRows);
      for (let start = 0; start < rows.length; start += batchRows) {
        const batch = takeTableRows(features, rows.subarray(start, start + batchRows));
        probabilities.set(
          centroidProbabilities(centroids, encode(preprocessing, batch)),
          start * classes.length,
        );
      }
      return labelPredictions(classes, probabilities);
    },
    async files() {
      const rows = classes.map((_, c) =>
        priors[c] === 0 ? null : Array.from(centres.subarray(c * width, (c + 1) * width)),
      );
      const file = {
        ...{ format: 1, names: encodedNames(preprocessing), centres: rows },
        ...{ deviations: [...deviations], priors: [...priors] },
      };
      return new Map([
        [preprocessingFile, writeJson(preprocessing)],
        [centroidsFile, writeJson(file)],
      ]);
    },
    dispose() {},
  };
}
