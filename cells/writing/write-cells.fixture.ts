import { cellTypes } from '@/cells/document/cell-types';
import type { Cell, CellKind } from '@/cells/document/notebook';

/** A javascript text, or a cell of another kind. */
export type Written = string | { kind: Exclude<CellKind, 'unsupported'>; source: string; output?: string };

/** Cells with the ids 1, 2 …; javascript unless said otherwise. */
export function write(...written: Written[]): Cell[] {
  return written.map((one, i) => {
    const { kind, source, output } =
      typeof one === 'string'
        ? { kind: 'javascript' as const, source: one, output: undefined }
        : { output: undefined, ...one };
    return {
      id: i + 1,
      kind,
      type: cellTypes[kind],
      source,
      output,
      pinned: true,
      hidden: false,
      attributes: {},
    };
  });
}
