import { useMemo } from 'react';
import type { DataEngine } from '@/cells/data';
import type { Arrangement } from '@/cells/data/arrangement';
import { formatCount, formatNumber, formatValue } from '@/components/ui/format';
import { type ColumnMeasures, measureColumnValues, quantiles } from './measure-column';
import type { PlacedFilter } from './order';
import { sayEdge } from './say-edge';
import type { TableSource } from './table-source';
import { useLatest } from './use-latest';
import type { ViewColumn } from './view-columns';

const quantileNames = ['minimum', '5 %', '25 %', 'median', '75 %', '95 %', 'maximum'];

/** Counts, mean and quantiles of a column under the filters. */
export function ColumnFigures({
  engine,
  source,
  column,
  arrangement,
  others,
}: {
  engine: DataEngine;
  source: TableSource;
  column: ViewColumn;
  arrangement: Arrangement;
  others: readonly PlacedFilter[];
}) {
  const wish = useMemo(
    () => (signal: AbortSignal) =>
      measureColumnValues(engine, source, column.place, { arrangement, others, signal }),
    [engine, source, column, arrangement, others],
  );
  const { value, error } = useLatest(wish);
  if (error) return <p>{error}</p>;
  if (!value) return <p>Counting …</p>;
  return (
    <>
      <p>
        <strong>{column.name}</strong>
        {value.rows < source.table.numRows && ` in ${formatCount(value.rows, 'filtered row')}`}
      </p>
      <dl>
        {list(column, value).map(([name, figure]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function list({ measure }: ViewColumn, measures: ColumnMeasures): [string, string][] {
  const { missing, distinct, isEstimate, isDistinctEstimate, mean, deviation, shortest, longest } = measures;
  const write = (value: number) =>
    measure === 'date' ? sayEdge(undefined, measure, value) : formatValue(value);
  return [
    ['distinct', isDistinctEstimate ? `about ${formatValue(distinct)}` : formatNumber(distinct)],
    ['missing', formatNumber(missing)],
    ...(mean === undefined ? [] : [['mean', formatValue(mean)] as [string, string]]),
    ...(deviation === undefined ? [] : [['std deviation', formatValue(deviation)] as [string, string]]),
    ...(measures.quantiles ?? []).map((value, i): [string, string] => [
      `${isEstimate && i > 0 && i < quantiles.length - 1 ? '≈ ' : ''}${quantileNames[i] ?? ''}`,
      write(value),
    ]),
    ...(shortest === undefined || longest === undefined
      ? []
      : [['length', `${formatNumber(shortest)} – ${formatNumber(longest)}`] as [string, string]]),
  ];
}
