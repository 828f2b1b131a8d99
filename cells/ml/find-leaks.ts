import { type LagOptions, namesOfLags } from './lags/lag-options';
import { rocAuc } from './metrics';
import type { Column, Task } from './model';
import { isPictureColumn } from './picture-text';
import type { Part } from './prepare-training';
import { rangeOf, sampleRows } from './random';
import { isMissing, textAt } from './read-table';

/** A column that foretells the target almost alone: often a part of it, or something that is known only afterwards. */
export interface Leak {
  readonly column: string;
  readonly measure: 'R²' | 'ROC AUC' | 'accuracy';
  /** Of the column alone, on rows that it was not fitted to. */
  readonly figure: number;
}

/** A column alone reaches this where it gives the target away. */
const suspicious = { 'R²': 0.9, 'ROC AUC': 0.99, accuracy: 0.98 } as const;
const mostRows = 20_000;
/** Values looked at in all, so that thousands of columns take seconds: they get fewer rows, 2 000 at least. */
const mostValues = 20_000_000;
const mostNamed = 10;
/** Fewer rows say nothing of one column. */
const fewestRows = 60;
const mostBins = 64;

/**
 * Each column alone, as the mean of the target (or the shares of its classes) in at most 64 bins of equal counts, or by category, learnt on
 * two thirds of the rows and judged on the rest; a sample of 20 000 rows at most. A column that orders, equals or determines the target
 * is among them; one that is only strong, as a good reading of the same thing, may be too: a person decides.
 */
export function findLeaks(
  { features, target }: Pick<Part, 'features' | 'target'>,
  {
    task,
    classes = [],
    seed,
    lags,
  }: {
    readonly task: Task;
    readonly classes?: readonly string[];
    readonly seed: number;
    /** What is read from earlier rows may foretell as much as it can. */
    readonly lags?: LagOptions;
  },
): Leak[] {
  if (features.numRows < fewestRows) return [];
  const limit = Math.min(mostRows, Math.max(2000, Math.floor(mostValues / features.columns.length)));
  const rows = sampleRows(features.numRows, limit, seed);
  const judged = sampleRows(rows.length, Math.floor(rows.length / 3), seed + 1);
  const isJudged = new Uint8Array(rows.length);
  for (const place of judged) isJudged[place] = 1;
  const outputs = outputsOf(target, task, classes);
  const fit = rows.filter((_, place) => !isJudged[place]);
  const held = rows.filter((_, place) => isJudged[place]);
  const earlier = new Set(lags && namesOfLags(lags));
  return features.columns
    .filter((column) => !earlier.has(column.name) && !isPictureColumn(column))
    .flatMap((column) => {
      const measured = measureAlone(column, { fit, held, outputs, task });
      return measured.figure >= suspicious[measured.measure] ? [{ column: column.name, ...measured }] : [];
    })
    .sort((a, b) => b.figure - a.figure);
}

/** The leaks in words, the strongest ten of them. */
export function noteLeaks(leaks: readonly Leak[], target: string): string[] {
  const rest = leaks.length - mostNamed;
  return [
    ...leaks.slice(0, mostNamed).map((leak) => sayLeak(leak, target)),
    ...(rest > 0 ? [`So do ${rest} more columns.`] : []),
  ];
}

export const sayLeak = ({ column, measure, figure }: Leak, target: string): string =>
  `“${column}” alone foretells “${target}” almost entirely (${measure} ${figure.toFixed(3)} on rows held out). If it is a part of the target, or known only afterwards, leave it out of the features.`;

/** What is averaged within a bin: the number, the positive class, or each class. */
function outputsOf(target: Part['target'], task: Task, classes: readonly string[]): Float64Array[] {
  if (target instanceof Float64Array) return [target];
  const counted = task === 'binary' ? classes.slice(1) : classes;
  return counted.map((label) => Float64Array.from(target, (one) => (one === label ? 1 : 0)));
}

function measureAlone(
  column: Column,
  {
    fit,
    held,
    outputs,
    task,
  }: { fit: Uint32Array; held: Uint32Array; outputs: readonly Float64Array[]; task: Task },
): Omit<Leak, 'column'> {
  const binOf = learnBins(column, fit);
  const answers = outputs.map((output) => {
    const sums = new Map<number | string, { sum: number; rows: number }>();
    let total = 0;
    for (const row of fit) {
      const value = output[row] ?? 0;
      const bin = binOf(row);
      const found = sums.get(bin) ?? { sum: 0, rows: 0 };
      sums.set(bin, { sum: found.sum + value, rows: found.rows + 1 });
      total += value;
    }
    const mean = total / fit.length;
    return Float64Array.from(held, (row) => {
      const found = sums.get(binOf(row));
      return found ? found.sum / found.rows : mean;
    });
  });
  const truths = outputs.map((output) => Float64Array.from(held, (row) => output[row] ?? 0));
  const [answer, truth] = [answers[0] ?? new Float64Array(), truths[0] ?? new Float64Array()];
  if (task === 'regression') return { measure: 'R²', figure: explained(truth, answer) };
  if (task === 'binary') return { measure: 'ROC AUC', figure: rocAuc(Array.from(truth, Boolean), answer) };
  const right = rangeOf(held.length).filter((i) => truths[indexOfLargest(answers, i)]?.[i] === 1).length;
  const commonest =
    Math.max(...truths.map((one) => one.reduce((sum, value) => sum + value, 0))) / held.length;
  // Where one class is nearly all, every column is right nearly always.
  return { measure: 'accuracy', figure: commonest > 0.9 ? 0 : right / held.length };
}

/** Numbers in bins of equal counts of the rows that fit, categories as they are, missing on its own. */
function learnBins(column: Column, fit: Uint32Array): (row: number) => number | string {
  if (column.type === 'string') return (row) => textAt(column, row) ?? -1;
  const present = fit.filter((row) => !isMissing(column, row));
  const sorted = Float64Array.from(present, (row) => column.values[row] ?? 0).sort();
  const edges = Float64Array.from(
    { length: mostBins - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / mostBins)] ?? Number.POSITIVE_INFINITY,
  );
  return (row) => {
    const value = column.values[row] ?? Number.NaN;
    if (Number.isNaN(value)) return -1;
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value >= (edges[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function explained(truth: Float64Array, answer: Float64Array): number {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const all = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const left = truth.reduce((sum, value, i) => sum + (value - (answer[i] ?? 0)) ** 2, 0);
  return all > 0 ? 1 - left / all : 0;
}

function indexOfLargest(answers: readonly Float64Array[], row: number): number {
  let best = 0;
  answers.forEach((answer, place) => {
    if ((answer[row] ?? 0) > (answers[best]?.[row] ?? 0)) best = place;
  });
  return best;
}
