import {
  ArrowDown,
  ArrowUp,
  Binary,
  Braces,
  Brackets,
  Calendar,
  Hash,
  Image,
  type LucideIcon,
  ToggleLeft,
  Type,
} from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { Filter } from '@/cells/data/arrangement';
import type { Measure } from '@/cells/data/measure';
import { type ColumnActs, ColumnMenu } from './column-menu';
import { ColumnSummaryPicture, type SummaryProps } from './column-summary';
import { FilterEditor } from './filter-editor';
import styles from './table-view.module.css';
import type { ShownColumn } from './view-columns';

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

interface ColumnHeaderProps extends Omit<SummaryProps, 'column'> {
  readonly column: ShownColumn;
  /** `order` counts from 1 where the table is sorted by several columns. */
  readonly sorted: { readonly descending: boolean; readonly order?: number } | undefined;
  readonly acts: ColumnActs;
  onSort(isAdded: boolean): void;
  onFilter(filter: Filter | undefined): void;
}

const widthStep = 16;

/** Name, type and picture of a column. A click sorts, with Shift it sorts within what is sorted; arrow keys with Shift set its width, with Alt its place. */
export function ColumnHeader({ column, sorted, acts, onSort, ...summary }: ColumnHeaderProps) {
  const { name, measure } = column;
  const Icon = icons[measure];
  const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
  const type = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || (!event.shiftKey && !event.altKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) acts.move(by);
    else acts.resize(by * widthStep);
  };
  return (
    <>
      <div className={styles.title}>
        <button
          type="button"
          className={styles.sort}
          data-drag-column
          title={`${name} (${measure}): sort; with Shift, after what is sorted`}
          aria-label={`Sort by ${name}`}
          aria-description="Shift and arrow keys set the width, Alt and arrow keys the place"
          onClick={(event) => onSort(event.shiftKey)}
          onKeyDown={type}
        >
          <Icon size={13} aria-label={measure} className={styles.icon} />
          <span className={styles.name}>{name}</span>
          {sorted && (
            <span className={styles.sorted}>
              <Arrow size={13} aria-label={sorted.descending ? 'descending' : 'ascending'} />
              {sorted.order}
            </span>
          )}
        </button>
        <ColumnMenu
          name={name}
          isPinned={column.isPinned}
          isFiltered={summary.filter !== undefined}
          acts={acts}
        >
          <FilterEditor
            measure={measure}
            summary={summary.summary}
            filter={summary.filter}
            onChange={summary.onFilter}
          />
        </ColumnMenu>
      </div>
      <ColumnSummaryPicture column={column} {...summary} />
    </>
  );
}
