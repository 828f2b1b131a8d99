import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName } from './names';

const description = z.string().trim().max(5000);

/** Words about a model, or about one of its versions: the only thing of a version that ever changes. */
export const describeModel = command({
  action: 'model.describe',
  input: z.object({ model: modelName, version: z.number().int().positive().optional(), description }),
  async run(context, { model: name, version, description }) {
    const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    if (version === undefined)
      await context.db.update(models).set({ description }).where(eq(models.id, model.id));
    else {
      const changed = await context.db
        .update(modelVersions)
        .set({ description })
        .where(and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, version)))
        .returning({ id: modelVersions.id });
      if (changed.length === 0) throw new AppError('not_found', `${name} has no version ${version}.`);
    }
    context.audit(`model:${name}`, { version, described: true });
    return { model: name, version, description };
  },
});
