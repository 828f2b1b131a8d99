import { type PointerEvent, useRef, useState } from 'react';

/** Pixels after which a press on a name is a drag and no click. */
const threshold = 6;

/** A column on its way, and the place in view that it would take. */
export interface ColumnDrag {
  readonly from: number;
  readonly to: number;
}

/**
 * Drags a column by its name. `placeAt` gives the place in view under a pointer. The click that ends a drag is swallowed: it would sort.
 */
export function useColumnDrag(
  placeAt: (clientX: number) => number,
  onMove: (from: number, to: number) => void,
) {
  const [drag, setDrag] = useState<ColumnDrag>();
  const pressed = useRef<{ at: number; x: number; isMoved: boolean }>(undefined);

  const handlers = (at: number) => ({
    onPointerDown(event: PointerEvent) {
      const isName = event.target instanceof Element && event.target.closest('[data-drag-column]');
      if (isName && event.button === 0 && event.pointerType !== 'touch')
        pressed.current = { at, x: event.clientX, isMoved: false };
    },
    onPointerMove(event: PointerEvent) {
      const { current } = pressed;
      if (!current || (!current.isMoved && Math.abs(event.clientX - current.x) < threshold)) return;
      if (!current.isMoved) event.currentTarget.setPointerCapture(event.pointerId);
      current.isMoved = true;
      setDrag({ from: current.at, to: placeAt(event.clientX) });
    },
    onPointerUp(event: PointerEvent) {
      const { current } = pressed;
      pressed.current = undefined;
      if (!current?.isMoved) return;
      setDrag(undefined);
      const swallow = (click: MouseEvent) => {
        click.stopPropagation();
        click.preventDefault();
      };
      document.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => document.removeEventListener('click', swallow, { capture: true }));
      const to = placeAt(event.clientX);
      if (to !== current.at) onMove(current.at, to);
    },
    onPointerCancel() {
      pressed.current = undefined;
      setDrag(undefined);
    },
  });
  return { drag, handlers };
}
