import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { PictureCell } from './picture-cell';
import { scrollHeight, scrollTopOf, topRow } from './scroll-position';
import type { ViewColumn } from './table-view';
import styles from './table-view.module.css';

const textHeight = 27;
/** Rows with a picture. */
const pictureHeight = 64;
const headerHeight = 84;
const textRowsInView = 12;
/** Columns drawn beside those in view. */
const margin = 200;

interface VirtualRowsProps {
  readonly columns: readonly ViewColumn[];
  readonly rows: number;
  readText(row: number, column: number): string | null | undefined;
  /** Of a column of pictures. */
  readBytes(row: number, column: number): unknown;
  header(column: ViewColumn): ReactNode;
}

/** The rows and columns in view, and no others. */
export function VirtualRows({ columns, rows, readText, readBytes, header }: VirtualRowsProps) {
  const hasPictures = columns.some(({ measure }) => measure === 'picture');
  const [rowHeight, rowsInView] = hasPictures ? [pictureHeight, 6] : [textHeight, textRowsInView];
  const scroller = useRef<HTMLDivElement>(null);
  const viewHeight = Math.max(1, Math.min(rows, rowsInView)) * rowHeight;
  const geometry = useMemo(() => ({ rows, rowHeight, viewHeight }), [rows, rowHeight, viewHeight]);
  const [place, setPlace] = useState({ top: 0, left: 0, width: 800 });
  const [selected, setSelected] = useState<{ row: number; column: number }>();
  const offsets = useMemo(() => sum(columns.map(({ width }) => width)), [columns]);
  const first = Math.floor(Math.min(place.top, Math.max(0, rows - 1)));
  const last = Math.min(rows, Math.ceil(place.top) + rowsInView + 1);
  const shown = columns.filter(
    ({ index, width }) =>
      (offsets[index] ?? 0) + width > place.left - margin &&
      (offsets[index] ?? 0) < place.left + place.width + margin,
  );

  const moveTo = useCallback(
    (top: number) => {
      const element = scroller.current;
      if (!element) return;
      element.scrollTop = scrollTopOf(top, geometry);
      setPlace((now) => ({
        ...now,
        top: Math.min(Math.max(0, top), Math.max(0, rows - viewHeight / rowHeight)),
      }));
    },
    [geometry, rows, rowHeight, viewHeight],
  );

  // Fewer rows after a filter: what was in view may be gone.
  useEffect(() => {
    if (scroller.current)
      setPlace((now) => ({ ...now, top: topRow(scroller.current?.scrollTop ?? 0, geometry) }));
  }, [geometry]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const resize = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      setPlace((now) => ({ ...now, width }));
    });
    resize.observe(element);
    // Where scrolling is shrunk, a turn of the wheel still moves by rows, not by thousands.
    const turn = (event: WheelEvent) => {
      if (rows * rowHeight <= scrollHeight(geometry) || event.deltaY === 0 || event.ctrlKey) return;
      event.preventDefault();
      setPlace((now) => {
        const top = Math.min(Math.max(0, now.top + event.deltaY / rowHeight), rows - viewHeight / rowHeight);
        element.scrollTop = scrollTopOf(top, geometry);
        return { ...now, top };
      });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => {
      resize.disconnect();
      element.removeEventListener('wheel', turn);
    };
  }, [geometry, rows, rowHeight, viewHeight]);

  const scroll = () => {
    const element = scroller.current;
    if (!element) return;
    setPlace((now) => {
      // A position that we set ourselves comes back rounded: keep the exact one.
      const isOurs = Math.abs(element.scrollTop - scrollTopOf(now.top, geometry)) < 1;
      return {
        ...now,
        top: isOurs ? now.top : topRow(element.scrollTop, geometry),
        left: element.scrollLeft,
      };
    });
  };

  const select = (row: number, column: number) => {
    const next = { row: clamp(row, rows), column: clamp(column, columns.length) };
    setSelected(next);
    if (next.row < place.top) moveTo(next.row);
    if (next.row + 1 > place.top + viewHeight / rowHeight) moveTo(next.row + 1 - viewHeight / rowHeight);
    const start = offsets[next.column] ?? 0;
    const end = start + (columns[next.column]?.width ?? 0);
    const element = scroller.current;
    if (!element) return;
    if (start < element.scrollLeft) element.scrollLeft = start;
    else if (end > element.scrollLeft + element.clientWidth) element.scrollLeft = end - element.clientWidth;
  };
  const press = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || event.target !== event.currentTarget) return;
    event.preventDefault();
    const [down, right] = move;
    const page = Math.abs(down) === 10 ? Math.sign(down) * rowsInView : down;
    select((selected?.row ?? first) + page, (selected?.column ?? 0) + right);
  };
  const copy = (event: React.ClipboardEvent) => {
    if (!selected || !window.getSelection()?.isCollapsed) return;
    event.clipboardData.setData('text/plain', readText(selected.row, selected.column) ?? '');
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: only the rows in view are there, which a table element cannot say
    <div
      ref={scroller}
      className={styles.scroller}
      role="grid"
      aria-rowcount={rows + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      style={{ maxHeight: headerHeight + viewHeight + 14 }}
      onScroll={scroll}
      onKeyDown={press}
      onCopy={copy}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div
        className={styles.header}
        role="row"
        tabIndex={-1}
        style={{ width: offsets.at(-1), height: headerHeight }}
      >
        {shown.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={column.index}
            role="columnheader"
            tabIndex={-1}
            aria-colindex={column.index + 1}
            className={styles.headerCell}
            style={{ left: offsets[column.index], width: column.width }}
          >
            {header(column)}
          </div>
        ))}
      </div>
      <div className={styles.window} style={{ top: headerHeight }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i).map((row) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div
            key={row}
            role="row"
            tabIndex={-1}
            aria-rowindex={row + 2}
            className={styles.row}
            style={{
              transform: `translateY(${(row - place.top) * rowHeight}px)`,
              width: offsets.at(-1),
              height: rowHeight,
            }}
          >
            {shown.map(({ index, measure, width }) => {
              const text = readText(row, index);
              return (
                // biome-ignore lint/a11y/useSemanticElements: see above
                // biome-ignore lint/a11y/useKeyWithClickEvents: arrow keys of the grid select too
                <div
                  key={index}
                  role="gridcell"
                  tabIndex={-1}
                  aria-colindex={index + 1}
                  data-measure={measure}
                  data-selected={(selected?.row === row && selected.column === index) || undefined}
                  className={styles.cell}
                  style={{ left: offsets[index], width }}
                  title={text && text.length * 7 > width ? text : undefined}
                  onClick={() => setSelected({ row, column: index })}
                >
                  {measure === 'picture' ? (
                    <PictureCell bytes={readBytes(row, index)} text={text} />
                  ) : (
                    (text ?? <span className={styles.missing}>null</span>)
                  )}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <div style={{ height: scrollHeight(geometry), width: offsets.at(-1) }} />
    </div>
  );
}

/** Key → rows down, columns right. Ten rows stand for a page. */
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  PageDown: [10, 0],
  PageUp: [-10, 0],
  Home: [Number.NEGATIVE_INFINITY, 0],
  End: [Number.POSITIVE_INFINITY, 0],
};

const clamp = (value: number, count: number): number => Math.min(Math.max(0, value), Math.max(0, count - 1));

/** Where each column begins, and where the last ends. */
function sum(widths: readonly number[]): number[] {
  const offsets = [0];
  for (const width of widths) offsets.push((offsets.at(-1) ?? 0) + width);
  return offsets;
}
