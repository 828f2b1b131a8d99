import type { Predictions } from '../model';
import { labelPredictions, numberPredictions } from '../predictions';
import type { AnswerOptions } from './propose';

/** A tensor that an engine gave, row-major. */
export interface AnsweredTensor {
  readonly data: ArrayLike<unknown>;
  readonly size: number;
}

interface Found {
  readonly scores?: AnsweredTensor;
  readonly label?: AnsweredTensor;
}

interface ReadOptions extends AnswerOptions {
  /** Absent for a regression. */
  readonly classes?: readonly string[];
}

/**
 * The answers for n rows from the outputs of a graph.
 * @throws Error in words when they are not what the signature says
 */
export function readAnswers(found: Found, n: number, { classes, ...options }: ReadOptions): Predictions {
  if (classes) return readClasses(found, n, classes, options);
  return numberPredictions(Float64Array.from(scoresOf(found, n, 1)));
}

function readClasses(
  { scores, label }: Found,
  n: number,
  classes: readonly string[],
  options: AnswerOptions,
): Predictions {
  const labels = label && readLabels(label, n, classes, options.labels ?? classes);
  if (!scores) return { values: labels ?? [] };
  const width = n > 0 ? scores.size / n : classes.length;
  if (width !== classes.length && !(width === 1 && classes.length === 2))
    throw new Error(
      `The model gives ${width} scores for a row; the signature names ${classes.length} classes.`,
    );
  const given = scoresOf({ scores }, n, width);
  const probabilities = toProbabilities(given, width, options.logits === true);
  const answers = labelPredictions(classes, probabilities);
  return labels ? { ...answers, values: labels } : answers;
}

function toProbabilities(scores: ArrayLike<number>, width: number, isLogits: boolean): Float64Array {
  if (width === 1)
    return Float64Array.from({ length: 2 * scores.length }, (_, i) => {
      const score = scores[i >> 1] ?? Number.NaN;
      const p = isLogits ? 1 / (1 + Math.exp(-score)) : checked(score, 0);
      return i % 2 ? p : 1 - p;
    });
  const all = Float64Array.from(scores);
  for (let start = 0; start < all.length; start += width) {
    const row = all.subarray(start, start + width);
    if (isLogits) {
      const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      for (let c = 0; c < width; c++) row[c] = Math.exp((row[c] ?? 0) - most);
    }
    const sum = row.reduce((a, b) => a + b, 0);
    for (let c = 0; c < width; c++) row[c] = isLogits ? (row[c] ?? 0) / sum : checked(row[c] ?? 0, sum - 1);
  }
  return all;
}

/** A probability, where its row's sum is off by no more than `off`. NaN passes: the answer has none. */
function checked(probability: number, off: number): number {
  if (probability < -1e-4 || probability > 1 + 1e-4 || Math.abs(off) > 0.01)
    throw new Error(
      'The model gives scores that are no probabilities: they are not between 0 and 1, or do not sum to 1. If they are logits, say so when it is registered.',
    );
  return probability;
}

function readLabels(
  label: AnsweredTensor,
  n: number,
  classes: readonly string[],
  labels: readonly string[],
): string[] {
  if (label.size !== n) throw new Error(`The model gives ${label.size} labels for ${n} rows.`);
  // Labels are texts or whole numbers, of which both give their text.
  return Array.from(label.data, (value) => {
    const name = classes[labels.indexOf(String(value))];
    if (name === undefined)
      throw new Error(
        `The model gave the label “${String(value).slice(0, 100)}”, which is none of ${labels.slice(0, 10).join(', ')}.`,
      );
    return name;
  });
}

function scoresOf({ scores }: Found, n: number, width: number): ArrayLike<number> {
  const data = scores?.data;
  if (!(data instanceof Float32Array || data instanceof Float64Array))
    throw new Error('The output of the model that is read holds no numbers.');
  if (data.length !== n * width)
    throw new Error(`The model gives ${data.length} numbers for ${n} rows, not ${width} for each.`);
  return data;
}

/** The answers of all rows from those of some rows each. */
export function joinAnswers(parts: readonly Predictions[]): Predictions {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? numberPredictions(new Float64Array());
  const joined = (pick: (part: Predictions) => ArrayLike<number>) => {
    const all = new Float64Array(parts.reduce((sum, part) => sum + pick(part).length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(pick(part), at);
      at += pick(part).length;
    }
    return all;
  };
  const { probabilities } = first;
  return {
    values:
      first.values instanceof Float64Array
        ? joined(({ values }) => values as Float64Array) // all parts are of one kind
        : parts.flatMap(({ values }) => [...values].map(String)),
    ...(probabilities && {
      probabilities: {
        classes: probabilities.classes,
        values: joined((part) => part.probabilities?.values ?? []),
      },
    }),
  };
}
