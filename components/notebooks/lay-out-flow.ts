import type { CellAbout } from '@/cells/bridge/messages';

/** Height of a cell's row, in pixels. */
export const rowHeight = 26;

export interface FlowArc {
  /** The cell that is read, and the one that reads it. */
  readonly from: number;
  readonly to: number;
  /** Of an SVG path; rows stand one below the other, and arcs end at the right edge. */
  readonly path: string;
}

const narrowest = 14;
const widest = 64;

/**
 * Arcs from each cell to those that read it, to the left of the rows. The farther apart two cells stand, the wider the arc, so
 * that a short one is seen inside a long one. `width`: pixels that they take.
 */
export function layOutFlow(flow: readonly CellAbout[]): { arcs: readonly FlowArc[]; width: number } {
  const rows = new Map(flow.map(({ cellId }, row) => [cellId, row]));
  const spans = flow.flatMap(({ cellId, from }, row) =>
    from.flatMap((id) => {
      const start = rows.get(id);
      return start === undefined ? [] : [{ from: id, to: cellId, start, end: row }];
    }),
  );
  if (spans.length === 0) return { arcs: [], width: 0 };
  const longest = Math.max(...spans.map(({ start, end }) => Math.abs(end - start)));
  const width = Math.min(widest, narrowest + 10 * Math.log2(longest + 1));
  const arcs = spans.map(({ from, to, start, end }) => {
    const reach = (width - 4) * (Math.log2(Math.abs(end - start) + 1) / Math.log2(longest + 1));
    const [y1, y2] = [middleOf(start), middleOf(end)];
    const x = width - reach;
    return { from, to, path: `M${width} ${y1}C${x} ${y1} ${x} ${y2} ${width} ${y2}` };
  });
  return { arcs, width };
}

const middleOf = (row: number) => row * rowHeight + rowHeight / 2;
