import {
  ArrowDown,
  ArrowUp,
  Binary,
  Braces,
  Brackets,
  Calendar,
  Hash,
  Image,
  ListFilter,
  type LucideIcon,
  ToggleLeft,
  Type,
} from 'lucide-react';
import { Popover } from 'radix-ui';
import { ColumnSummaryPicture } from './column-summary';
import { FilterEditor } from './filter-editor';
import type { Measure } from './format-cell';
import type { Filter } from './order';
import type { ColumnSummary } from './summarize';
import type { ViewColumn } from './table-view';
import styles from './table-view.module.css';

const icons: Readonly<Record<Measure, LucideIcon>> = {
  number: Hash,
  text: Type,
  date: Calendar,
  boolean: ToggleLeft,
  list: Brackets,
  struct: Braces,
  picture: Image,
  other: Binary,
};

interface ColumnHeaderProps {
  readonly column: ViewColumn;
  readonly rows: number;
  readonly summary: ColumnSummary | undefined;
  readonly sorted: { readonly descending: boolean } | undefined;
  readonly filter: Filter | undefined;
  onSort(column: string, descending: boolean | undefined): void;
  onFilter(column: string, filter: Filter | undefined): void;
}

/** Name, type and picture of a column; a click sorts, the funnel filters. */
export function ColumnHeader({ column, rows, summary, sorted, filter, onSort, onFilter }: ColumnHeaderProps) {
  const { name, measure } = column;
  const Icon = icons[measure];
  const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
  return (
    <>
      <div className={styles.title}>
        <button
          type="button"
          className={styles.sort}
          title={`${name} (${measure}): sort`}
          aria-label={`Sort by ${name}`}
          // Ascending, descending, as it was.
          onClick={() => onSort(name, sorted === undefined ? false : sorted.descending ? undefined : true)}
        >
          <Icon size={13} aria-label={measure} className={styles.icon} />
          <span className={styles.name}>{name}</span>
          {sorted && <Arrow size={13} aria-label={sorted.descending ? 'descending' : 'ascending'} />}
        </button>
        <Popover.Root>
          <Popover.Trigger asChild>
            <button
              type="button"
              className={styles.funnel}
              aria-label={`Filter ${name}`}
              title="Filter"
              data-on={filter !== undefined || undefined}
            >
              <ListFilter size={13} aria-hidden />
            </button>
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content className={styles.popover} align="end" sideOffset={4} collisionPadding={8}>
              <FilterEditor
                column={name}
                measure={measure}
                summary={summary}
                filter={filter}
                onChange={(next) => onFilter(name, next)}
              />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      </div>
      <ColumnSummaryPicture measure={measure} rows={rows} summary={summary} />
    </>
  );
}
