import type { FitInput } from '../learner';
import type { BoostedTreesOptions } from './options';

/** Labels or numbers of rows, with the weights they were given. */
export interface WeighedRows extends Pick<FitInput, 'target' | 'weights'> {}

/**
 * The weight of a class: `balanced` makes the classes weigh the same in `training` (n / (classes × rows of the class), as in
 * scikit-learn).
 */
export function weighClasses(
  { classWeights }: Pick<BoostedTreesOptions, 'classWeights'>,
  classes: readonly string[] | undefined,
  { target, weights }: WeighedRows,
): ReadonlyMap<string, number> | undefined {
  if (classWeights === 'none' || !classes || target instanceof Float64Array) return undefined;
  if (classWeights !== 'balanced') return new Map(classes.map((label) => [label, classWeights[label] ?? 1]));
  const mass = new Map(classes.map((label) => [label, 0]));
  let total = 0;
  target.forEach((label, row) => {
    const weight = weights?.[row] ?? 1;
    mass.set(label, (mass.get(label) ?? 0) + weight);
    total += weight;
  });
  return new Map(classes.map((label) => [label, total / (classes.length * (mass.get(label) || 1))]));
}

/** Weights of rows and their classes multiplied; undefined where all are 1. */
export function weighRows(
  { target, weights }: WeighedRows,
  ofClass: ReadonlyMap<string, number> | undefined,
): Float64Array | undefined {
  if (weights?.some((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY)))
    throw new Error('A weight is missing, negative or infinite: weights are numbers of zero or more.');
  if (!ofClass || target instanceof Float64Array) return weights;
  return Float64Array.from(target, (label, row) => (weights?.[row] ?? 1) * (ofClass.get(label) ?? 1));
}
