import { weighClasses, weighRows } from '../class-weights';
import type { FitInput } from '../learner';
import type { Columns } from '../model';
import { takeTableRows } from '../read-table';
import { dealFolds } from './deal-folds';
import type { BoostedTreesOptions } from './options';

/** Rows to learn from, or held out. */
export interface Part {
  readonly features: Columns;
  readonly target: FitInput['target'];
  readonly weights?: Float64Array;
}

/** Parts with the weights of their rows and classes; rows of weight 0 are left out, and folds lie one after the other. */
export function weighParts(
  { features, target, weights, validation, classes, seed, isOrdered }: FitInput,
  options: BoostedTreesOptions,
): { fit: Part; held?: Part } {
  const ofClass = weighClasses(options.classWeights, classes, { target, weights });
  const fit = withoutWeightless({ features, target, weights: weighRows({ target, weights }, ofClass) });
  if (fit.features.numRows === 0)
    throw new Error('Every row has the weight 0: there is nothing to learn from.');
  const held = validation && withoutWeightless({ ...validation, weights: weighRows(validation, ofClass) });
  if (options.folds > 1) {
    const order = dealFolds(fit.target, options.folds, { seed, isOrdered });
    return { fit: takePart(fit, order) };
  }
  return { fit, held: held && held.features.numRows > 0 ? held : undefined };
}

function withoutWeightless(part: Part): Part {
  const { weights } = part;
  if (!weights || weights.every((weight) => weight > 0)) return part;
  return takePart(
    part,
    Uint32Array.from(weights.keys()).filter((row) => (weights[row] ?? 0) > 0),
  );
}

function takePart({ features, target, weights }: Part, rows: Uint32Array): Part {
  return {
    features: takeTableRows(features, rows),
    target:
      target instanceof Float64Array
        ? Float64Array.from(rows, (row) => target[row] ?? Number.NaN)
        : Array.from(rows, (row) => target[row] ?? ''),
    weights: weights && Float64Array.from(rows, (row) => weights[row] ?? 0),
  };
}

/** Numbers, or places of classes, of parts one after the other. */
export function joinTargets(parts: readonly Part[], classes: readonly string[] = []): Float64Array {
  const places = new Map(classes.map((label, place) => [label, place]));
  const numbers = parts.map(({ target }) =>
    target instanceof Float64Array ? target : Float64Array.from(target, (label) => places.get(label) ?? 0),
  );
  return joinNumbers(numbers);
}

/** Weights of both parts one after the other; undefined where all are 1. */
export function joinWeights(fit: Part, held: Part | undefined): Float64Array | undefined {
  if (!fit.weights && !held?.weights) return undefined;
  const own = (part: Part) => part.weights ?? new Float64Array(part.features.numRows).fill(1);
  return joinNumbers(held ? [own(fit), own(held)] : [own(fit)]);
}

export function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
