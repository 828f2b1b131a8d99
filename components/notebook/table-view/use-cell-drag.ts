import { type MouseEvent as ReactMouseEvent, useEffect, useRef } from 'react';
import type { CellPlace, Selection } from './selection';

interface CellDragOptions {
  readonly selection: Selection | undefined;
  readonly columns: number;
  /** The cell under a pointer, or the nearest. */
  cellAt(clientX: number, clientY: number): CellPlace;
  onSelect(selection: Selection): void;
}

/** Milliseconds between two steps when the pointer is held outside the table. */
const repeatMs = 60;

/** Selects cells by mouse: pressed, dragged, or with Shift from where one was. From a number of a row, whole rows. */
export function useCellDrag(options: CellDragOptions) {
  const now = useRef(options);
  now.current = options;
  const end = useRef<() => void>(undefined);
  useEffect(() => () => end.current?.(), []);

  return (event: ReactMouseEvent, isRows: boolean) => {
    const select = (x: number, y: number, from?: CellPlace): CellPlace => {
      const { cellAt, columns, onSelect } = now.current;
      const cell = cellAt(x, y);
      const anchor = from ?? (isRows ? { ...cell, column: 0 } : cell);
      const focus = isRows ? { ...cell, column: columns - 1 } : cell;
      onSelect({ anchor, focus, ...(isRows && { isStill: true }) });
      return anchor;
    };
    const known = event.shiftKey ? options.selection?.anchor : undefined;
    const anchor = select(event.clientX, event.clientY, known && isRows ? { ...known, column: 0 } : known);
    let at = { x: event.clientX, y: event.clientY };
    const start = at;
    const drag = ({ clientX, clientY }: MouseEvent) => {
      at = { x: clientX, y: clientY };
      select(clientX, clientY, anchor);
    };
    // Held beyond an edge, the table goes on under it.
    const repeat = setInterval(() => {
      if (at !== start) select(at.x, at.y, anchor);
    }, repeatMs);
    end.current = () => {
      clearInterval(repeat);
      removeEventListener('mousemove', drag);
      removeEventListener('mouseup', stop);
    };
    const stop = () => end.current?.();
    addEventListener('mousemove', drag);
    addEventListener('mouseup', stop);
  };
}
