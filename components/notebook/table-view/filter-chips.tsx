import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { type Arrangement, filterBy, isArranged, sortBy, unarranged } from '@/cells/data/arrangement';
import { describeFilter } from '@/cells/data/describe-filter';
import styles from './filter-chips.module.css';

/** What the view was asked for, each to be taken back by a click, and all of it by one. */
export function FilterChips({
  columns,
  arrangement,
  onChange,
}: {
  columns: readonly { readonly name: string }[];
  arrangement: Arrangement;
  onChange(arrangement: Arrangement): void;
}) {
  if (!isArranged(arrangement)) return null;
  return (
    <ul className={styles.chips} aria-label="Filters and sorting">
      {Object.entries(arrangement.filters).map(([place, filter]) => {
        const name = columns[Number(place)]?.name ?? '';
        return (
          <li key={place}>
            <button
              type="button"
              title="Remove this filter"
              onClick={() => onChange(filterBy(arrangement, Number(place), undefined))}
            >
              <strong>{name}</strong> {describeFilter(filter)} <X size={12} aria-label="remove" />
            </button>
          </li>
        );
      })}
      {arrangement.sorts.map(({ column, descending }) => {
        const Arrow = descending ? ArrowDown : ArrowUp;
        return (
          <li key={`sort ${column}`}>
            <button
              type="button"
              title="No longer sort by it"
              onClick={() => onChange(sortBy(arrangement, column, { descending: undefined, isAdded: true }))}
            >
              <Arrow size={12} aria-label={descending ? 'descending by' : 'ascending by'} />
              <strong>{columns[column]?.name}</strong> <X size={12} aria-label="remove" />
            </button>
          </li>
        );
      })}
      <li>
        <button type="button" data-all onClick={() => onChange(unarranged)}>
          Clear all
        </button>
      </li>
    </ul>
  );
}
