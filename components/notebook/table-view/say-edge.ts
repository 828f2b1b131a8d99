import type { Bins } from '@/cells/data/bins';
import type { Measure } from '@/cells/data/measure';
import { formatValue } from '@/components/ui/format';

/** An edge of a bin, or an end of a column's range, as people read it. */
export function sayEdge(bins: Bins | undefined, measure: Measure, value: number): string {
  if (measure !== 'date') return sayNumber(value);
  const text = new Date(value).toISOString();
  const isDays = !bins || bins.step % 86_400_000 === 0;
  return isDays ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

/** A year is 2011, not 2 011. */
const sayNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 10_000 ? String(value).replace('-', '−') : formatValue(value);
