import { shareInterval, studentCritical } from '@/cells/statistics';
import { findColumn } from '../read-table';
import { unknownColumn } from '../training-features';
import { compareGroups } from './compare-groups';
import {
  type Fairness,
  type FairnessGroup,
  fairnessNames,
  type GroupFigure,
  ratesOf,
} from './fairness-figures';
import { groupColumn } from './group-rows';
import type { JudgedRows } from './judged-rows';
import { meanLoss, momentsOf } from './loss-moments';
import { saySlice } from './slice';

export interface FairnessOptions {
  /** The class that is looked for; without it the second. */
  readonly positive?: string;
  /** Of two classes: the probability from which the positive one is answered; without it the model's own answers count. */
  readonly threshold?: number;
  /** Smaller groups are shown and not compared (30). */
  readonly minimumRows?: number;
  /** Ranges of a numeric column (4). */
  readonly bins?: number;
}

/**
 * Whether the groups of a sensitive column are treated alike: differences and ratios of the extreme groups, as Fairlearn's
 * `demographic_parity_difference`, `equalized_odds_ratio` and their like. The two groups were picked for being extreme, so their
 * intervals are of 95 % for all pairs together (Bonferroni): Newcombe's (1998, method 10) for differences of shares, Katz's (1978)
 * for ratios, Welch's for means.
 * @throws Error in words for a column or class that is not there
 */
export function measureFairness(rows: JudgedRows, column: string, options: FairnessOptions = {}): Fairness {
  const { minimumRows = 30, bins = 4, positive = rows.classes[1] } = options;
  const found = findColumn(rows.columns, column);
  if (!found) throw unknownColumn(column, rows.columns);
  if (rows.task !== 'regression' && (positive === undefined || !rows.classes.includes(positive)))
    throw new Error(`“${positive}” is not among the classes ${rows.classes.join(', ')}.`);
  const parted = groupColumn(found, { bins });
  const figuresOf =
    rows.task === 'regression' ? meansOf(rows) : sharesOf(rows, positive ?? '', options.threshold);
  const total = momentsOf(new Float64Array(rows.actual.length), rows.weights).weight;
  const groups = parted.groups.map((condition, place): FairnessGroup => {
    const belongs = (row: number) => parted.ofRow[row] === place;
    const { rows: size, weight } = momentsOf(new Float64Array(rows.actual.length), rows.weights, belongs);
    return {
      name: saySlice({ conditions: [condition] }, rows.columns),
      ...{ size, share: weight / total, figures: figuresOf(belongs), isSmall: size < minimumRows },
    };
  });
  const compared = groups.filter(({ isSmall }) => !isSmall);
  const names = fairnessNames.filter(
    (name) => (ratesOf[name][0] ?? 'accuracy') in (groups[0]?.figures ?? {}),
  );
  return {
    column,
    ...(rows.task !== 'regression' && { positive }),
    groups,
    measures: names.flatMap((name) => compareGroups(name, compared)),
  };
}

type Belongs = (row: number) => boolean;
type Figures = FairnessGroup['figures'];

function meansOf({ actual, predictions, weights }: JudgedRows): (belongs: Belongs) => Figures {
  const answers = Float64Array.from({ length: actual.length }, (_, row) => Number(predictions.values[row]));
  const errors = answers.map((answer, row) => answer - Number(actual[row]));
  const sizes = errors.map(Math.abs);
  const mean = (values: Float64Array, belongs: Belongs): GroupFigure => {
    const { effectiveRows, mean: value, variance } = meanLoss(momentsOf(values, weights, belongs));
    if (!(effectiveRows > 1))
      return {
        value,
        low: Number.NEGATIVE_INFINITY,
        high: Number.POSITIVE_INFINITY,
        rows: effectiveRows || 0,
      };
    const margin = studentCritical(0.05, effectiveRows - 1) * Math.sqrt(variance / effectiveRows);
    return { value, low: value - margin, high: value + margin, rows: effectiveRows };
  };
  return (belongs) => ({
    meanAnswer: mean(answers, belongs),
    meanError: mean(errors, belongs),
    meanAbsoluteError: mean(sizes, belongs),
  });
}

function sharesOf(rows: JudgedRows, positive: string, threshold?: number): (belongs: Belongs) => Figures {
  const { actual, predictions, weights, classes } = rows;
  const place = classes.indexOf(positive);
  const probabilities = predictions.probabilities?.values;
  const selected = Uint8Array.from({ length: actual.length }, (_, row) => {
    const chosen =
      threshold !== undefined && probabilities
        ? (probabilities[row * classes.length + place] ?? 0) >= threshold
        : predictions.values[row] === positive;
    return chosen ? 1 : 0;
  });
  const isPositive = Uint8Array.from({ length: actual.length }, (_, row) =>
    actual[row] === positive ? 1 : 0,
  );
  const isRight = Uint8Array.from({ length: actual.length }, (_, row) =>
    threshold === undefined
      ? actual[row] === predictions.values[row]
        ? 1
        : 0
      : selected[row] === isPositive[row]
        ? 1
        : 0,
  );
  const share = (hits: Uint8Array, among: Belongs): GroupFigure => {
    const { weight, squaredWeight, loss } = momentsOf(Float64Array.from(hits), weights, among);
    const effective = weight ** 2 / squaredWeight || 0;
    return { value: loss / weight, ...shareInterval(loss / weight, effective), rows: effective };
  };
  return (belongs) => ({
    selectionRate: share(selected, belongs),
    truePositiveRate: share(selected, (row) => belongs(row) && isPositive[row] === 1),
    falsePositiveRate: share(selected, (row) => belongs(row) && isPositive[row] === 0),
    precision: share(isPositive, (row) => belongs(row) && selected[row] === 1),
    accuracy: share(isRight, belongs),
  });
}
