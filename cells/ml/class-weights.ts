import { z } from 'zod';
import type { FitInput } from './learner';

/** An option of learners for imbalance. `balanced`: inverse to the frequency of the class; or a weight for each class, 1 where none is given. */
export const classWeightsOption = z
  .union([z.enum(['none', 'balanced']), z.record(z.string(), z.number().min(0).max(1e9))])
  .default('none');
type ClassWeights = z.infer<typeof classWeightsOption>;

/** Labels or numbers of rows, with the weights they were given. */
export interface WeighedRows extends Pick<FitInput, 'target' | 'weights'> {}

/**
 * The weight of a class: `balanced` makes the classes weigh the same in `training` (n / (classes × rows of the class), as in
 * scikit-learn).
 */
export function weighClasses(
  classWeights: ClassWeights,
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

/**
 * Input whose rows, those held out included, weigh what they and their classes weigh.
 * @throws Error in words when the weights of the classes do not fit the target
 */
export function weighInput(input: FitInput, classWeights: ClassWeights): FitInput {
  checkClassWeights(classWeights, input);
  const ofClass = weighClasses(classWeights, input.classes, input);
  const { validation } = input;
  return {
    ...input,
    weights: weighRows(input, ofClass),
    validation: validation && { ...validation, weights: weighRows(validation, ofClass) },
  };
}

/** @throws Error that names the option and says what is allowed */
export function checkClassWeights(
  classWeights: ClassWeights,
  { task, classes = [] }: Pick<FitInput, 'task' | 'classes'>,
): void {
  if (classWeights === 'none') return;
  if (task === 'regression')
    throw new Error('Option classWeights: the target is a number and has no classes.');
  if (classWeights === 'balanced') return;
  const known = classes.map((label) => `“${label}”`).join(', ');
  for (const label of Object.keys(classWeights))
    if (!classes.includes(label))
      throw new Error(`Option classWeights: there is no class “${label}”. The classes are ${known}.`);
  if (classes.filter((label) => (classWeights[label] ?? 1) > 0).length < 2)
    throw new Error('Option classWeights: two classes at least need a weight above zero.');
}

/** What whoever reads the probabilities must know. */
export function noteClassWeights({ classWeights = 'none' }: Readonly<Record<string, unknown>>): string[] {
  return classWeights === 'none'
    ? []
    : [
        'The classes are weighed in training, so their probabilities are not those of the data: a rare class looks likelier than it is.',
      ];
}
