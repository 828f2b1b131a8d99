import type { Cell } from '@/cells/document/notebook';

/**
 * The cell's name that a query asks instead of the engine here: as its attribute `database="var:name"` says, which is `var:db` where it
 * says nothing and a cell defines `db`, as in Notebook Kit.
 */
export function databaseVariable(
  { attributes }: Pick<Cell, 'attributes'>,
  names: Pick<ReadonlySet<string>, 'has'>,
): string | undefined {
  const { database = 'var:db' } = attributes;
  if (!database.startsWith('var:')) return undefined;
  const name = database.slice('var:'.length);
  return name !== 'db' || names.has(name) ? name : undefined;
}
