import type { Cell } from '@/cells/document/notebook';

/**
 * The connection that a query goes to, as the cell's attribute `database="warehouse"` says; undefined where it is asked here. `var:` names a
 * value of the notebook, as in Notebook Kit.
 */
export function connectionOf({ kind, attributes }: Pick<Cell, 'kind' | 'attributes'>): string | undefined {
  const { database } = attributes;
  return kind === 'sql' && database && !database.startsWith('var:') ? database : undefined;
}
