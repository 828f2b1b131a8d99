import type { Interval } from '@/cells/ml/judging/judgement';
import { metricNames } from '@/cells/ml/metric-names';
import { metricValue } from '../model-result/metric-value';

const share = (name: string) => metricNames[name]?.unit === 'share';

/**
 * An interval as text, its ends to the digit that its width warrants: 0.921 to 0.932, 45 100 to 48 700.
 */
export function sayInterval(name: string, { low, high }: Pick<Interval, 'low' | 'high'>): string {
  return `${sayFigure(name, low, high - low)} to ${sayFigure(name, high, high - low)}`;
}

/** A figure to the digit that an interval of that width warrants: two digits of the width, three of the figure, at most six after the point. */
export function sayFigure(name: string, value: number, width: number): string {
  if (!Number.isFinite(value)) return '—';
  const scale = share(name) ? 100 : 1;
  if (!(width > 0)) return metricValue(name, value).replace('-', '−');
  const ofFigure = Math.abs(value) > width ? 2 - Math.floor(Math.log10(Math.abs(value) * scale)) : 0;
  const digits = Math.min(6, Math.max(0, ofFigure, 1 - Math.floor(Math.log10(width * scale))));
  const text = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value * scale);
  return `${text.replaceAll(',', '\u202f').replace('-', '−')}${share(name) ? '\u00a0%' : ''}`;
}

/** With its sign, as differences go both ways; of shares in percentage points. */
export function sayDifference(name: string, { value, low, high }: Interval): string {
  const text = sayFigure(name, value, high - low).replace('%', 'pp');
  return value > 0 ? `+${text}` : text;
}

export function sayPValue(p: number): string {
  if (p < 0.001) return '< 0.001';
  return p.toFixed(p < 0.1 ? 3 : 2);
}

/**
 * `better` or `worse` where the interval of the difference leaves zero out, else `open`; of a metric that aims at something neither.
 */
export function judgeDifference(
  name: string,
  { low, high }: Pick<Interval, 'low' | 'high'>,
): 'better' | 'worse' | 'open' | undefined {
  const { better } = metricNames[name] ?? {};
  if (!better || better === 'target') return undefined;
  if (low > 0) return better === 'higher' ? 'better' : 'worse';
  if (high < 0) return better === 'lower' ? 'better' : 'worse';
  return 'open';
}
