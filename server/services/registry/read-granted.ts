import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import type { Context } from '../../context';
import { grants, modelAliases, models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { defaultAlias } from './names';

/**
 * What a notebook may know of a model: it was granted the model's predictions, or promoted a version of it. Anything else
 * does not exist for it, whoever looks.
 */
export async function requireGrantedModel({ db }: Pick<Context, 'db'>, notebookId: string, name: string) {
  const model = await db.query.models.findFirst({ where: eq(models.name, name) });
  if (model) {
    const granted = await db.query.grants.findFirst({
      where: and(
        eq(grants.notebookId, notebookId),
        eq(grants.kind, 'predictions'),
        eq(grants.subjectId, model.id),
      ),
      columns: { id: true },
    });
    const promoted = await db.query.modelVersions.findFirst({
      where: and(eq(modelVersions.modelId, model.id), eq(modelVersions.notebookId, notebookId)),
      columns: { id: true },
    });
    if (granted || promoted) return model;
  }
  throw new AppError(
    'forbidden',
    `This notebook may not read the model ${name}. Attach it in the Data panel, or use Monitor on the model's page.`,
  );
}

/** Manifest and training profile of a version: the champion's unless a number or an alias is given. */
export const readGranted = query({
  action: 'model.read',
  input: z.object({
    notebookId: z.string(),
    model: z.string().max(200),
    version: z.union([z.number().int(), z.string().max(100)]).optional(),
  }),
  async run(context, input) {
    const model = await requireGrantedModel(context, input.notebookId, input.model);
    const number = await versionNumber(context, model, input.version ?? defaultAlias);
    const row = await context.db.query.modelVersions.findFirst({
      where: and(
        eq(modelVersions.modelId, model.id),
        eq(modelVersions.status, 'ready'),
        number === undefined ? undefined : eq(modelVersions.number, number),
      ),
      orderBy: desc(modelVersions.number),
    });
    if (!row) throw new AppError('not_found', `${input.model} has no ready version ${input.version ?? ''}.`);
    const profile = row.files['profile.json'];
    return {
      model: model.name,
      version: row.number,
      manifest: row.manifest as unknown,
      profile: profile
        ? (JSON.parse(new TextDecoder().decode(await context.storage.readAll(profile.hash))) as unknown)
        : null,
    };
  },
});

/** Undefined when the model has no champion: then the newest version stands for it. */
async function versionNumber(
  { db }: Pick<Context, 'db'>,
  model: { id: string; name: string },
  wanted: number | string,
) {
  if (typeof wanted === 'number') return wanted;
  const alias = await db.query.modelAliases.findFirst({
    where: and(eq(modelAliases.modelId, model.id), eq(modelAliases.alias, wanted)),
  });
  if (!alias && wanted !== defaultAlias)
    throw new AppError('not_found', `${model.name} has no alias ${wanted}.`);
  return alias?.version;
}
