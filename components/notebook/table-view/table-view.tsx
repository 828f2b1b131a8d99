import type { Table } from '@uwdata/flechette';
import { Download, X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { DataEngine } from '@/cells/data';
import { writeCsv } from '@/cells/data/write-csv';
import { maskCell } from '@/cells/personal';
import { formatCount, formatNumber } from '@/components/ui/format';
import { ColumnHeader } from './column-header';
import { formatCell, type Measure, measureColumn, measureOf } from './format-cell';
import { type Arrangement, type Filter, isArranged, unarranged } from './order';
import styles from './table-view.module.css';
import { useOrder } from './use-order';
import { usePersonal } from './use-personal';
import { useSummaries } from './use-summaries';
import { VirtualRows } from './virtual-rows';

export interface TableViewProps {
  readonly table: Table;
  readonly engine: DataEngine;
  saveFile?(name: string, blob: Blob): void;
  /** Rows and columns of what the table is the beginning of. */
  readonly whole?: { readonly rows: number; readonly columns: number };
  /** The value as a tree. */
  inspect?(): Node;
}

/** A table, or the tree that it is as well. */
export function TableView(props: TableViewProps) {
  const { inspect } = props;
  const [isTree, setIsTree] = useState(false);
  if (!inspect) return <Rows {...props} />;
  return (
    <>
      {isTree ? <Tree inspect={inspect} /> : <Rows {...props} />}
      <div className={styles.forms} role="radiogroup" aria-label="Show as">
        {[false, true].map((tree) => (
          // biome-ignore lint/a11y/useSemanticElements: two words that look like tabs
          <button
            key={String(tree)}
            type="button"
            role="radio"
            aria-checked={isTree === tree}
            onClick={() => setIsTree(tree)}
          >
            {tree ? 'Objects' : 'Table'}
          </button>
        ))}
      </div>
    </>
  );
}

function Tree({ inspect }: { inspect(): Node }) {
  const show = useCallback((place: HTMLElement | null) => place?.replaceChildren(inspect()), [inspect]);
  return <div ref={show} />;
}

let made = 0;

function Rows({ table, engine, saveFile, whole }: TableViewProps) {
  const [arrangement, setArrangement] = useState<Arrangement>(unarranged);
  // A name of its own in DuckDB, for as long as this element lives.
  const [name] = useState(() => `cellar_view_${++made}`);
  const columns = useMemo(() => readColumns(table), [table]);
  const source = useMemo(() => ({ name, value: table }), [name, table]);
  const personal = usePersonal(engine);
  const summaries = useSummaries(engine, source, columns);
  const { order, error, pending } = useOrder(engine, source, columns, arrangement);
  const count = order ? order.length : table.numRows;

  const sort = useCallback(
    (column: string, descending: boolean | undefined) =>
      setArrangement((now) => ({
        ...now,
        sort: descending === undefined ? undefined : { column, descending },
      })),
    [],
  );
  const filter = useCallback(
    (column: string, next: Filter | undefined) =>
      setArrangement(({ filters: { [column]: _, ...rest }, ...now }) => ({
        ...now,
        filters: next ? { ...rest, [column]: next } : rest,
      })),
    [],
  );
  const readText = useCallback(
    (row: number, column: number) => {
      const child = table.getChildAt(column);
      const text = child && formatCell(child.at(order?.[row] ?? row), child.type);
      if (personal === undefined) return '';
      return text && maskCell(personal, columns[column]?.name ?? '', text);
    },
    [table, order, columns, personal],
  );

  const readBytes = useCallback(
    (row: number, column: number) =>
      personal?.has(columns[column]?.name ?? '') === false
        ? table.getChildAt(column)?.at(order?.[row] ?? row)
        : undefined,
    [table, order, columns, personal],
  );
  const masked = personal ? columns.filter(({ name }) => personal.has(name)) : [];

  if (columns.length === 0) return <p className={styles.nothing}>A table without columns.</p>;
  return (
    <div className={styles.view} data-pending={pending || undefined}>
      <VirtualRows
        columns={columns}
        rows={count}
        readText={readText}
        readBytes={readBytes}
        header={(column) => (
          <ColumnHeader
            column={column}
            rows={table.numRows}
            summary={personal?.has(column.name) ? undefined : summaries?.get(column.name)}
            sorted={arrangement.sort?.column === column.name ? arrangement.sort : undefined}
            filter={arrangement.filters[column.name]}
            onSort={sort}
            onFilter={filter}
          />
        )}
      />
      <footer className={styles.footer}>
        <span role="status">
          {order && order.length !== table.numRows ? `${formatNumber(order.length)} of ` : ''}
          {formatCount(table.numRows, 'row')} × {formatCount(columns.length, 'column')}
        </span>
        {isCut(table, whole) && (
          <span
            className={styles.cut}
            title="A larger array is looked at in SQL: it is a table there, by its name."
          >
            the first of {formatCount(whole.rows, 'row')} × {formatCount(whole.columns, 'column')}
          </span>
        )}
        {error && <span className={styles.error}>{error}</span>}
        {isArranged(arrangement) && (
          <button type="button" className={styles.act} onClick={() => setArrangement(unarranged)}>
            <X size={14} aria-hidden /> Clear sorting and filters
          </button>
        )}
        {saveFile && (
          <button
            type="button"
            className={styles.act}
            disabled={personal === undefined}
            title={
              masked.length > 0
                ? `Masked in it, as here: ${masked.map(({ name }) => name).join(', ')}`
                : undefined
            }
            onClick={() =>
              void writeCsv(table, { order, personal }).then((blob) => saveFile('table.csv', blob))
            }
          >
            <Download size={14} aria-hidden /> CSV
          </button>
        )}
      </footer>
    </div>
  );
}

export interface ViewColumn {
  readonly name: string;
  readonly index: number;
  readonly measure: Measure;
  /** Pixels. */
  readonly width: number;
}

const isCut = (table: Table, whole: TableViewProps['whole']): whole is NonNullable<typeof whole> =>
  whole !== undefined && (whole.rows > table.numRows || whole.columns > table.numCols);

const sampleRows = 60;

function readColumns(table: Table): ViewColumn[] {
  return table.schema.fields.map(({ name, type }, index) => {
    const child = table.getChildAt(index);
    let longest = name.length + 4;
    for (let row = 0; row < Math.min(sampleRows, table.numRows); row++)
      longest = Math.max(longest, formatCell(child?.at(row), type)?.length ?? 4);
    return {
      name,
      index,
      measure: child ? measureColumn({ type, at: (row) => child.at(row) }) : measureOf(type),
      width: Math.round(Math.min(320, Math.max(104, longest * 7.3 + 26))),
    };
  });
}
