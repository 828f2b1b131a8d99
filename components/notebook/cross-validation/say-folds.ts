import type { CrossValidation, FoldComparison, FoldMetric } from '@/cells/ml/cross-validation';
import { metricNames } from '@/cells/ml/metric-names';
import { formatCount } from '@/components/ui/format';
import { metricLabel, metricValue } from '../model-result/metric-value';

/** How the rows were dealt out: "5 folds in time by starts, 24 rows between". */
export function sayDealt({ dealt, planned, folds }: CrossValidation): string {
  const count = folds.length < planned ? `${folds.length} of ${planned} folds` : formatCount(planned, 'fold');
  switch (dealt.kind) {
    case 'k-fold':
      return `${count} at random`;
    case 'repeated':
      return `${count}: ${dealt.k} at random, ${dealt.repeats} times`;
    case 'stratified':
      return `${count} with the classes’ shares alike${dealt.repeats > 1 ? `: ${dealt.k}, ${dealt.repeats} times` : ''}`;
    case 'group':
      return `${count} of whole groups of ${dealt.column}`;
    case 'time-series':
      return `${count} in time by ${dealt.column}${dealt.gap > 0 ? `, ${formatCount(dealt.gap, 'row')} between` : ''}`;
  }
}

/** `40.1 to 43.5`, or that one fold tells nothing. */
export function sayInterval(
  name: string,
  { low, high }: { readonly low: number; readonly high: number },
): string {
  return Number.isFinite(low) && Number.isFinite(high)
    ? `${metricValue(name, low)} to ${metricValue(name, high)}`
    : 'not known from one fold';
}

/** Whether a model is better than guessing, as far as the folds can tell. */
export function judgeAgainstBaseline(
  name: string,
  { difference }: FoldMetric,
): 'better' | 'unsure' | 'worse' {
  const sign = metricNames[name]?.better === 'lower' ? -1 : 1;
  const [low, high] = [sign * difference.low, sign * difference.high].sort((a, b) => a - b);
  if ((low ?? 0) > 0) return 'better';
  return (high ?? 0) < 0 || sign * difference.mean <= 0 ? 'worse' : 'unsure';
}

/** What two cross-validations on the same folds say of each other. */
export function sayComparison({ metric, mean, low, high }: FoldComparison): string {
  const label = metricLabel(metric);
  if (!(low > 0 || high < 0)) return `No difference in ${label} is shown by these folds.`;
  const isBetter = (metricNames[metric]?.better === 'lower') === mean < 0;
  return `The first is ${isBetter ? 'better' : 'worse'}: its ${label} is ${mean < 0 ? 'lower' : 'higher'}.`;
}
