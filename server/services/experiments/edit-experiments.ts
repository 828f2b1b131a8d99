import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { tags } from '@/cells/tracking/run-event';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { experiments, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';

/** Holds the runs that name no other; made by the migration, never deleted. */
export const defaultExperimentId = '0';
export const experimentId = z.string().min(1).max(64);
const experimentName = z
  .string()
  .trim()
  .min(1, 'An experiment needs a name')
  .max(500, 'The name of an experiment has 500 characters at most');

export const createExperiment = command({
  action: 'experiment.create',
  input: z.object({ name: experimentName, tags: tags.default({}) }),
  async run(context, input) {
    const row = await insertExperiment(context, input);
    if (!row)
      throw new AppError(
        'conflict',
        `There is an experiment named ${input.name} already, maybe a deleted one. Choose another name, or restore it.`,
      );
    context.audit(`experiment:${row.id}`, { name: input.name });
    return row;
  },
});

async function insertExperiment(
  context: CommandContext,
  values: { name: string; notebookId?: string; tags?: Record<string, string> },
) {
  const at = context.now();
  const [row] = await context.db
    .insert(experiments)
    .values({
      id: createId(),
      tags: {},
      ...values,
      createdAt: at,
      createdBy: context.actor.id,
      updatedAt: at,
    })
    .onConflictDoNothing()
    .returning({ id: experiments.id });
  return row;
}

/** The experiment of a notebook, made when it is first wanted and named like it. */
export async function notebookExperiment(context: CommandContext, notebookId: string): Promise<string> {
  const find = () =>
    context.db.query.experiments.findFirst({
      where: eq(experiments.notebookId, notebookId),
      columns: { id: true, deletedAt: true },
    });
  const notebook = await context.db.query.notebooks.findFirst({
    where: eq(notebooks.id, notebookId),
    columns: { title: true },
  });
  if (!notebook) throw new AppError('not_found', `There is no notebook ${notebookId}.`);
  const found =
    (await find()) ??
    (await insertExperiment(context, { name: notebook.title, notebookId })) ??
    (await insertExperiment(context, {
      name: `${notebook.title.slice(0, 450)} (${notebookId})`,
      notebookId,
    })) ??
    (await find());
  if (!found) throw new AppError('internal', `The experiment of notebook ${notebookId} cannot be made.`);
  return found.id;
}

/** A new name, or tags: some set, others removed. */
export const editExperiment = command({
  action: 'experiment.edit',
  input: z.object({
    id: experimentId,
    name: experimentName.optional(),
    setTags: tags.default({}),
    removeTags: z.array(z.string().max(250)).max(100).default([]),
  }),
  async run(context, { id, name, setTags, removeTags }) {
    if (name !== undefined) {
      const taken = await context.db.query.experiments.findFirst({ where: eq(experiments.name, name) });
      if (taken && taken.id !== id)
        throw new AppError('conflict', `There is an experiment named ${name} already. Choose another name.`);
    }
    const [row] = await context.db
      .update(experiments)
      .set({
        name,
        tags: sql`(${experiments.tags} || ${JSON.stringify(setTags)}::jsonb) - array(select jsonb_array_elements_text(${JSON.stringify(removeTags)}::jsonb))`,
        updatedAt: context.now(),
      })
      .where(eq(experiments.id, id))
      .returning({ id: experiments.id });
    if (!row) throw noExperiment(id);
    context.audit(`experiment:${id}`, { name, setTags, removeTags });
    return row;
  },
});

/** Puts it aside with its runs: lists leave them out until it is restored. */
export const deleteExperiment = command({
  action: 'experiment.delete',
  input: z.object({ id: experimentId }),
  async run(context, { id }) {
    if (id === defaultExperimentId)
      throw new AppError(
        'bad_request',
        'The experiment Default cannot be deleted: runs that name no other go there.',
      );
    const at = context.now();
    const [row] = await context.db
      .update(experiments)
      .set({ deletedAt: at, updatedAt: at })
      .where(and(eq(experiments.id, id), isNull(experiments.deletedAt)))
      .returning({ id: experiments.id });
    if (!row) throw noExperiment(id);
    context.audit(`experiment:${id}`, { deleted: true });
    return row;
  },
});

export const restoreExperiment = command({
  action: 'experiment.delete',
  input: z.object({ id: experimentId }),
  async run(context, { id }) {
    const [row] = await context.db
      .update(experiments)
      .set({ deletedAt: null, updatedAt: context.now() })
      .where(and(eq(experiments.id, id), isNotNull(experiments.deletedAt)))
      .returning({ id: experiments.id });
    if (!row) throw noExperiment(id);
    context.audit(`experiment:${id}`, { restored: true });
    return row;
  },
});

export const noExperiment = (id: string) =>
  new AppError('not_found', `There is no experiment with the id ${id}.`);
