import type { Cell, Notebook } from './notebook';
import { headingLevel } from './sections';

/** Attribute of a cell that is said, not shown: the presenter's note to the slide in which it stands. */
export const notesAttribute = 'data-notes';

export interface Slide {
  /** Its heading, else the notebook's title. */
  readonly title: string;
  readonly cells: readonly Cell[];
  readonly notes: readonly Cell[];
}

/**
 * The notebook by its sections: a slide begins at each heading of the first and second level; where there are only lower ones, at each of
 * the highest. What stands before the first heading is a slide of its own.
 */
export function slidesOf({ title, cells }: Pick<Notebook, 'title' | 'cells'>): Slide[] {
  const levels = cells.flatMap((cell) => headingLevel(cell) ?? []);
  const deepest = Math.max(2, Math.min(...levels));
  const slides: { title: string; cells: Cell[]; notes: Cell[] }[] = [];
  for (const cell of cells) {
    const level = headingLevel(cell);
    const begins = level !== undefined && level <= deepest;
    if (begins || slides.length === 0)
      slides.push({ title: begins ? headingOf(cell) : title, cells: [], notes: [] });
    const slide = slides.at(-1);
    (notesAttribute in cell.attributes ? slide?.notes : slide?.cells)?.push(cell);
  }
  return slides.filter((slide) => slide.cells.length > 0);
}

const headingOf = ({ source }: Cell): string =>
  (/^\s{0,3}#{1,6}\s+(.+?)\s*#*$/m.exec(source)?.[1] ?? '').replaceAll(/[*_`]/g, '');
