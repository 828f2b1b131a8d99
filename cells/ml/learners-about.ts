import type { z } from 'zod';
import { boostedTreesOptions } from './boosted-trees/options';
import type { ElsewhereLearner, LearnerName } from './learner-name';
import {
  dummyOptions,
  linearOptions,
  nearestCentroidOptions,
  networkOptions,
  randomForestOptions,
} from './learner-options';

/** What a form, a page and the trainer know of a learner without loading it. */
export interface LearnerAbout {
  readonly label: string;
  /** One sentence for the person who chooses. */
  readonly description: string;
  readonly options: z.ZodType<Record<string, unknown>>;
  /** Takes part in `seed`. */
  readonly seeded: boolean;
  /** Asked to stop, it gives the best so far; otherwise stopping ends it without a model. */
  readonly keepsBest: boolean;
  /** Takes a weight for each row. */
  readonly weighted: boolean;
  /** Goes on from an earlier model of its own. */
  readonly continues: boolean;
  /** Trains on no more rows than this. */
  readonly maximumRows: number;
}

export type TrainableLearner = Exclude<LearnerName, 'custom' | ElsewhereLearner>;

/** In the order of the form. */
export const learnersAbout: Readonly<Record<TrainableLearner, LearnerAbout>> = {
  'boosted-trees': {
    label: 'Boosted trees',
    description:
      'The best first choice for tables. Takes missing values and categories as they are; the curve is live, and stopping keeps the best round.',
    options: boostedTreesOptions,
    seeded: true,
    keepsBest: true,
    weighted: true,
    continues: true,
    maximumRows: 16_000_000,
  },
  'random-forest': {
    label: 'Random forest',
    description:
      'Three hundred full trees: robust, slower, and a large model. It has no options and no seed, takes no weights, and cannot read texts.',
    options: randomForestOptions,
    seeded: false,
    keepsBest: false,
    weighted: false,
    continues: false,
    maximumRows: 500_000,
  },
  linear: {
    label: 'Linear',
    description: 'Ridge regression, or logistic regression for classes: fast, small, easy to read.',
    options: linearOptions,
    seeded: false,
    keepsBest: true,
    weighted: true,
    continues: false,
    maximumRows: 5_000_000,
  },
  network: {
    label: 'Neural network',
    description: 'Dense layers with a live curve; stopping keeps the best epoch.',
    options: networkOptions,
    seeded: true,
    keepsBest: true,
    weighted: true,
    continues: false,
    maximumRows: 5_000_000,
  },
  'nearest-centroid': {
    label: 'Nearest centroid',
    description:
      'The class whose mean is nearest: at once, and for classes only. What tells classes apart so simply needs no network.',
    options: nearestCentroidOptions,
    seeded: false,
    keepsBest: false,
    weighted: false,
    continues: false,
    maximumRows: 5_000_000,
  },
  dummy: {
    label: 'Dummy',
    description: 'The same answer for every row, whatever its columns say: what any model must beat.',
    options: dummyOptions,
    seeded: false,
    keepsBest: false,
    weighted: true,
    continues: false,
    maximumRows: 16_000_000,
  },
};

export const trainableLearners = Object.keys(learnersAbout) as TrainableLearner[]; // the keys of a Record are its key type

/** What a learner is called, also one that is no choice in a form. */
export const learnerLabel = (name: LearnerName): string =>
  name === 'custom' || name === 'onnx' || name === 'tfjs' ? otherLabels[name] : learnersAbout[name].label;

const otherLabels: Readonly<Record<Exclude<LearnerName, TrainableLearner>, string>> = {
  custom: 'Own network',
  onnx: 'ONNX model',
  tfjs: 'TensorFlow.js model',
};

/** “Boosted trees, Linear, Neural network and Dummy”. */
export function weightedLearners(): string {
  const labels = trainableLearners.filter((name) => learnersAbout[name].weighted).map(labelOf);
  return `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

const labelOf = (name: TrainableLearner) => learnersAbout[name].label;

/** Those with settings worth a search. */
export type SearchableLearner = Exclude<TrainableLearner, 'dummy' | 'nearest-centroid'>;
export const searchableLearners = trainableLearners.filter(
  (name): name is SearchableLearner => name !== 'dummy' && name !== 'nearest-centroid',
);
