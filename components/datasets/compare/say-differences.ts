import type { ApiOutput } from '@/components/api';
import { formatCount, formatNumber } from '@/components/ui/format';

type Diff = ApiOutput['datasets']['diff'];

/** The answer before the details: "17 379 → 17 382 rows; 1 column added; the values of 2 columns moved". */
export function sayDifferences({ rows, schema, columns }: Diff): string {
  const moved = columns.filter(({ verdict }) => verdict === 'moved').length;
  const some = (count: number, what: string) =>
    count > 0 ? [`${formatCount(count, 'column')} ${what}`] : [];
  return [
    rows.before === rows.after
      ? `${formatCount(rows.after, 'row')} in both`
      : `${formatNumber(rows.before)} → ${formatCount(rows.after, 'row')}`,
    ...some(schema.added.length, 'added'),
    ...some(schema.removed.length, 'removed'),
    ...some(schema.retyped.length, 'of another type'),
    moved > 0 ? `the values of ${formatCount(moved, 'column')} moved` : 'no column’s values moved far',
  ].join('; ');
}
