import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useId } from 'react';
import { formatNumber } from '@/components/ui/format';
import { ColumnEdge } from './column-edge';
import { selectByKey } from './grid-keys';
import { isIn, rangeOf, type Selection } from './selection';
import { TableCell } from './table-cell';
import styles from './table-view.module.css';
import { useCellDrag } from './use-cell-drag';
import { useColumnDrag } from './use-column-drag';
import { useViewport } from './use-viewport';
import type { ShownColumn } from './view-columns';

const textHeight = 27;
/** Rows with a picture. */
const pictureHeight = 64;
const headerHeight = 80;
const textRowsInView = 12;
/** Columns drawn beside those in view. */
const margin = 200;
/** Pinned columns take no more of the width than this; else they scroll with the others. */
const mostPinned = 0.6;
/** Milliseconds of rest after which columns count as looked at. */
const restMs = 120;

interface VirtualRowsProps {
  readonly columns: readonly ShownColumn[];
  /** Rows that pass the filters. */
  readonly rows: number;
  /** Of the table: what is drawn keeps its place while filters change. */
  readonly allRows: number;
  /** By row and column as shown. */
  readText(row: number, column: number): string | null | undefined;
  /** Of a column of pictures. */
  readBytes(row: number, column: number): unknown;
  /** The number of a shown row in the table. */
  placeOf(row: number): number;
  readonly searched: string;
  readonly selection: Selection | undefined;
  onSelect(selection: Selection | undefined): void;
  onMove(from: number, to: number): void;
  onResize(column: ShownColumn, width: number): void;
  onFind(): void;
  /** Called some time after other columns were drawn, with their places in the table. */
  onDrawn?(places: readonly number[]): void;
  onCopy(): string | undefined;
  header(column: ShownColumn, at: number): ReactNode;
}

/** Scrolling does not draw a header again. */
const Header = memo(function Header({
  draw,
  column,
  at,
}: {
  draw: VirtualRowsProps['header'];
  column: ShownColumn;
  at: number;
}) {
  return draw(column, at);
});

/** The rows and columns in view, and no others. */
export function VirtualRows(props: VirtualRowsProps) {
  const { columns, rows, allRows, selection, onSelect, placeOf } = props;
  const id = useId();
  const hasPictures = columns.some(({ measure }) => measure === 'picture');
  const [rowHeight, rowsInView] = hasPictures ? [pictureHeight, 6] : [textHeight, textRowsInView];
  const viewHeight = Math.max(1, Math.min(allRows, rowsInView)) * rowHeight;
  const { scroller, height, top, left, width, moveTo, onScroll } = useViewport(rows, rowHeight, viewHeight);
  const gutter = Math.max(30, formatNumber(allRows).length * 6.6 + 14);
  const end = columns.at(-1);
  const total = gutter + (end ? end.left + end.width : 0);
  const lastPinned = columns.findLast(({ isPinned }) => isPinned);
  const pinned = lastPinned ? lastPinned.left + lastPinned.width : 0;
  const isHeld = gutter + pinned <= width * mostPinned;
  const holdWidth = isHeld ? pinned : 0;

  const first = Math.floor(Math.min(top, Math.max(0, rows - 1)));
  const last = Math.min(rows, Math.ceil(top) + rowsInView + 1);
  const drawn = columns.flatMap((column, at) => {
    const isInView =
      gutter + column.left + column.width > left - margin && gutter + column.left < left + width + margin;
    return isInView || (column.isPinned && isHeld) ? [{ column, at }] : [];
  });
  const { onDrawn } = props;
  const [from, to] = [drawn[0]?.at, drawn.at(-1)?.at];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ends say which columns are drawn
  useEffect(() => {
    if (!onDrawn) return;
    const places = drawn.map(({ column }) => column.place);
    const timer = setTimeout(() => onDrawn(places), restMs);
    return () => clearTimeout(timer);
  }, [onDrawn, from, to]);
  const styleOf = (column: ShownColumn) =>
    column.isPinned && isHeld
      ? { position: 'sticky' as const, left: gutter + column.left, width: column.width }
      : { left: gutter + column.left, width: column.width };
  const range = selection && rangeOf(selection);

  // What is selected comes into view.
  const focus = selection?.isStill ? undefined : selection?.focus;
  const target = focus && columns[focus.column];
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another cell is chosen, not when the view scrolls or grows
  useEffect(() => {
    const element = scroller.current;
    if (!focus || !target || !element) return;
    if (focus.row < top) moveTo(focus.row);
    if (focus.row + 1 > top + viewHeight / rowHeight) moveTo(focus.row + 1 - viewHeight / rowHeight);
    if (target.isPinned && isHeld) return;
    const right = gutter + target.left + target.width;
    if (target.left - holdWidth < element.scrollLeft) element.scrollLeft = target.left - holdWidth;
    else if (right > element.scrollLeft + element.clientWidth)
      element.scrollLeft = right - element.clientWidth;
  }, [focus?.row, focus?.column]);

  const columnAt = (clientX: number) => {
    const element = scroller.current;
    if (!element) return 0;
    const inView = clientX - element.getBoundingClientRect().left - gutter;
    const x = inView < holdWidth ? inView : inView + element.scrollLeft;
    const at = columns.findIndex((column) => x < column.left + column.width);
    return at === -1 ? columns.length - 1 : at;
  };
  const rowAt = (clientY: number) => {
    const element = scroller.current;
    const y = clientY - (element?.getBoundingClientRect().top ?? 0) - headerHeight;
    return Math.min(rows - 1, Math.max(0, Math.floor(top + y / rowHeight)));
  };
  const { drag, handlers } = useColumnDrag(columnAt, props.onMove);
  const press = useCellDrag({
    selection,
    columns: columns.length,
    cellAt: (x, y) => ({ row: rowAt(y), column: columnAt(x) }),
    onSelect,
  });

  const type = (event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('[role=columnheader]')) return;
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && event.key.toLowerCase() === 'f') props.onFind();
    else if (event.key === 'Escape' && selection) onSelect(undefined);
    else {
      const next = selectByKey(selection, event, { rows, columns: columns.length, page: rowsInView - 1 });
      if (!next) return;
      onSelect(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const copy = (event: React.ClipboardEvent) => {
    if (!selection || !window.getSelection()?.isCollapsed) return;
    const text = props.onCopy();
    if (text === undefined) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };
  const mouseDown = (event: MouseEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    scroller.current?.focus({ preventScroll: true });
    press(event, event.target instanceof Element && event.target.closest('[role=rowheader]') !== null);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: only the rows in view are there, which a table element cannot say
    <div
      ref={scroller}
      className={styles.scroller}
      role="grid"
      aria-label="Table"
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      aria-activedescendant={focus ? `${id}-${focus.row}-${focus.column}` : undefined}
      tabIndex={0}
      style={{ minHeight: headerHeight + viewHeight, maxHeight: headerHeight + viewHeight + 14 }}
      onScroll={onScroll}
      onKeyDown={type}
      onCopy={copy}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div className={styles.header} role="row" tabIndex={-1} style={{ width: total, height: headerHeight }}>
        <div className={styles.corner} style={{ width: gutter }} />
        {drawn.map(({ column, at }) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={column.place}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={at + 1}
            className={styles.headerCell}
            data-pinned={(column.isPinned && isHeld) || undefined}
            data-dragged={drag?.from === at || undefined}
            data-drop={drag?.to !== at || drag.from === at ? undefined : drag.from < at ? 'after' : 'before'}
            style={styleOf(column)}
            {...handlers(at)}
          >
            <Header draw={props.header} column={column} at={at} />
            <ColumnEdge
              width={column.width}
              onResize={(next) => props.onResize(column, next)}
              onFit={() => props.onResize(column, column.natural)}
            />
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the grid select too */}
      <div className={styles.window} style={{ top: headerHeight }} onMouseDown={mouseDown}>
        {Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i).map((row) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={row}
            role="row"
            tabIndex={-1}
            aria-rowindex={row + 2}
            className={styles.row}
            style={{ transform: `translateY(${(row - top) * rowHeight}px)`, width: total, height: rowHeight }}
          >
            {/* biome-ignore lint/a11y/useSemanticElements: see above */}
            <div
              role="rowheader"
              tabIndex={-1}
              className={styles.gutter}
              style={{ width: gutter }}
              data-selected={(range && row >= range.top && row <= range.bottom) || undefined}
            >
              {formatNumber(placeOf(row) + 1)}
            </div>
            {drawn.map(({ column, at }) => (
              <TableCell
                key={column.place}
                id={`${id}-${row}-${at}`}
                at={at}
                measure={column.measure}
                isPinned={column.isPinned && isHeld}
                isSelected={range !== undefined && isIn(range, row, at)}
                isFocus={selection?.focus.row === row && selection.focus.column === at}
                text={props.readText(row, at)}
                bytes={column.measure === 'picture' ? props.readBytes(row, at) : undefined}
                searched={props.searched}
                left={gutter + column.left}
                width={column.width}
              />
            ))}
          </div>
        ))}
      </div>
      {rows === 0 && (
        <p className={styles.nobody} style={{ top: headerHeight + 12 }}>
          {allRows === 0 ? 'No rows.' : 'No row passes the filters.'}
        </p>
      )}
      <div style={{ height, width: total }} />
    </div>
  );
}
