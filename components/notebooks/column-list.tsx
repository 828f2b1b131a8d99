import { useVirtualizer } from '@tanstack/react-virtual';
import {
  Braces,
  CalendarDays,
  Hash,
  List,
  type LucideIcon,
  TextCursorInput,
  ToggleLeft,
  Type,
} from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { IconButton } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import styles from './data-panel.module.css';
import { dragInto, type Insertable, insert, quoteName } from './insert-into-notebook';
import type { NotebookSession } from './notebook-session';

export interface ListedColumn {
  readonly name: string;
  readonly type: string;
}

/** Pixels of a row. */
const rowHeight = 26;

/** The columns of a table: only those in sight are drawn, however many there are. Each can be dragged into a cell, inserted and copied. */
export function ColumnList(props: {
  session: NotebookSession;
  /** As SQL takes it. */
  table: string;
  connection?: string;
  columns: readonly ListedColumn[];
  /** What stands under a name, such as a small profile, and how high it is. */
  under?: { readonly height: number; draw(column: ListedColumn, place: number): ReactNode };
}) {
  const { session, table, connection, columns, under } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight + (under?.height ?? 0),
    overscan: 6,
  });
  return (
    <div ref={scroller} className={styles.columnScroller}>
      <ul className={styles.columnList} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => {
          const column = columns[index];
          if (!column) return null;
          const given: Insertable = {
            text: quoteName(column.name),
            query: `SELECT ${quoteName(column.name)}\nFROM ${table}\nLIMIT 1000`,
            connection,
          };
          const Glyph = glyphOf(column.type);
          return (
            <li key={column.name} style={{ top: start, height: size }}>
              <div className={styles.columnRow}>
                <Glyph size={13} aria-hidden className={styles.glyph} />
                <button
                  type="button"
                  className={styles.columnName}
                  title={`${column.name}: ${column.type}. Click to copy, drag into a cell`}
                  onPointerDown={(event) => dragInto(session, given, event)}
                  onClick={() => void copy(given.text)}
                >
                  {column.name}
                </button>
                <span className={styles.type}>{column.type.toLowerCase()}</span>
                <IconButton
                  className={styles.insert}
                  label={`Insert ${column.name}`}
                  icon={TextCursorInput}
                  onClick={() => insert(session, given)}
                />
              </div>
              {under?.draw(column, index)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.done(`${text} is copied.`);
  } catch {
    toast.failed('The browser does not let this page copy. Use Insert instead.');
  }
}

/** By what a database calls the type. */
function glyphOf(type: string): LucideIcon {
  const name = type.toLowerCase();
  if (/\[\]|^array|^list/.test(name)) return List;
  if (
    /^(nullable\()?(u?int|bigint|smallint|tinyint|hugeint|integer|number|numeric|decimal|double|float|real|serial|money)/.test(
      name,
    )
  )
    return Hash;
  if (/date|time|interval/.test(name)) return CalendarDays;
  if (/bool/.test(name)) return ToggleLeft;
  if (/json|struct|map|row|tuple|object/.test(name)) return Braces;
  return Type;
}
