import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName } from './names';
import { requireModel } from './require-version';

const word = z.string().trim().max(200);
const tags = z
  .record(z.string().trim().min(1, 'A tag has a name').max(250), z.string().trim().max(5000))
  .refine((all) => Object.keys(all).length <= 50, 'At most 50 tags');

/**
 * Words about a model, or about one of its versions: the only thing of a version that ever changes. What is left out stays as
 * it is; tags are replaced whole.
 */
export const describeModel = command({
  action: 'model.describe',
  input: z.object({
    model: modelName,
    version: z.number().int().positive().optional(),
    description: z.string().trim().max(5000).optional(),
    owner: word.optional(),
    licence: word.optional(),
    tags: tags.optional(),
  }),
  async run(context, { model: name, version, ...given }) {
    const model = await requireModel(context, name);
    const words = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    if (Object.keys(words).length === 0)
      throw new AppError('bad_request', 'Nothing was said: give a description, an owner, a licence or tags.');
    if (version === undefined) await context.db.update(models).set(words).where(eq(models.id, model.id));
    else {
      const changed = await context.db
        .update(modelVersions)
        .set(words)
        .where(and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, version)))
        .returning({ id: modelVersions.id });
      if (changed.length === 0) throw new AppError('not_found', `${name} has no version ${version}.`);
    }
    context.audit(`model:${name}`, { version, described: Object.keys(words) });
    return { model: name, version, ...words };
  },
});
