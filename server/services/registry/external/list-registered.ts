import { desc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../../command';
import { modelAliases, models, modelVersions } from '../../../db/schema';

/** Every model with its versions, newest first, and aliases: what MLflow's registry lists. Of one model when named. */
export const listRegistered = query({
  action: 'model.read',
  input: z.object({ model: z.string().max(200).optional() }),
  async run({ db }, { model }) {
    const rows = await db
      .select()
      .from(models)
      .where(model === undefined ? undefined : eq(models.name, model))
      .orderBy(models.name);
    const ids = rows.map(({ id }) => id);
    const versions = await db
      .select({
        modelId: modelVersions.modelId,
        number: modelVersions.number,
        status: modelVersions.status,
        statusDetail: modelVersions.statusDetail,
        description: modelVersions.description,
        tags: modelVersions.tags,
        stage: modelVersions.stage,
        external: modelVersions.external,
        files: modelVersions.files,
        createdAt: modelVersions.createdAt,
        createdBy: modelVersions.createdBy,
      })
      .from(modelVersions)
      .where(inArray(modelVersions.modelId, ids))
      .orderBy(desc(modelVersions.number));
    const aliases = await db
      .select({ modelId: modelAliases.modelId, alias: modelAliases.alias, version: modelAliases.version })
      .from(modelAliases)
      .where(inArray(modelAliases.modelId, ids))
      .orderBy(modelAliases.alias);
    return rows.map((row) => ({
      ...row,
      versions: versions.filter(({ modelId }) => modelId === row.id),
      aliases: aliases.filter(({ modelId }) => modelId === row.id),
    }));
  },
});

export type RegisteredModel = Awaited<ReturnType<typeof listRegistered>>[number];
export type RegisteredVersion = RegisteredModel['versions'][number];
