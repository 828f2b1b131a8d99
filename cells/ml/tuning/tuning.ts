import { countFolds } from '../cross-validation/fold-options';
import type { SearchableLearner } from '../learners-about';
import type { TrainedModel } from '../model';
import type { TrainOptions } from '../train-options';
import { summarizeFolds } from './fold-figures';
import { createGridSampler } from './grid-sampler';
import { createRandomSampler } from './random-sampler';
import type { Sampler } from './sampler';
import type { SearchValue } from './search-space';
import { type HalvingOptions, rungsBelow } from './successive-halving';
import { createTpeSampler } from './tpe-sampler';
import type { SearchedTask } from './train-trials';
import type { Trial } from './trial';
import {
  type FoundSettings,
  mostSteps,
  type TuneOptions,
  toSearchSpace,
  toTrainOptions,
} from './tune-options';

/** What a search found, beside the model that was made of it. */
export interface Tuning {
  readonly method: TuneOptions['method'];
  /** What was searched by; null where nothing was searched. */
  readonly searched: SearchedTask | null;
  readonly trials: readonly Trial[];
  /** The trial that was taken. */
  readonly best?: number;
  /** All that `ml.train` needs to train the same model again. */
  readonly settings: TrainOptions;
  /** What the person should know of how it was searched. */
  readonly note?: string;
}

/** What an earlier search found, taken as it is. */
export function toFoundTuning(options: TuneOptions, found: FoundSettings): Tuning {
  return { method: options.method, searched: null, trials: [], settings: toTrainOptions(options, found) };
}

/** A trial as a row of a table, its options in columns. */
export type TrialRow = Readonly<Record<string, SearchValue | null>>;

/** What `ml.tune` gives: the best settings, trained on all training rows and tested, with the search that led there. */
export interface TunedModel extends TrainedModel {
  readonly tuning: Tuning;
  /** The trials as data. */
  readonly trials: readonly TrialRow[];
}

export function createSampler(options: TuneOptions): Sampler {
  const space = toSearchSpace(options.search);
  switch (options.method) {
    case 'random':
      return createRandomSampler(space, options.seed);
    case 'grid':
      return createGridSampler(space, options.seed);
    case 'tpe':
      return createTpeSampler(space, options.seed);
  }
}

/** Reductions between the first rung and the end, where the person names no first rung. */
const usualReductions = 2;

/** The rungs of each learner whose training has steps, or those of the folds; undefined without pruning. */
export function toHalving(options: TuneOptions): HalvingOptions | undefined {
  const { pruning } = options;
  if (pruning === 'none') return undefined;
  const { reduction } = pruning;
  if (options.validateBy) {
    const most = countFolds(options.validateBy.folds);
    return { reduction, rungs: {}, folds: rungsBelow(most, { reduction, from: pruning.from ?? 1 }) };
  }
  const rungs = toSearchSpace(options.search).branches.map(({ name }) => {
    const most = mostSteps(options, learnerOf(name));
    if (most === undefined) return [name, []] as const;
    const from = pruning.from ?? Math.max(1, Math.round(most / reduction ** usualReductions));
    return [name, rungsBelow(most, { reduction, from })] as const;
  });
  return { reduction, rungs: Object.fromEntries(rungs) };
}

/** A branch of a space of learners is one of them. */
const learnerOf = (branch: string) => branch as SearchableLearner;

/** The settings of a place: what is searched, over what is the same for all. */
export function settingsAt(
  { options }: Pick<TuneOptions, 'options'>,
  { branch, values }: Pick<Trial, 'branch' | 'values'>,
): FoundSettings {
  const learner = learnerOf(branch);
  return { learner, options: { ...options[learner], ...values } };
}

/**
 * A row for each trial: `trial, state, learner`, the options, the metric, of folds its `deviation` and how many ended, `steps, seconds`,
 * and where workers of the workspace searched along, `where`.
 */
export function toTrialRows({ trials, searched }: Pick<Tuning, 'trials' | 'searched'>): readonly TrialRow[] {
  const names = [...new Set(trials.flatMap(({ values }) => Object.keys(values)))];
  const isShared = trials.some(({ place }) => place !== undefined);
  return trials.map(
    ({ number, state, branch, values, value, foldValues = [], steps, durationMs, problem, place }) => ({
      trial: number,
      state,
      learner: branch,
      ...Object.fromEntries(names.map((name) => [name, plain(values[name])])),
      ...(searched && { [searched.metric]: value ?? null }),
      ...(searched?.folds !== undefined && {
        deviation: finite(summarizeFolds(foldValues)?.deviation),
        folds: foldValues.length,
      }),
      steps,
      seconds: durationMs / 1000,
      ...(isShared && { where: place ?? 'this tab' }),
      problem: problem ?? null,
    }),
  );
}

/** One fold has no spread. */
const finite = (value: number | undefined) => (Number.isFinite(value) ? (value ?? null) : null);

/** A list of layers is no value of a column. */
const plain = (value: SearchValue | undefined) =>
  value === undefined ? null : Array.isArray(value) ? value.join(' ') : value;

export const isTuned = (model: TrainedModel): model is TunedModel => 'tuning' in model;

/** The model with its search. */
export function withTuning(model: TrainedModel, tuning: Tuning): TunedModel {
  const notes = tuning.note === undefined ? model.notes : [...model.notes, tuning.note];
  return { ...model, notes, tuning, trials: toTrialRows(tuning) };
}
