import { observe } from './observe';

/** What a cell is told where nothing is laid out: a document without a view, an element that is not in the page yet. */
const widthWithoutLayout = 720;

/** The width of an element's content in whole pixels. */
export function observeWidth(element: Element): AsyncGenerator<number> {
  return observe((notify) => {
    let known: number | undefined;
    const tell = (width: number) => {
      const rounded = Math.round(width);
      if (rounded === known || (rounded === 0 && known !== undefined)) return;
      known = rounded || widthWithoutLayout;
      notify(known);
    };
    if (typeof ResizeObserver === 'undefined') return tell(0);
    const observer = new ResizeObserver(([entry]) => tell(entry?.contentRect.width ?? 0));
    observer.observe(element);
    if (!element.isConnected) tell(0);
    return () => observer.disconnect();
  });
}
