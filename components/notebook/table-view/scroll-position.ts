/** Browsers do not draw elements taller than some 30 million pixels; ours is never taller than this. */
export const tallest = 8_000_000;

export interface Geometry {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height of the part that shows rows. */
  readonly viewHeight: number;
}

/** Height of what is scrolled: true to the rows, or shrunk when that were too tall. */
export const scrollHeight = ({ rows, rowHeight }: Geometry): number => Math.min(tallest, rows * rowHeight);

const largestTop = ({ rows, rowHeight, viewHeight }: Geometry): number =>
  Math.max(0, rows - viewHeight / rowHeight);

/** The first row in view, with a fraction, for a scroll position. */
export function topRow(scrollTop: number, geometry: Geometry): number {
  const range = scrollHeight(geometry) - geometry.viewHeight;
  if (range <= 0) return 0;
  return Math.min(1, Math.max(0, scrollTop / range)) * largestTop(geometry);
}

/** The scroll position that shows `top` first. */
export function scrollTopOf(top: number, geometry: Geometry): number {
  const most = largestTop(geometry);
  if (most === 0) return 0;
  return (Math.min(most, Math.max(0, top)) / most) * (scrollHeight(geometry) - geometry.viewHeight);
}
