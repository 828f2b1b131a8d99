import type { SearchProgress, SearchTrial } from '@/cells/kernel/cell-run';
import { metricNames } from '@/cells/ml/metric-names';
import { summarizeFolds } from '@/cells/ml/tuning/fold-figures';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { metricValue } from '../model-result/metric-value';

export const sayMetric = (metric: string): string => metricNames[metric]?.label ?? metric;

export const sayFigure = (metric: string, value: number | undefined): string =>
  value === undefined ? '—' : metricValue(metric, value);

/** A trial's figure: of folds their mean and standard deviation, of those that are finished. */
export function sayOutcome(metric: string, { value, foldValues }: SearchTrial): string {
  const folds = foldValues && summarizeFolds(foldValues);
  const figure = sayFigure(metric, value ?? folds?.mean);
  return folds && Number.isFinite(folds.deviation)
    ? `${figure} ± ${sayFigure(metric, folds.deviation)}`
    : figure;
}

/** A value of an option: three digits, lists as 64-32. */
export function sayValue(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? formatNumber(value) : formatMetric(value);
  return Array.isArray(value) ? value.join('-') : value === undefined ? '—' : String(value);
}

export const isBetter = (
  { better }: Pick<SearchProgress, 'better'>,
  a: SearchTrial,
  b: SearchTrial,
): boolean =>
  a.value !== undefined &&
  (b.value === undefined || (better === 'lower' ? a.value < b.value : a.value > b.value));

/** The better first; of equal ones the earlier. */
export function compareTrials(
  search: Pick<SearchProgress, 'better'>,
  a: SearchTrial,
  b: SearchTrial,
): number {
  if (isBetter(search, a, b)) return -1;
  return isBetter(search, b, a) ? 1 : a.number - b.number;
}
