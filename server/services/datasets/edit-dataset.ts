import { and, eq, isNotNull, isNull, ne } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { datasets } from '../../db/schema';
import { AppError } from '../../errors';
import { datasetName } from './create-dataset-version';

export const renameDataset = command({
  action: 'dataset.rename',
  input: z.object({ id: z.string(), name: datasetName }),
  async run(context, { id, name }) {
    const taken = await context.db.query.datasets.findFirst({
      where: and(eq(datasets.name, name), ne(datasets.id, id)),
    });
    if (taken)
      throw new AppError(
        'conflict',
        `Another data set${taken.deletedAt ? ', a deleted one,' : ''} is named ${name}. Choose another name.`,
      );
    const [row] = await context.db
      .update(datasets)
      .set({ name })
      .where(and(eq(datasets.id, id), isNull(datasets.deletedAt)))
      .returning({ id: datasets.id });
    if (!row) throw new AppError('not_found', 'There is no such data set.');
    context.audit(`dataset:${id}`, { name });
    return { name };
  },
});

/** Puts it aside: lists leave it out, notebooks that may read it still do. `restoreDataset` brings it back. */
export const deleteDataset = command({
  action: 'dataset.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .update(datasets)
      .set({ deletedAt: context.now() })
      .where(and(eq(datasets.id, id), isNull(datasets.deletedAt)))
      .returning({ name: datasets.name });
    if (!row) throw new AppError('not_found', 'There is no such data set.');
    context.audit(`dataset:${id}`, { name: row.name });
    return { name: row.name };
  },
});

export const restoreDataset = command({
  action: 'dataset.delete',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db
      .update(datasets)
      .set({ deletedAt: null })
      .where(and(eq(datasets.id, id), isNotNull(datasets.deletedAt)))
      .returning({ name: datasets.name });
    if (!row) throw new AppError('not_found', 'There is no such deleted data set.');
    context.audit(`dataset:${id}`, { name: row.name, restored: true });
    return { name: row.name };
  },
});
