import { describe, expect, it } from 'vitest';
import { movePart, type Part } from './move-part';

const part = (i: string, x: number, y: number, w: number, h: number): Part => ({
  i,
  x,
  y,
  w,
  h,
  minW: 2,
  minH: 2,
});
const grid = [part('title', 0, 0, 12, 2), part('left', 0, 2, 6, 4), part('right', 6, 2, 6, 4)];
const places = (parts: readonly Part[]) =>
  Object.fromEntries(parts.map(({ i, x, y, w, h }) => [i, [x, y, w, h].join(' ')]));

describe('a part moved by keys', () => {
  it('changes places with what stands above or below', () => {
    const down = movePart(grid, 'title', 'down');
    expect(places(down)).toEqual({ title: '0 4 12 2', left: '0 0 6 4', right: '6 0 6 4' });
    expect(places(movePart(down, 'title', 'up'))).toEqual(places(grid));
  });

  it('pushes away what it grows into, and lets it come back', () => {
    const wide = movePart(grid, 'left', 'wider');
    expect(places(wide)).toEqual({ title: '0 0 12 2', left: '0 2 7 4', right: '6 6 6 4' });
    expect(places(movePart(wide, 'left', 'narrower'))).toEqual(places(grid));
  });

  it('stays on the grid, as small as what is in it and no smaller', () => {
    for (const step of ['left', 'up'] as const) expect(movePart(grid, 'title', step)).toBe(grid);
    expect(movePart(grid, 'title', 'right')).toBe(grid);
    expect(movePart(grid, 'title', 'lower')).toBe(grid);
    expect(movePart(grid, 'right', 'wider')).toBe(grid);
    expect(movePart(grid, 'gone', 'left')).toBe(grid);
  });
});
