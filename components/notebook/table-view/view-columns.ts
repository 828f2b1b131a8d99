import type { Table } from '@uwdata/flechette';
import type { Measure } from '@/cells/data/measure';
import { formatCell, measureColumn, measureOf } from './format-cell';
import { type Layout, shownColumns } from './layout';

export interface ViewColumn {
  readonly name: string;
  /** Its place in the table. */
  readonly place: number;
  readonly measure: Measure;
  /** Pixels that its name and first values want. */
  readonly width: number;
}

/** A column where it stands in view. */
export interface ShownColumn extends ViewColumn {
  readonly isPinned: boolean;
  /** Its width when nobody sets one. */
  readonly natural: number;
  /** Pixels from the first column. */
  readonly left: number;
}

const sampleRows = 60;

export function readColumns(table: Table): ViewColumn[] {
  return table.schema.fields.map(({ name, type }, place) => {
    const child = table.getChildAt(place);
    let longest = name.length + 4;
    for (let row = 0; row < Math.min(sampleRows, table.numRows); row++)
      longest = Math.max(longest, formatCell(child?.at(row), type)?.length ?? 4);
    const measure = child ? measureColumn({ type, at: (row) => child.at(row) }) : measureOf(type);
    // The ends of a range of dates stand in the header.
    const least = measure === 'date' ? 138 : 104;
    return { name, place, measure, width: Math.round(Math.min(320, Math.max(least, longest * 7.3 + 26))) };
  });
}

export function layOut(columns: readonly ViewColumn[], layout: Layout): ShownColumn[] {
  let left = 0;
  return shownColumns(layout).flatMap((place) => {
    const column = columns[place];
    if (!column) return [];
    const width = layout.widths[place] ?? column.width;
    const shown = { ...column, natural: column.width, width, left, isPinned: layout.pinned.includes(place) };
    left += width;
    return [shown];
  });
}
