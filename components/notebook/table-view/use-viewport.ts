import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { scrollHeight, scrollTopOf, topRow } from './scroll-position';

export interface Viewport {
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  /** Height of what is scrolled. */
  readonly height: number;
  /** First row in view, with a fraction. */
  readonly top: number;
  readonly left: number;
  readonly width: number;
  /** Shows a row first. */
  moveTo(top: number): void;
  onScroll(): void;
}

/** What part of so many rows is in view. */
export function useViewport(rows: number, rowHeight: number, viewHeight: number): Viewport {
  const scroller = useRef<HTMLDivElement>(null);
  const geometry = useMemo(() => ({ rows, rowHeight, viewHeight }), [rows, rowHeight, viewHeight]);
  const [place, setPlace] = useState({ top: 0, left: 0, width: 800 });
  const largest = Math.max(0, rows - viewHeight / rowHeight);

  const moveTo = useCallback(
    (wanted: number) => {
      const top = Math.min(Math.max(0, wanted), largest);
      if (scroller.current) scroller.current.scrollTop = scrollTopOf(top, geometry);
      setPlace((now) => (now.top === top ? now : { ...now, top }));
    },
    [geometry, largest],
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
        const top = Math.min(Math.max(0, now.top + event.deltaY / rowHeight), largest);
        element.scrollTop = scrollTopOf(top, geometry);
        return { ...now, top };
      });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => {
      resize.disconnect();
      element.removeEventListener('wheel', turn);
    };
  }, [geometry, rows, rowHeight, largest]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    setPlace((now) => {
      // A position that we set ourselves comes back rounded: keep the exact one.
      const isOurs = Math.abs(element.scrollTop - scrollTopOf(now.top, geometry)) < 1;
      const top = isOurs ? now.top : topRow(element.scrollTop, geometry);
      return { ...now, top, left: element.scrollLeft };
    });
  };
  return { scroller, height: scrollHeight(geometry), ...place, moveTo, onScroll };
}
