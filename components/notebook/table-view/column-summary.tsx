import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Filter } from '@/cells/data/arrangement';
import { formatNumber, formatValue } from '@/components/ui/format';
import styles from './column-summary.module.css';
import { Histogram } from './histogram';
import { sayEdge } from './say-edge';
import { Shares } from './shares';
import type { ColumnSummary, FilteredSummary } from './summarize';
import type { ViewColumn } from './view-columns';

export interface SummaryProps {
  readonly column: ViewColumn;
  readonly rows: number;
  readonly summary: ColumnSummary | undefined;
  readonly filtered: FilteredSummary | undefined;
  readonly filter: Filter | undefined;
  onFilter(filter: Filter | undefined): void;
  /** More figures, made when they are looked at. */
  readonly figures: ReactNode;
}

/** What a column holds, in the width of its header; its figures when pointed at or focused. */
export function ColumnSummaryPicture({
  column,
  rows,
  summary,
  filtered,
  filter,
  onFilter,
  figures,
}: SummaryProps) {
  if (!summary) return <div className={styles.summary} />;
  const { name, measure } = column;
  const { bins, top, missing } = summary;
  const words = sayRange(column, summary);
  return (
    <Tooltip.Provider delayDuration={450} disableHoverableContent>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>
          <div className={styles.summary}>
            {bins && <Histogram {...{ name, measure, bins, filtered, filter, onFilter }} />}
            {top && top.length > 0 && <Shares {...{ name, top, rows, filtered, filter, onFilter }} />}
            <div className={styles.words} tabIndex={bins || top?.length ? undefined : 0}>
              <span>{words}</span>
              {missing > 0 && (
                <span
                  className={styles.gaps}
                  title={`${formatNumber(missing)} of ${formatNumber(rows)} rows have no value`}
                >
                  {Math.max(1, Math.round((missing / rows) * 100))} % null
                </span>
              )}
            </div>
          </div>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content
            className={styles.figures}
            side="bottom"
            align="start"
            sideOffset={6}
            collisionPadding={8}
          >
            {figures}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  );
}

/** Milliseconds from which months tell enough: 100 days. */
const longRange = 100 * 86_400_000;

function sayRange({ measure }: ViewColumn, { minimum, maximum, distinct, top, bins }: ColumnSummary): string {
  if (minimum !== undefined && minimum === maximum) return sayEdge(bins, measure, minimum);
  if (minimum !== undefined && maximum !== undefined && measure === 'date' && maximum - minimum > longRange)
    return `${new Date(minimum).toISOString().slice(0, 7)} – ${new Date(maximum).toISOString().slice(0, 7)}`;
  if (minimum !== undefined && maximum !== undefined)
    return `${sayEdge(bins, measure, minimum)} – ${sayEdge(bins, measure, maximum)}`;
  if (distinct > 0 && measure !== 'boolean')
    return top ? `${formatNumber(distinct)} distinct` : `about ${formatValue(distinct)} distinct`;
  return '';
}
