import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { command, query } from '../../command';
import type { Context } from '../../context';
import { connections, datasets, experiments, grants, models, notebooks } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';

/** A name that SQL takes without quotes. */
export const tableName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/i, 'A table name starts with a letter and has only letters, digits and _');

const requireNotebook = async (
  db: Pick<Context, 'db'>['db'] | Parameters<Parameters<Context['db']['transaction']>[0]>[0],
  id: string,
) => {
  const found = await db.query.notebooks.findFirst({
    where: and(eq(notebooks.id, id), isNull(notebooks.deletedAt)),
    columns: { id: true },
  });
  if (!found) throw new AppError('not_found', 'There is no such notebook.');
};

/** Lets a notebook read a data set as a table. Granting the same again changes nothing; a taken name is a conflict. */
export const grantDataset = command({
  action: 'notebook.grant',
  input: z.object({
    notebookId: z.string(),
    datasetId: z.string(),
    table: tableName,
    version: z.number().int().positive().optional(),
  }),
  async run(context, { notebookId, datasetId, table, version }) {
    await requireNotebook(context.db, notebookId);
    const dataset = await context.db.query.datasets.findFirst({ where: eq(datasets.id, datasetId) });
    if (!dataset) throw new AppError('not_found', 'There is no such data set.');
    context.audit(`notebook:${notebookId}`, { kind: 'dataset', dataset: dataset.name, table, version });
    const taken = await context.db.query.grants.findFirst({
      where: and(eq(grants.notebookId, notebookId), eq(grants.kind, 'dataset'), eq(grants.name, table)),
    });
    if (taken && taken.subjectId !== datasetId)
      throw new AppError(
        'conflict',
        `This notebook already has a table named ${table}. Choose another name.`,
      );
    if (taken) {
      await context.db
        .update(grants)
        .set({ version: version ?? null })
        .where(eq(grants.id, taken.id));
      return { id: taken.id, table };
    }
    const id = createId();
    await context.db.insert(grants).values({
      id,
      notebookId,
      kind: 'dataset',
      name: table,
      subjectId: datasetId,
      version: version ?? null,
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    return { id, table };
  },
});

/** Lets a notebook read the prediction log, profile and metrics of a model. */
export const grantPredictions = command({
  action: 'notebook.grant',
  input: z.object({ notebookId: z.string(), modelId: z.string() }),
  async run(context, { notebookId, modelId }) {
    await requireNotebook(context.db, notebookId);
    const model = await context.db.query.models.findFirst({ where: eq(models.id, modelId) });
    if (!model) throw new AppError('not_found', 'There is no such model.');
    context.audit(`notebook:${notebookId}`, { kind: 'predictions', model: model.name });
    const id = createId();
    await context.db
      .insert(grants)
      .values({
        id,
        notebookId,
        kind: 'predictions',
        name: model.name,
        subjectId: modelId,
        createdAt: context.now(),
        createdBy: context.actor.id,
      })
      .onConflictDoNothing();
    return { model: model.name };
  },
});

/**
 * Lets a notebook read the runs of an experiment, by the name that people see: of its notebook, where it is one's. Where that name
 * means another experiment here already, by its own, which no other has.
 */
export const grantRuns = command({
  action: 'notebook.grant',
  input: z.object({ notebookId: z.string(), experimentId: z.string() }),
  async run(context, { notebookId, experimentId }) {
    await requireNotebook(context.db, notebookId);
    const [found] = await context.db
      .select({ name: experiments.name, title: notebooks.title })
      .from(experiments)
      .leftJoin(notebooks, eq(notebooks.id, experiments.notebookId))
      .where(eq(experiments.id, experimentId));
    if (!found) throw new AppError('not_found', 'There is no such experiment.');
    context.audit(`notebook:${notebookId}`, { kind: 'runs', experiment: found.name });
    const given = await context.db.query.grants.findMany({
      where: and(eq(grants.notebookId, notebookId), eq(grants.kind, 'runs')),
    });
    const before = given.find(({ subjectId }) => subjectId === experimentId);
    if (before) return { name: before.name };
    const shown = found.title ?? found.name;
    const name = given.some((grant) => grant.name === shown) ? found.name : shown;
    await context.db.insert(grants).values({
      id: createId(),
      notebookId,
      kind: 'runs',
      name,
      subjectId: experimentId,
      createdAt: context.now(),
      createdBy: context.actor.id,
    });
    return { name };
  },
});

/** Lets the searches of a notebook have trials trained by the workers of the workspace. */
export const grantWorkers = command({
  action: 'notebook.grant',
  input: z.object({ notebookId: z.string() }),
  async run(context, { notebookId }) {
    await requireNotebook(context.db, notebookId);
    context.audit(`notebook:${notebookId}`, { kind: 'workers' });
    await context.db
      .insert(grants)
      .values({
        ...{ id: createId(), notebookId, kind: 'workers', name: 'workers', subjectId: 'workers' },
        ...{ createdAt: context.now(), createdBy: context.actor.id },
      })
      .onConflictDoNothing();
    return {};
  },
});

/** Lets a notebook read, through a connection, all that the connection's account may read. */
export const grantConnection = command({
  action: 'notebook.grant',
  input: z.object({ notebookId: z.string(), connectionId: z.string() }),
  async run(context, { notebookId, connectionId }) {
    await requireNotebook(context.db, notebookId);
    const found = await context.db.query.connections.findFirst({ where: eq(connections.id, connectionId) });
    if (!found) throw new AppError('not_found', 'There is no such connection.');
    context.audit(`notebook:${notebookId}`, { kind: 'connection', connection: found.name });
    await context.db
      .insert(grants)
      .values({
        ...{ id: createId(), notebookId, kind: 'connection', name: found.name, subjectId: found.id },
        ...{ createdAt: context.now(), createdBy: context.actor.id },
      })
      .onConflictDoNothing();
    return { name: found.name };
  },
});

/** Lets cells of a notebook run in another, on the data sets that it was given itself. `revision`: at which it was allowed. */
export const grantNotebook = command({
  action: 'notebook.grant',
  input: z.object({
    notebookId: z.string(),
    importedId: z.string(),
    revision: z.number().int().positive(),
  }),
  async run(context, { notebookId, importedId, revision }) {
    await requireNotebook(context.db, notebookId);
    await requireNotebook(context.db, importedId);
    context.audit(`notebook:${notebookId}`, { kind: 'notebook', notebook: importedId, revision });
    await context.db
      .insert(grants)
      .values({
        ...{ id: createId(), notebookId, kind: 'notebook', name: importedId, subjectId: importedId },
        ...{ version: revision, createdAt: context.now(), createdBy: context.actor.id },
      })
      .onConflictDoUpdate({
        target: [grants.notebookId, grants.kind, grants.name],
        set: { version: revision },
      });
    return { notebookId: importedId };
  },
});

export const revokeGrant = command({
  action: 'notebook.grant',
  input: z.object({ id: z.string() }),
  async run(context, { id }) {
    const [row] = await context.db.delete(grants).where(eq(grants.id, id)).returning();
    if (!row) throw new AppError('not_found', 'This grant is already gone.');
    context.audit(`notebook:${row.notebookId}`, { revoked: row.kind, name: row.name });
    return {
      notebookId: row.notebookId,
      kind: row.kind,
      name: row.name,
      subjectId: row.subjectId,
      version: row.version,
    };
  },
});

export const listGrants = query({
  action: 'notebook.read',
  input: z.object({ notebookId: z.string() }),
  run: (context, { notebookId }) =>
    context.db
      .select({
        id: grants.id,
        kind: grants.kind,
        name: grants.name,
        subjectId: grants.subjectId,
        version: grants.version,
        createdAt: grants.createdAt,
      })
      .from(grants)
      .where(eq(grants.notebookId, notebookId))
      .orderBy(grants.createdAt),
});

/**
 * The grant by which a notebook reads `name`. Every answer to a frame goes through this: what was not granted does not exist
 * for the notebook, whoever looks at it.
 */
export async function requireGrant(
  context: { readonly db: Pick<Context['db'], 'query'> },
  notebookId: string,
  kind: keyof typeof refusals,
  name: string,
) {
  const grant = await context.db.query.grants.findFirst({
    where: and(eq(grants.notebookId, notebookId), eq(grants.kind, kind), eq(grants.name, name)),
  });
  if (grant) return grant;
  throw new AppError('forbidden', refusals[kind](name));
}

const refusals = {
  dataset: (name: string) =>
    `This notebook has no table named ${name}. Attach the data set in the Data panel.`,
  workers: () =>
    'This notebook may not have its searches go on in the workers of the workspace. Search again and allow it.',
  connection: (name: string) =>
    `This notebook may not read from ${name}: it was not given this connection, or the connection was removed. Choose Connect in the notebook’s Data panel; where ${name} is not in the list, add it in Settings, Connections.`,
  runs: (name: string) =>
    `This notebook may not read the runs of ${name}. Attach them in the Data panel. Without a name, runs() gives the notebook's own.`,
} as const;
