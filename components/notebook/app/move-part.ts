import { type LayoutItem, moveElement, verticalCompactor } from 'react-grid-layout/core';
import { gridColumns } from '@/cells/document/app-layout';

/** A part of the app on the grid, by its cell. */
export type Part = Pick<LayoutItem, 'i' | 'x' | 'y' | 'w' | 'h' | 'minW' | 'minH'>;

export type Step = 'left' | 'right' | 'up' | 'down' | 'wider' | 'narrower' | 'taller' | 'lower';

/** The grid after a key: parts beside it make way, and everything moves up as far as it goes. The same parts where nothing can be done. */
export function movePart(parts: readonly Part[], id: string, step: Step): readonly Part[] {
  const layout: LayoutItem[] = parts.map((part) => ({ ...part }));
  const part = layout.find(({ i }) => i === id);
  if (!part) return parts;
  const overlaps = layout.filter(({ i, x, w }) => i !== id && x < part.x + part.w && part.x < x + w);
  const above = overlaps.filter(({ y }) => y < part.y).sort((a, b) => b.y + b.h - (a.y + a.h))[0];
  const below = overlaps.filter(({ y }) => y > part.y).sort((a, b) => a.y - b.y)[0];
  let moved: LayoutItem[] = layout;
  const go = (x: number, y: number) => {
    moved = moveElement(layout, part, x, y, true, false, 'vertical', gridColumns);
  };
  switch (step) {
    case 'left':
      if (part.x === 0) return parts;
      go(part.x - 1, part.y);
      break;
    case 'right':
      if (part.x + part.w >= gridColumns) return parts;
      go(part.x + 1, part.y);
      break;
    case 'up':
      if (!above) return parts;
      go(part.x, above.y);
      break;
    case 'down':
      if (!below) return parts;
      // Just behind it; it then moves up into the room that is left.
      go(part.x, below.y + below.h);
      break;
    case 'wider':
      if (part.x + part.w >= gridColumns) return parts;
      part.w += 1;
      break;
    case 'narrower':
      if (part.w <= (part.minW ?? 1)) return parts;
      part.w -= 1;
      break;
    case 'taller':
      part.h += 1;
      break;
    case 'lower':
      if (part.h <= (part.minH ?? 1)) return parts;
      part.h -= 1;
  }
  return settle(moved);
}

/** Nothing overlaps, and nothing could move up. */
export const settle = (parts: readonly Part[]): Part[] =>
  verticalCompactor.compact(
    parts.map((part) => ({ ...part })),
    gridColumns,
  ) as Part[]; // the very parts that were given
