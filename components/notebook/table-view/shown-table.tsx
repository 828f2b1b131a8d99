import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Arrangement, filterBy, sortBy, stepSort } from '@/cells/data/arrangement';
import { sayClause } from '@/cells/data/describe-filter';
import { valueWriter } from '@/cells/data/write-value';
import { maskCell } from '@/cells/personal';
import { formatCount, formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';
import { ColumnFigures } from './column-figures';
import { ColumnHeader } from './column-header';
import type { ColumnActs } from './column-menu';
import { copyText } from './copy-text';
import { FilterChips } from './filter-chips';
import { formatCell } from './format-cell';
import { hasText } from './highlight';
import { hide, type Layout, move, pin, resize } from './layout';
import type { PlacedFilter } from './order';
import { stepHit } from './search';
import { SearchBar } from './search-bar';
import { type CellRange, rangeOf, type Selection, sizeOf, within } from './selection';
import { TableActs } from './table-acts';
import type { TableViewProps } from './table-view';
import styles from './table-view.module.css';
import { useIsSeen } from './use-is-seen';
import { useLink } from './use-link';
import { usePersonal } from './use-personal';
import { useFilteredSummaries, useHits, useOrder, useSummaries } from './use-table-queries';
import { layOut, type ShownColumn } from './view-columns';
import type { TableViewState } from './view-state';
import { VirtualRows } from './virtual-rows';
import { mostCopied, writeTsv } from './write-tsv';

interface ShownTableProps extends TableViewProps {
  readonly state: TableViewState;
  change(make: (now: TableViewState) => Partial<TableViewState>): void;
  readonly forms: ReactNode;
}

/** A table with all that can be asked of it. */
export function ShownTable(props: ShownTableProps) {
  const { table, source, columns, engine, state, change } = props;
  const { arrangement, layout } = state;
  const root = useRef<HTMLDivElement>(null);
  const isNear = useIsSeen(root);
  const isSeen = isNear || props.isTaken === true;
  const personal = usePersonal(engine);
  const shown = useMemo(() => layOut(columns, layout), [columns, layout]);
  const [searched, setSearched] = useState<string>();
  const [chosen, setChosen] = useState<Selection>();

  // Columns whose values may be counted, and those that may be searched: not before it is known what is personal.
  // Of a wide table only those that have come into view.
  const [cameIntoView, setCameIntoView] = useState<ReadonlySet<number>>(nobodyYet);
  const isWide = columns.length > mostSummarized;
  const open = useMemo(
    () =>
      personal && isSeen
        ? columns.filter(({ name, place }) => !personal.has(name) && (!isWide || cameIntoView.has(place)))
        : undefined,
    [columns, personal, isSeen, isWide, cameIntoView],
  );
  const noteDrawn = useCallback(
    (places: readonly number[]) =>
      setCameIntoView((now) =>
        places.every((place) => now.has(place)) ? now : new Set([...now, ...places]),
      ),
    [],
  );
  const searchable = useMemo(
    () => (personal ? shown.flatMap(({ name, place }) => (personal.has(name) ? [] : [place])) : []),
    [shown, personal],
  );
  const { link } = props;
  const { others, clauses, clearAll } = useLink(state.isLinked ? link : undefined, { arrangement, columns });
  const { value: order, error, pending } = useOrder(engine, source, arrangement, others);
  const { value: summaries, error: unsummarized } = useSummaries(engine, source, open);
  const isBusy = !personal || (isSeen && !summaries && unsummarized === undefined);
  const inView = useMemo(() => shown.slice(0, mostFiltered), [shown]);
  // Pictures follow what others let through, too; of a column that both narrow, its own filter.
  const narrowed = useMemo(() => withOthers(arrangement, others), [arrangement, others]);
  const filtered = useFilteredSummaries(engine, source, {
    arrangement: narrowed,
    columns: inView,
    summaries,
  });
  const hits = useHits(engine, source, { text: searched ?? '', columns: searchable, order });
  const found = hits.value;

  const count = order ? order.length : table.numRows;
  const selection = within(chosen, count, shown.length);
  const rowAt = useCallback((row: number) => order?.[row] ?? row, [order]);

  const arrange = (make: (now: Arrangement) => Arrangement) =>
    change((now) => ({ arrangement: make(now.arrangement) }));
  const lay = (make: (now: Layout) => Layout) => change((now) => ({ layout: make(now.layout) }));

  const readText = (row: number, column: number) => {
    const { place = -1, name = '' } = shown[column] ?? {};
    const child = table.getChildAt(place);
    const text = child && formatCell(child.at(rowAt(row)), child.type);
    if (personal === undefined) return '';
    return text && maskCell(personal, name, text);
  };
  const readBytes = (row: number, column: number) => {
    const { place = -1, name = '' } = shown[column] ?? {};
    return personal?.has(name) === false ? table.getChildAt(place)?.at(rowAt(row)) : undefined;
  };
  const copyRange = (range: CellRange, hasNames: boolean): string | undefined => {
    if (!personal) return undefined;
    if (sizeOf(range) <= mostCopied) {
      const writers = shown.map(({ place }, at) =>
        at < range.left || at > range.right ? undefined : valueWriter(table.getChildAt(place)),
      );
      return writeTsv(range, {
        read: (row, column) =>
          maskCell(personal, shown[column]?.name ?? '', writers[column]?.(rowAt(row)) ?? ''),
        ...(hasNames && { name: (column) => shown[column]?.name ?? '' }),
      });
    }
    toast.failed(
      `${formatNumber(sizeOf(range))} values are more than a clipboard takes well (${formatNumber(mostCopied)}). Download them as a file instead.`,
    );
    return undefined;
  };
  const copy = (range: CellRange, hasNames: boolean) => {
    const text = copyRange(range, hasNames);
    if (text === undefined) return;
    if (copyText(text)) toast.done(`${formatCount(sizeOf(range), 'value')} copied`);
    else toast.failed('The browser did not let it copy. Select the cells and press Ctrl+C.');
  };

  const columnsOf = useCallback(
    (row: number) =>
      shown.flatMap(({ place, name }, at) => {
        const child = table.getChildAt(place);
        const text = child && !personal?.has(name) && formatCell(child.at(rowAt(row)), child.type);
        return hasText(text || '', searched ?? '') ? [at] : [];
      }),
    [shown, table, personal, rowAt, searched],
  );
  const [at, setAt] = useState<number>();
  const step = (isBack: boolean, from = selection?.focus) => {
    const hit = found && stepHit(found, from, { isBack, columnsOf });
    setAt(hit?.number);
    if (hit) setChosen({ anchor: hit, focus: hit });
  };
  const goToFirst = useRef(step);
  goToFirst.current = step;
  // What is typed is shown at once, at its first place.
  useEffect(() => {
    setAt(undefined);
    if (found && found.total > 0) goToFirst.current(false, undefined);
  }, [found]);
  const closeSearch = () => {
    setSearched(undefined);
    root.current?.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
  };

  const actsOf = (column: ShownColumn, at: number): ColumnActs => ({
    sort: (descending, isAdded) => arrange((now) => sortBy(now, column.place, { descending, isAdded })),
    pin: (isPinned) => lay((now) => pin(now, column.place, isPinned)),
    move: (steps) => lay((now) => move(now, column.place, at + steps)),
    resize: (by) => lay((now) => resize(now, column.place, column.width + by)),
    hide: () => lay((now) => hide(now, column.place)),
    copy: () => copy({ top: 0, bottom: count - 1, left: at, right: at }, true),
  });
  const sortedBy = (place: number) => {
    const { sorts } = arrangement;
    const index = sorts.findIndex(({ column }) => column === place);
    const sort = sorts[index];
    return sort && { descending: sort.descending, ...(sorts.length > 1 && { order: index + 1 }) };
  };

  return (
    <div
      ref={root}
      className={styles.view}
      data-pending={pending || undefined}
      aria-busy={isBusy || undefined}
    >
      {searched !== undefined && (
        <SearchBar
          text={searched}
          total={found?.total ?? 0}
          at={at}
          pending={hits.pending}
          error={hits.error}
          onText={setSearched}
          onStep={step}
          onClose={closeSearch}
        />
      )}
      <VirtualRows
        columns={shown}
        rows={count}
        allRows={table.numRows}
        readText={readText}
        readBytes={readBytes}
        placeOf={rowAt}
        searched={searched ?? ''}
        selection={selection}
        onSelect={setChosen}
        onMove={(from, to) => {
          const { place } = shown[from] ?? {};
          if (place !== undefined) lay((now) => move(now, place, to));
        }}
        onResize={({ place }, width) => lay((now) => resize(now, place, width))}
        onFind={() => setSearched((now) => now ?? '')}
        {...(isWide && { onDrawn: noteDrawn })}
        onCopy={() => selection && copyRange(rangeOf(selection), false)}
        header={(column, at) => (
          <ColumnHeader
            column={column}
            rows={table.numRows}
            summary={personal?.has(column.name) ? undefined : summaries?.get(column.place)}
            filtered={filtered?.get(column.place)}
            filter={arrangement.filters[column.place]}
            figures={<ColumnFigures {...{ engine, source, column, arrangement, others }} />}
            sorted={sortedBy(column.place)}
            acts={actsOf(column, at)}
            onSort={(isAdded) => arrange((now) => stepSort(now, column.place, isAdded))}
            onFilter={(filter) => arrange((now) => filterBy(now, column.place, filter))}
          />
        )}
      />
      <FilterChips columns={columns} arrangement={arrangement} onChange={(next) => arrange(() => next)} />
      {clauses.length > 0 && (
        <p className={styles.linked} role="status">
          filtered by {clauses.map((clause) => sayClause(clause)).join('; ')}{' '}
          <button type="button" onClick={clearAll}>
            Clear all
          </button>
        </p>
      )}
      <TableActs
        {...props}
        {...{ shown, personal, order, others, count, error, selection, copy }}
        onSearch={() => setSearched((now) => now ?? '')}
        onLayout={(next) => lay(() => next)}
        onLink={link && (() => change((now) => ({ isLinked: !now.isLinked })))}
      />
    </div>
  );
}

function withOthers({ sorts, filters }: Arrangement, others: readonly PlacedFilter[]): Arrangement {
  if (others.length === 0) return { sorts, filters };
  return {
    sorts,
    filters: { ...Object.fromEntries(others.map(({ place, filter }) => [place, filter])), ...filters },
  };
}

const nobodyYet: ReadonlySet<number> = new Set();
/** A table of more columns is summarized where it is looked at. */
const mostSummarized = 200;
/** Columns whose pictures follow the filters: those of wider tables stay as they are. */
const mostFiltered = 60;
