import type { Table } from '@uwdata/flechette';
import { Code, Copy, Download, Link2, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { writeCsv } from '@/cells/data/write-csv';
import type { PersonalColumns } from '@/cells/personal';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { toast } from '@/components/ui/toast';
import { ColumnsButton } from './columns-button';
import { exportTable } from './export-table';
import type { Layout } from './layout';
import type { PlacedFilter } from './order';
import { type CellRange, rangeOf, type Selection, sizeOf } from './selection';
import type { TableViewProps } from './table-view';
import styles from './table-view.module.css';
import type { ShownColumn } from './view-columns';
import type { TableViewState } from './view-state';
import { hasQuery, writeSql } from './write-sql';

interface TableActsProps extends TableViewProps {
  readonly state: TableViewState;
  readonly shown: readonly ShownColumn[];
  readonly personal: PersonalColumns | undefined;
  readonly order: ArrayLike<number> | undefined;
  /** What linked charts let through. */
  readonly others: readonly PlacedFilter[];
  /** Rows shown. */
  readonly count: number;
  readonly error: string | undefined;
  readonly selection: Selection | undefined;
  readonly forms: ReactNode;
  copy(range: CellRange, hasNames: boolean): void;
  onSearch(): void;
  onLayout(layout: Layout): void;
  /** Where there is something to be linked with. */
  onLink?: (() => void) | undefined;
}

/** Below a table: how much it is, and what can be done with all of it or with what is selected. */
export function TableActs(props: TableActsProps) {
  const { table, whole, columns, order, others, count, error, selection, copy } = props;
  const { arrangement, layout } = props.state;
  const range = selection && rangeOf(selection);
  const { insertQuery } = props;
  // In a report nobody is there to act.
  const isRead = props.saveFile === undefined;
  return (
    <footer className={styles.footer}>
      <span role="status">
        {order && count !== table.numRows ? `${formatNumber(count)} of ` : ''}
        {formatCount(table.numRows, 'row')} × {formatCount(columns.length, 'column')}
      </span>
      {isCut(table, whole) && (
        <span className={styles.cut} title="SQL reads all of it, by the name of the cell's value.">
          the first of {formatCount(whole.rows, 'row')} × {formatCount(whole.columns, 'column')}
        </span>
      )}
      {error && <span className={styles.error}>{error}</span>}
      {props.forms}
      {!isRead && (
        <span className={styles.acts}>
          {range && sizeOf(range) > 1 && (
            <Menu
              trigger={
                <button type="button" className={styles.act}>
                  <Copy size={14} aria-hidden />
                  {formatNumber(range.bottom - range.top + 1)} × {formatNumber(range.right - range.left + 1)}
                </button>
              }
              items={[
                { label: 'Copy', icon: Copy, onSelect: () => copy(range, false), shortcut: 'Ctrl C' },
                { label: 'Copy with column names', icon: Copy, onSelect: () => copy(range, true) },
              ]}
            />
          )}
          <button
            type="button"
            className={styles.act}
            title="Find (Ctrl+F in the table)"
            onClick={props.onSearch}
          >
            <Search size={14} aria-hidden /> Find
          </button>
          {props.onLink && (
            <button
              type="button"
              className={styles.act}
              aria-pressed={props.state.isLinked === true}
              title="Filter by brushing: with the linked charts over the same data"
              onClick={props.onLink}
            >
              <Link2 size={14} aria-hidden /> {props.state.isLinked ? 'Linked' : 'Link'}
            </button>
          )}
          <ColumnsButton columns={columns} layout={layout} onChange={props.onLayout} />
          {insertQuery && hasQuery(arrangement, others, layout) && (
            <button
              type="button"
              className={styles.act}
              title="Put a SQL cell below that gives these rows and columns"
              onClick={() =>
                void insertQuery((from) => writeSql(from, { columns, arrangement, others, layout })).catch(
                  complain,
                )
              }
            >
              <Code size={14} aria-hidden /> To SQL
            </button>
          )}
          <Downloads {...props} />
        </span>
      )}
    </footer>
  );
}

function Downloads({
  table,
  source,
  engine,
  shown,
  personal,
  order,
  others,
  saveFile,
  writeParquet,
  state,
}: TableActsProps) {
  if (!saveFile || !personal) return null;
  const masked = shown.filter(({ name }) => personal.has(name)).map(({ name }) => name);
  const saveCsv = async () => {
    const places = shown.map(({ place }) => place);
    saveFile('table.csv', await writeCsv(table, { order, columns: places, personal }));
  };
  const items: MenuItem[] = [
    { label: 'CSV', icon: Download, onSelect: () => void saveCsv().catch(complain) },
  ];
  if (writeParquet) {
    const { arrangement } = state;
    const saveParquet = async () => {
      const ipc = await exportTable(engine, source, { columns: shown, arrangement, others, personal });
      saveFile('table.parquet', new Blob([await writeParquet(ipc)]));
    };
    items.push({ label: 'Parquet', icon: Download, onSelect: () => void saveParquet().catch(complain) });
  }
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.act}
          title={
            masked.length > 0
              ? `Rows and columns as shown. Masked, as here: ${masked.join(', ')}`
              : 'Rows and columns as shown'
          }
        >
          <Download size={14} aria-hidden /> Download
        </button>
      }
      items={items}
    />
  );
}

const complain = (error: unknown) => toast.failed(error instanceof Error ? error.message : String(error));

const isCut = (table: Table, whole: TableViewProps['whole']): whole is NonNullable<typeof whole> =>
  whole !== undefined && (whole.rows > table.numRows || whole.columns > table.numCols);
