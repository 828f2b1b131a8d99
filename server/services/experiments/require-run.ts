import { eq } from 'drizzle-orm';
import type { CommandContext } from '../../context';
import { runs } from '../../db/schema';
import { AppError } from '../../errors';

/** The run, locked until the transaction ends: what is logged to it goes one after the other. A deleted one takes nothing more. */
export async function requireRun(context: Pick<CommandContext, 'db'>, id: string) {
  const [row] = await context.db
    .select({
      id: runs.id,
      experimentId: runs.experimentId,
      notebookId: runs.notebookId,
      status: runs.status,
      params: runs.params,
      tags: runs.tags,
      models: runs.models,
      deletedAt: runs.deletedAt,
    })
    .from(runs)
    .where(eq(runs.id, id))
    .for('update');
  if (!row) throw noRun(id);
  if (row.deletedAt)
    throw new AppError(
      'bad_request',
      `The run ${id} is deleted. Restore it before anything is logged to it.`,
    );
  return row;
}

export const noRun = (id: string) => new AppError('not_found', `There is no run with the id ${id}.`);
