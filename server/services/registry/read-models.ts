import { and, count, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { LearnerName, Metrics, Task } from '@/cells/ml/model';
import { query } from '../../command';
import {
  aliasMoves,
  modelAliases,
  models,
  modelVersions,
  notebooks,
  revisionContents,
  revisions,
  runs,
  users,
} from '../../db/schema';
import { AppError } from '../../errors';
import { defaultAlias, modelName } from './names';
import { readExample } from './read-example';
import { personalOf, withoutPersonal } from './read-personal';

/** Parts of the manifest, taken in the database: the whole one holds thousands of residuals. */
const summary = {
  task: sql<Task>`${modelVersions.manifest}->>'task'`,
  learner: sql<LearnerName>`${modelVersions.manifest}->>'learner'`,
  target: sql<string>`${modelVersions.manifest}->>'target'`,
  metrics: sql<Metrics>`${modelVersions.manifest}->'evaluation'->'metrics'`,
  baseline: sql<Metrics>`${modelVersions.manifest}->'evaluation'->'baseline'`,
  testRows: sql<number>`(${modelVersions.manifest}->'evaluation'->>'rows')::int`,
  trainingRows: sql<number>`(${modelVersions.manifest}->>'trainingRows')::int`,
};

/** Every model with its champion, newest first. */
export const listModels = query({
  action: 'model.read',
  input: z.object({}),
  async run({ db }) {
    const versions = db
      .select({
        modelId: modelVersions.modelId,
        versions: count().as('versions'),
        promotedAt: sql<Date>`max(${modelVersions.createdAt})`
          .mapWith(modelVersions.createdAt)
          .as('promoted_at'),
      })
      .from(modelVersions)
      .groupBy(modelVersions.modelId)
      .as('counted');
    const rows = await db
      .select({
        id: models.id,
        name: models.name,
        description: models.description,
        versions: versions.versions,
        promotedAt: versions.promotedAt,
        nextVersion: models.nextVersion,
        champion: modelVersions.number,
        status: modelVersions.status,
        verification: modelVersions.verification,
        task: summary.task,
        learner: summary.learner,
        target: summary.target,
        metrics: summary.metrics,
        baseline: summary.baseline,
      })
      .from(models)
      .innerJoin(versions, eq(versions.modelId, models.id))
      .leftJoin(modelAliases, and(eq(modelAliases.modelId, models.id), eq(modelAliases.alias, defaultAlias)))
      .leftJoin(
        modelVersions,
        and(eq(modelVersions.modelId, models.id), eq(modelVersions.number, modelAliases.version)),
      )
      .orderBy(desc(versions.promotedAt));
    return rows;
  },
});

/** A model with its versions (newest first), aliases and their history. */
export const readModel = query({
  action: 'model.read',
  input: z.object({ model: modelName }),
  async run({ db }, { model: name }) {
    const model = await db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    const versions = await db
      .select({
        id: modelVersions.id,
        number: modelVersions.number,
        status: modelVersions.status,
        statusDetail: modelVersions.statusDetail,
        description: modelVersions.description,
        owner: modelVersions.owner,
        licence: modelVersions.licence,
        tags: modelVersions.tags,
        ...summary,
        bytes: modelVersions.bytes,
        data: modelVersions.data,
        sliceCells: modelVersions.sliceCells,
        totalCells: modelVersions.totalCells,
        notebookId: modelVersions.notebookId,
        notebookTitle: notebooks.title,
        verification: modelVersions.verification,
        verifiedAt: modelVersions.verifiedAt,
        createdAt: modelVersions.createdAt,
        by: users.name,
      })
      .from(modelVersions)
      .leftJoin(users, eq(users.id, modelVersions.createdBy))
      .leftJoin(notebooks, eq(notebooks.id, modelVersions.notebookId))
      .where(eq(modelVersions.modelId, model.id))
      .orderBy(desc(modelVersions.number))
      .limit(500);
    const aliases = await db
      .select({
        alias: modelAliases.alias,
        version: modelAliases.version,
        movedAt: modelAliases.movedAt,
        by: users.name,
      })
      .from(modelAliases)
      .leftJoin(users, eq(users.id, modelAliases.movedBy))
      .where(eq(modelAliases.modelId, model.id))
      .orderBy(modelAliases.alias);
    const history = await db
      .select({
        id: aliasMoves.id,
        alias: aliasMoves.alias,
        kind: aliasMoves.kind,
        from: aliasMoves.fromVersion,
        to: aliasMoves.toVersion,
        reason: aliasMoves.reason,
        grounds: aliasMoves.grounds,
        at: aliasMoves.at,
        by: users.name,
      })
      .from(aliasMoves)
      .leftJoin(users, eq(users.id, aliasMoves.by))
      .where(eq(aliasMoves.modelId, model.id))
      .orderBy(desc(aliasMoves.sequence))
      .limit(500);
    return {
      id: model.id,
      name: model.name,
      description: model.description,
      owner: model.owner,
      licence: model.licence,
      tags: model.tags,
      nextVersion: model.nextVersion,
      createdAt: model.createdAt,
      champion: aliases.find(({ alias }) => alias === defaultAlias)?.version ?? null,
      versions,
      aliases,
      history,
    };
  },
});

/** One version whole: manifest, an example row, files, and where it came from. */
export const readVersion = query({
  action: 'model.read',
  input: z.object({ model: modelName, version: z.number().int().positive() }),
  async run(context, { model, version }) {
    const [row] = await context.db
      .select({
        id: modelVersions.id,
        number: modelVersions.number,
        status: modelVersions.status,
        statusDetail: modelVersions.statusDetail,
        description: modelVersions.description,
        owner: modelVersions.owner,
        licence: modelVersions.licence,
        tags: modelVersions.tags,
        manifest: modelVersions.manifest,
        files: modelVersions.files,
        bytes: modelVersions.bytes,
        data: modelVersions.data,
        output: modelVersions.output,
        sliceHash: modelVersions.sliceHash,
        slice: revisionContents.html,
        sliceCells: modelVersions.sliceCells,
        totalCells: modelVersions.totalCells,
        notebookId: modelVersions.notebookId,
        revisionId: modelVersions.revisionId,
        notebookTitle: revisions.title,
        revision: revisions.number,
        notebookDeletedAt: notebooks.deletedAt,
        runId: runs.id,
        runName: runs.name,
        external: modelVersions.external,
        verification: modelVersions.verification,
        verifiedAt: modelVersions.verifiedAt,
        createdAt: modelVersions.createdAt,
        by: users.name,
      })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .innerJoin(revisionContents, eq(revisionContents.hash, modelVersions.sliceHash))
      .leftJoin(revisions, eq(revisions.id, modelVersions.revisionId))
      .leftJoin(notebooks, eq(notebooks.id, modelVersions.notebookId))
      .leftJoin(runs, and(eq(runs.id, modelVersions.runId), eq(runs.notebookId, modelVersions.notebookId)))
      .leftJoin(users, eq(users.id, modelVersions.createdBy))
      .where(and(eq(models.name, model), eq(modelVersions.number, version)));
    if (!row) throw new AppError('not_found', `${model} has no version ${version}.`);
    const { signature } = row.manifest;
    const personal = await personalOf(context, row);
    return {
      model,
      ...row,
      manifest: { ...row.manifest, signature: withoutPersonal(signature, personal) },
      example: await readExample(context.storage, row.files, { signature, personal }),
      /** Inputs with personal data: their values are masked, and the example's are made up. */
      personal: Object.fromEntries(personal),
    };
  },
});
