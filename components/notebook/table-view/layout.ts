/** How the columns stand, by their places in the table. */
export interface Layout {
  readonly order: readonly number[];
  readonly pinned: readonly number[];
  readonly hidden: readonly number[];
  /** Pixels, where a person set them. */
  readonly widths: Readonly<Record<number, number>>;
}

export const narrowest = 56;
export const widest = 1200;

export const layoutOf = (columns: number): Layout => ({
  order: Array.from({ length: columns }, (_, place) => place),
  pinned: [],
  hidden: [],
  widths: {},
});

export const isLaidOut = ({ order, pinned, hidden, widths }: Layout): boolean =>
  pinned.length > 0 ||
  hidden.length > 0 ||
  Object.keys(widths).length > 0 ||
  order.some((place, i) => place !== i);

/** The columns in view, pinned ones first. */
export function shownColumns({ order, pinned, hidden }: Layout): number[] {
  const seen = order.filter((place) => !hidden.includes(place));
  return [
    ...seen.filter((place) => pinned.includes(place)),
    ...seen.filter((place) => !pinned.includes(place)),
  ];
}

export function pin(layout: Layout, column: number, isPinned: boolean): Layout {
  const others = layout.pinned.filter((place) => place !== column);
  return { ...layout, pinned: isPinned ? [...others, column] : others };
}

/** One column at least stays in view. */
export function hide(layout: Layout, column: number): Layout {
  if (layout.hidden.includes(column) || shownColumns(layout).length < 2) return layout;
  return { ...layout, hidden: [...layout.hidden, column] };
}

export const show = (layout: Layout, column: number): Layout => ({
  ...layout,
  hidden: layout.hidden.filter((place) => place !== column),
});

export const resize = (layout: Layout, column: number, width: number): Layout => ({
  ...layout,
  widths: { ...layout.widths, [column]: Math.round(Math.min(widest, Math.max(narrowest, width))) },
});

/** Puts a column where another stands in view. Among pinned ones it becomes pinned, among the others it is no longer. */
export function move(layout: Layout, column: number, to: number): Layout {
  const shown = shownColumns(layout);
  const target = shown[to];
  if (target === undefined || target === column) return layout;
  const isAfter = shown.indexOf(column) < to;
  const order = layout.order.filter((place) => place !== column);
  order.splice(order.indexOf(target) + (isAfter ? 1 : 0), 0, column);
  return pin({ ...layout, order }, column, layout.pinned.includes(target));
}
