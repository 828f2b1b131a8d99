import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { tags } from '@/cells/tracking/run-event';
import { command } from '../../command';
import { runs } from '../../db/schema';
import { noRun } from './require-run';

const some = z.array(z.string().max(256)).min(1).max(1000);

/** What people say of a run afterwards: its name, a note, a star, tags. */
export const editRun = command({
  action: 'run.edit',
  input: z.object({
    id: z.string().max(256),
    name: z.string().trim().min(1).max(500).optional(),
    note: z.string().max(8000).optional(),
    starred: z.boolean().optional(),
    setTags: tags.default({}),
    removeTags: z.array(z.string().max(250)).max(100).default([]),
  }),
  async run(context, { id, name, note, starred, setTags, removeTags }) {
    const set = {
      ...setTags,
      ...(name !== undefined && { 'mlflow.runName': name }),
      ...(note !== undefined && { 'mlflow.note.content': note }),
    };
    const [row] = await context.db
      .update(runs)
      .set({
        name,
        note,
        starred,
        tags: sql`(${runs.tags} || ${JSON.stringify(set)}::jsonb) - array(select jsonb_array_elements_text(${JSON.stringify(removeTags)}::jsonb))`,
      })
      .where(eq(runs.id, id))
      .returning({ id: runs.id });
    if (!row) throw noRun(id);
    context.audit(`run:${id}`, { name, note, starred, setTags, removeTags });
    return row;
  },
});

/** Out of the way, and back: lists leave archived runs out unless asked for them. */
export const archiveRuns = command({
  action: 'run.edit',
  input: z.object({ ids: some, archived: z.boolean().default(true) }),
  async run(context, { ids, archived }) {
    const changed = await context.db
      .update(runs)
      .set({ archivedAt: archived ? context.now() : null })
      .where(inArray(runs.id, ids))
      .returning({ id: runs.id });
    context.audit('runs', { ids: changed.map(({ id }) => id), archived });
    return { changed: changed.length };
  },
});

/** Puts runs aside. After thirty days, or when they are purged, they go with their artifacts. */
export const deleteRuns = command({
  action: 'run.delete',
  input: z.object({ ids: some }),
  async run(context, { ids }) {
    const changed = await context.db
      .update(runs)
      .set({ deletedAt: context.now() })
      .where(and(inArray(runs.id, ids), isNull(runs.deletedAt)))
      .returning({ id: runs.id });
    if (changed.length === 0 && ids.length === 1) throw noRun(ids[0] ?? '');
    context.audit('runs', { ids: changed.map(({ id }) => id), deleted: true });
    return { changed: changed.length };
  },
});

export const restoreRuns = command({
  action: 'run.delete',
  input: z.object({ ids: some }),
  async run(context, { ids }) {
    const changed = await context.db
      .update(runs)
      .set({ deletedAt: null })
      .where(and(inArray(runs.id, ids), isNotNull(runs.deletedAt)))
      .returning({ id: runs.id });
    context.audit('runs', { ids: changed.map(({ id }) => id), restored: true });
    return { changed: changed.length };
  },
});
