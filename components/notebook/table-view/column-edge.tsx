import { type PointerEvent, useRef } from 'react';
import styles from './table-view.module.css';

/** The right edge of a header: dragged, the column gets wider or narrower; a double click fits it again. By keyboard see the header and its menu. */
export function ColumnEdge({
  width,
  onResize,
  onFit,
}: {
  width: number;
  onResize(width: number): void;
  onFit(): void;
}) {
  const held = useRef<{ x: number; width: number }>(undefined);
  return (
    <div
      className={styles.edge}
      aria-hidden
      onPointerDown={(event: PointerEvent) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { x: event.clientX, width };
        event.stopPropagation();
      }}
      onPointerMove={({ clientX }) => {
        if (held.current) onResize(held.current.width + clientX - held.current.x);
      }}
      onPointerUp={() => {
        held.current = undefined;
      }}
      onPointerCancel={() => {
        held.current = undefined;
      }}
      onDoubleClick={onFit}
    />
  );
}
