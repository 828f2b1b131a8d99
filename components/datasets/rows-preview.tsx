'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, ListFilter, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useDeferredValue, useEffect, useState } from 'react';
import { type Arrangement, filterBy, stepSort, unarranged } from '@/cells/data/arrangement';
import type { Measure } from '@/cells/data/measure';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { FilterChips } from '@/components/notebook/table-view/filter-chips';
import { FilterEditor } from '@/components/notebook/table-view/filter-editor';
import view from '@/components/notebook/table-view/table-view.module.css';
import codeTable from '@/components/ui/code-table.module.css';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { PageSteps } from './page-steps';
import styles from './rows-preview.module.css';

type Column = ApiOutput['datasets']['read']['profile'][number];

const pageSize = 50;
const mostColumns = 100;
/** A breath between typing and asking. */
const breathMs = 300;

interface RowsPreviewProps {
  readonly id: string;
  readonly version: number;
  readonly columns: readonly Column[];
  /** Columns with personal data: masked, and not asked for. */
  readonly masked: ReadonlySet<string>;
}

/** The rows of the file, sorted, filtered and searched by the server, a page at a time; of a wide table a hundred columns. */
export function RowsPreview({ id, version, columns, masked }: RowsPreviewProps) {
  const [offset, setOffset] = useState(0);
  const [firstColumn, setFirstColumn] = useState(0);
  const [arrangement, setArrangement] = useState<Arrangement>(unarranged);
  const [text, setText] = useState('');
  const asked = useBreath({ arrangement, search: useDeferredValue(text.trim()) });
  const page = useQuery({
    queryKey: ['datasets', 'preview', id, version, offset, firstColumn, asked],
    queryFn: ({ signal }) =>
      api.datasets.preview.query(
        { id, version, offset, limit: pageSize, firstColumn, columns: mostColumns, ...asked },
        { signal },
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const arrange = (next: Arrangement) => {
    setArrangement(next);
    setOffset(0);
  };
  const { data } = page;
  const shown = columns.slice(data?.firstColumn ?? 0, (data?.firstColumn ?? 0) + mostColumns);
  return (
    <div className={view.view}>
      <search className={view.search}>
        <Search size={14} aria-hidden />
        <input
          type="text"
          placeholder="Rows that contain …"
          aria-label="Rows that contain"
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setOffset(0);
          }}
        />
        <span role="status">{page.isFetching ? 'Looking …' : data && formatCount(data.total, 'row')}</span>
      </search>
      {page.isError && <ErrorNotice message={errorMessage(page.error)} onRetry={() => page.refetch()} />}
      {page.isPending && <Loading label="Loading rows" />}
      {data && (
        <section
          className={styles.scroll}
          aria-label="Rows"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard
          tabIndex={0}
          data-stale={page.isPlaceholderData || undefined}
        >
          <table className={codeTable.table}>
            <thead>
              <tr>
                <th scope="col" data-number>
                  #
                </th>
                {shown.map((column, i) => (
                  <ColumnHead
                    key={column.name}
                    column={column}
                    place={data.firstColumn + i}
                    isMasked={masked.has(column.name)}
                    arrangement={arrangement}
                    onChange={arrange}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
                <tr key={data.offset + i}>
                  <td className={styles.place}>{formatNumber(data.offset + i + 1)}</td>
                  {shown.map(({ name, type }, j) => (
                    <td
                      key={name}
                      data-number={isNumeric(type) || undefined}
                      title={isPicture(row[j]) ? undefined : (row[j] ?? undefined)}
                    >
                      {isPicture(row[j]) ? (
                        // biome-ignore lint/performance/noImgElement: the bytes are in the answer, there is nothing to optimize
                        <img className={styles.picture} src={row[j] ?? undefined} alt="" />
                      ) : (
                        (row[j] ?? <span className={styles.missing}>null</span>)
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {data.rows.length === 0 && <p className={styles.nobody}>No row passes.</p>}
        </section>
      )}
      <FilterChips columns={columns} arrangement={arrangement} onChange={arrange} />
      {data && (
        <div className={styles.steps}>
          <PageSteps
            what="Rows"
            {...{ offset: data.offset, size: pageSize, total: data.total, onMove: setOffset }}
          />
          {columns.length > mostColumns && (
            <PageSteps
              what="Columns"
              {...{ offset: firstColumn, size: mostColumns, total: columns.length, onMove: setFirstColumn }}
            />
          )}
        </div>
      )}
    </div>
  );
}

interface ColumnHeadProps {
  readonly column: Column;
  readonly place: number;
  readonly isMasked: boolean;
  readonly arrangement: Arrangement;
  onChange(arrangement: Arrangement): void;
}

/** A click on the name sorts, with Shift within what is sorted; the funnel filters. */
function ColumnHead({ column, place, isMasked, arrangement, onChange }: ColumnHeadProps) {
  const { name, type } = column;
  const index = arrangement.sorts.findIndex((sort) => sort.column === place);
  const sort = arrangement.sorts[index];
  const Arrow = sort?.descending ? ArrowDown : ArrowUp;
  const filter = arrangement.filters[place];
  const isNumber = isNumeric(type);
  if (isMasked || type === 'BLOB')
    return (
      <th
        scope="col"
        data-number={isNumber || undefined}
        title={isMasked ? 'Personal, masked: rows are neither sorted nor filtered by it' : undefined}
      >
        {name}
      </th>
    );
  return (
    <th
      scope="col"
      data-number={isNumber || undefined}
      aria-sort={sort && (sort.descending ? 'descending' : 'ascending')}
    >
      <span className={styles.head}>
        <button
          type="button"
          className={styles.sort}
          title="Sort; with Shift, after what is sorted"
          onClick={(event) => onChange(stepSort(arrangement, place, event.shiftKey))}
        >
          {name}
          {sort && (
            <span className={view.sorted}>
              <Arrow size={13} aria-hidden />
              {arrangement.sorts.length > 1 && index + 1}
            </span>
          )}
        </button>
        <Popover.Root>
          <Popover.Trigger asChild>
            <button
              type="button"
              className={styles.funnel}
              aria-label={`Filter ${name}`}
              data-on={filter !== undefined || undefined}
            >
              <ListFilter size={13} aria-hidden />
            </button>
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content
              className={view.popover}
              align="end"
              sideOffset={4}
              collisionPadding={8}
              aria-label={`Filter ${name}`}
            >
              <FilterEditor
                measure={measureOf(type)}
                summary={{ missing: column.missing, distinct: column.distinct, top: topOf(column) }}
                filter={filter}
                onChange={(next) => onChange(filterBy(arrangement, place, next))}
              />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      </span>
    </th>
  );
}

/** What was asked once it has not changed for a breath. */
function useBreath<T extends { readonly search: string; readonly arrangement: Arrangement }>(now: T): T {
  const [settled, setSettled] = useState(now);
  const { search, arrangement } = now;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` is made anew each time; these two are what it holds
  useEffect(() => {
    const timer = setTimeout(() => setSettled(now), breathMs);
    return () => clearTimeout(timer);
  }, [search, arrangement]);
  return settled;
}

const isPicture = (value: string | null | undefined): boolean =>
  /^data:image\/(png|jpeg);base64,/.test(value ?? '');

const isNumeric = (type: string): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|UINTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type);

function measureOf(type: string): Measure {
  if (isNumeric(type)) return 'number';
  if (/^(DATE|TIMESTAMP)/.test(type)) return 'date';
  if (type === 'BOOLEAN') return 'boolean';
  return type === 'VARCHAR' ? 'text' : 'other';
}

/** Values to choose from: whole ones alone, as they are compared. */
const topOf = ({ type, top }: Column) => (/^(VARCHAR|BOOLEAN)$/.test(type) ? top : undefined);
