import { normalCritical, shareInterval, studentCritical } from '@/cells/statistics';
import {
  type FairnessGroup,
  type FairnessMeasure,
  type FairnessName,
  type GroupFigure,
  type GroupRate,
  ratesOf,
} from './fairness-figures';

const ofMeans: ReadonlySet<GroupRate> = new Set(['meanAnswer', 'meanError', 'meanAbsoluteError']);

/** What one definition says of the groups; nothing where fewer than two have the rates. */
export function compareGroups(name: FairnessName, groups: readonly FairnessGroup[]): FairnessMeasure[] {
  const rates = ratesOf[name];
  const found = rates.flatMap((rate) => compareRate(rate, groups, rates.length));
  const [first, second] = found;
  if (!first || found.length < rates.length) return [];
  if (!second) return [{ name, ...first }];
  const widest = first.difference.value >= second.difference.value ? first : second;
  const ratio = [first.ratio, second.ratio].reduce((a, b) => (a && b && b.value < a.value ? b : (a ?? b)));
  return [{ name, ...widest, ratio }];
}

function compareRate(
  rate: GroupRate,
  groups: readonly FairnessGroup[],
  looks: number,
): Omit<FairnessMeasure, 'name'>[] {
  const known = groups
    .flatMap(({ name, figures }) => {
      const figure = figures[rate];
      return figure && Number.isFinite(figure.value) ? [{ name, figure }] : [];
    })
    .sort((a, b) => b.figure.value - a.figure.value);
  const highest = known[0];
  const lowest = known.at(-1);
  if (!highest || !lowest || known.length < 2) return [];
  const pairs = (looks * known.length * (known.length - 1)) / 2;
  const between = [highest.name, lowest.name] as const;
  if (ofMeans.has(rate))
    return [{ rate, between, difference: differenceOfMeans(highest.figure, lowest.figure, pairs) }];
  const z = normalCritical(0.05 / pairs);
  return [
    {
      ...{ rate, between },
      difference: differenceOfShares(highest.figure, lowest.figure, z),
      ratio: ratioOfShares(lowest.figure, highest.figure, z),
    },
  ];
}

function differenceOfShares(first: GroupFigure, second: GroupFigure, z: number) {
  const value = first.value - second.value;
  const a = shareInterval(first.value, first.rows, z);
  const b = shareInterval(second.value, second.rows, z);
  return {
    value,
    low: value - Math.hypot(first.value - a.low, b.high - second.value),
    high: value + Math.hypot(a.high - first.value, second.value - b.low),
  };
}

function ratioOfShares(low: GroupFigure, high: GroupFigure, z: number) {
  if (high.value === 0) return { value: 1, low: 0, high: Number.POSITIVE_INFINITY };
  const value = low.value / high.value;
  if (low.value === 0) {
    const most = shareInterval(low.value, low.rows, z).high / shareInterval(high.value, high.rows, z).low;
    return { value, low: 0, high: most };
  }
  const error = Math.sqrt(
    (1 - low.value) / (low.rows * low.value) + (1 - high.value) / (high.rows * high.value),
  );
  return { value, low: value * Math.exp(-z * error), high: value * Math.exp(z * error) };
}

/** The standard errors are read off the groups' own intervals; the freedom is Welch's. */
function differenceOfMeans(first: GroupFigure, second: GroupFigure, pairs: number) {
  const value = first.value - second.value;
  const [a, b] = [first, second].map(({ low, high, rows }) => {
    const error = (high - low) / 2 / studentCritical(0.05, rows - 1);
    return { squared: error * error, freedom: rows - 1 };
  });
  if (!a || !b) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const freedom = (a.squared + b.squared) ** 2 / (a.squared ** 2 / a.freedom + b.squared ** 2 / b.freedom);
  const margin = studentCritical(0.05 / pairs, freedom) * Math.sqrt(a.squared + b.squared);
  return { value, low: value - margin, high: value + margin };
}
