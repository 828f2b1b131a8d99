import type { Bound, ColumnExpectation, ColumnType, Expectations } from './expectations';

/** Types as people say them. */
export const typeWords: Readonly<Record<ColumnType, string>> = {
  whole: 'whole number',
  number: 'number',
  text: 'text',
  boolean: 'true or false',
  date: 'date',
  time: 'date and time',
  other: 'something else',
};

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 12 });
const sayNumber = (value: number): string =>
  grouped.format(value).replaceAll(',', '\u202f').replace('-', '−');

/** "1 row", "12 345 rows". */
export const sayCount = (count: number, one: string): string =>
  `${sayNumber(count)} ${one}${count === 1 ? '' : 's'}`;

export const sayBound = (bound: Bound): string => (typeof bound === 'number' ? sayNumber(bound) : bound);

/** "12.5 %", and no rounding to none or all. */
export function sayShare(share: number): string {
  const percent = share * 100;
  const rounded = Number(percent.toPrecision(3));
  if (share < 1 && rounded >= 100) return '> 99.9 %';
  return `${sayNumber(rounded)} %`;
}

/** What is expected of one column, as one line: "whole number, in every row, 0 to 100". */
export function sayExpectation(expected: ColumnExpectation): string {
  const { present, range, domain, distinct, drift, skew } = expected;
  const parts = [typeWords[expected.type]];
  if (!expected.required) parts.push('may be left out');
  if (present === 1) parts.push('in every row');
  else if (present > 0) parts.push(`in at least ${sayShare(present)} of the rows`);
  if (range) parts.push(sayRange(range));
  if (expected.finite && !range) parts.push('finite');
  if (domain)
    parts.push(
      domain.values.length <= 3
        ? `one of ${domain.values.join(', ')}`
        : `one of ${domain.values.length} values`,
    );
  if (expected.unique) parts.push('no value twice');
  if (distinct?.least !== undefined) parts.push(`at least ${distinct.least} different values`);
  if (distinct?.most !== undefined) parts.push(`at most ${distinct.most} different values`);
  if (drift) parts.push(`drift up to ${drift.most}`);
  if (skew) parts.push(`skew up to ${skew.most}`);
  return parts.filter(Boolean).join(', ');
}

function sayRange({ least, most }: NonNullable<ColumnExpectation['range']>): string {
  if (least !== undefined && most !== undefined)
    return least === most ? `always ${sayBound(least)}` : `${sayBound(least)} to ${sayBound(most)}`;
  if (least !== undefined) return `from ${sayBound(least)}`;
  return most === undefined ? '' : `up to ${sayBound(most)}`;
}

/** What is expected of the whole table. */
export function sayTable({ rows, otherColumns }: Expectations): string {
  const parts: string[] = [];
  if (rows.least !== undefined) parts.push(`at least ${sayCount(rows.least, 'row')}`);
  if (rows.most !== undefined) parts.push(`at most ${sayCount(rows.most, 'row')}`);
  if (rows.leastOfPrevious !== undefined)
    parts.push(`at least ${sayShare(rows.leastOfPrevious)} of the rows of the version before`);
  if (rows.mostOfPrevious !== undefined)
    parts.push(`at most ${sayShare(rows.mostOfPrevious)} of the rows of the version before`);
  parts.push(otherColumns === 'refused' ? 'no other columns' : 'other columns may be there');
  return parts.join(', ');
}
