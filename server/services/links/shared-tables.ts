import type { GrantedDataset } from '@/cells/bridge/messages';
import type { Notebook } from '@/cells/document/notebook';
import type { System } from '../../context';
import { AppError } from '../../errors';
import { listGranted, openGranted } from '../datasets';
import { asReader, type OpenLink } from './open-link';
import { requireParts } from './shared-parts';

/**
 * The data sets that the notebook was granted; or those of a notebook that it imports from, as far as the cells that are shown of it name
 * them: what is attached there later is not shown here. Whether something may be trained on them is not for readers.
 */
export async function listSharedTables(
  system: System,
  link: OpenLink,
  imported?: string,
): Promise<GrantedDataset[]> {
  const parts = imported === undefined ? undefined : await requireParts(system, link, imported);
  const tables = await listGranted(await asReader(system), { notebookId: link.notebookId, imported });
  return tables
    .filter((table) => parts?.some(({ notebook }) => namesDataset(notebook, table)) ?? true)
    .map(({ blocked: _, ...table }) => table);
}

/** The files of one of them. @throws AppError forbidden for any other */
export async function openSharedTable(
  system: System,
  link: OpenLink,
  { table, imported }: { table: string; imported?: string | undefined },
) {
  const parts = imported === undefined ? undefined : await requireParts(system, link, imported);
  const opened = await openGranted(await asReader(system), { notebookId: link.notebookId, table, imported });
  if (parts && !parts.some(({ notebook }) => namesDataset(notebook, opened.dataset)))
    throw new AppError(
      'forbidden',
      `The cells that this link shows of “${parts[0]?.title}” do not name the table ${table}: it is not shown. Whoever wrote them can write its name out where they read it.`,
    );
  return opened;
}

/** Whether a text names a data set: as a table, as SQL takes it, by its own name, or as a file. */
export function namesDataset(
  { cells }: Notebook,
  { table, name, fileName }: Pick<GrantedDataset, 'table' | 'name' | 'fileName'>,
): boolean {
  const names = [table, name, fileName].map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names.join('|')})(?![\\p{L}\\p{N}_])`, 'iu');
  return cells.some(({ source }) => whole.test(source));
}
