import { eq } from 'drizzle-orm';
import type { Context } from '../../context';
import { notebooks } from '../../db/schema';
import { listReachable } from '../notebooks';
import type { PinnedData } from './choose-newest';

/**
 * Why a table that its champion read does not come to a notebook that trains, and what brings it back: one that another notebook lent
 * is attached again there, or that notebook must come back first.
 */
export async function sayMissed(
  context: Pick<Context, 'db'>,
  { id, title }: { readonly id: string; readonly title: string },
  { table, name, notebook }: PinnedData[number],
): Promise<string> {
  const missed = `The cells of “${title}” read the table ${table}`;
  if (notebook === undefined)
    return `${missed}, which is not attached any more. Attach ${name} again, then retrain.`;
  const lender = await context.db.query.notebooks.findFirst({
    where: eq(notebooks.id, notebook),
    columns: { title: true, deletedAt: true },
  });
  if (!lender)
    return `${missed} of a notebook that was deleted for ever. Let them read ${name} from another, save, then retrain.`;
  const of = `${missed} of “${lender.title}”`;
  if (lender.deletedAt) return `${of}, which is in the trash. Restore it there, then retrain.`;
  if (!(await listReachable(context, id)).has(notebook))
    return `${of}, from which they may not import any more. Open “${title}”, run the cell that imports it, allow the import, then retrain.`;
  return `${of}, where it is not attached any more. Attach ${name} there again, then retrain.`;
}
