import type { KeyboardEvent } from 'react';
import { type Filter, stepValue } from '@/cells/data/arrangement';
import { formatNumber } from '@/components/ui/format';
import styles from './column-summary.module.css';
import type { ColumnSummary, FilteredSummary } from './summarize';

interface SharesProps {
  readonly name: string;
  readonly top: NonNullable<ColumnSummary['top']>;
  readonly rows: number;
  readonly filtered: FilteredSummary | undefined;
  readonly filter: Filter | undefined;
  onFilter(filter: Filter | undefined): void;
}

/** The most frequent values side by side, each as wide as its share; a click lets only its rows through, further ones add to them. */
export function Shares({ name, top, rows, filtered, filter, onFilter }: SharesProps) {
  const chosen = filter?.kind === 'values' ? filter.values : undefined;
  const type = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { target } = event;
    if (by === undefined || !(target instanceof HTMLElement)) return;
    const next = by < 0 ? target.previousElementSibling : target.nextElementSibling;
    if (next instanceof HTMLElement) next.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset does not lay out as a bar
    <div
      className={styles.shares}
      role="group"
      aria-label={`Rows by ${name}`}
      onKeyDown={type}
      // A value says its own figures; those of the column belong to the words below.
      onPointerMove={(event) => event.stopPropagation()}
    >
      {top.map(({ value, count }, i) => {
        const left = filtered ? (filtered.counts[i] ?? 0) : count;
        const words = `${value === '' ? '(empty text)' : value}: ${filtered ? `${formatNumber(left)} of ` : ''}${formatNumber(count)} rows`;
        return (
          <button
            key={value}
            type="button"
            // One stop of Tab for all; arrow keys go from one to the next.
            tabIndex={i === 0 ? 0 : -1}
            aria-pressed={chosen?.includes(value) ?? false}
            aria-label={words}
            title={words}
            data-out={(chosen && !chosen.includes(value)) || undefined}
            style={{ flex: `0 0 ${(count / rows) * 100}%` }}
            onClick={() => onFilter(stepValue(filter, value))}
          >
            <i style={{ width: `${(left / count) * 100}%` }} />
            <span>{value}</span>
          </button>
        );
      })}
    </div>
  );
}
