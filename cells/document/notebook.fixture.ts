import type { NewCell } from './edits';
import type { Notebook } from './notebook';

export const sql: NewCell = { kind: 'sql', type: 'application/sql', source: 'SELECT 1' };

/** JavaScript cells with these texts, numbered from 1. */
export function notebookOf(...sources: string[]): Notebook {
  return {
    title: 'Bikes',
    attributes: { theme: 'air' },
    cells: sources.map((source, index) => ({
      id: index + 1,
      kind: 'javascript',
      type: 'module',
      source,
      pinned: true,
      hidden: false,
      attributes: {},
    })),
  };
}
