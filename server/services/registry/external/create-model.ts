import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../../command';
import { notify } from '../../../db/notify';
import { models, modelVersions } from '../../../db/schema';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { modelName } from '../names';
import { requireModel } from '../require-version';

/** A model that has no version yet. Throws AppError conflict where there is one of that name. */
export const createModel = command({
  action: 'model.create',
  input: z.object({
    model: modelName,
    description: z.string().max(5000).default(''),
    tags: z.record(z.string().max(250), z.string().max(5000)).default({}),
  }),
  async run(context, { model: name, description, tags }) {
    const [row] = await context.db
      .insert(models)
      .values({
        ...{ id: createId(), name, description, tags, nextVersion: 1 },
        ...{ createdAt: context.now(), createdBy: context.actor.id },
      })
      .onConflictDoNothing({ target: models.name })
      .returning({ id: models.id });
    if (!row) throw new AppError('conflict', `There is a model named ${name} already.`);
    context.audit(`model:${name}`, { created: true });
    return { model: name };
  },
});

/** Gives a model another name while nothing answers by the old one: addresses and logs of answers carry the name. */
export const renameModel = command({
  action: 'model.describe',
  input: z.object({ model: modelName, newName: modelName }),
  async run(context, { model: name, newName }) {
    const model = await requireModel(context, name);
    if (newName === name) return { model: name };
    const versions = await context.db
      .select({ status: modelVersions.status })
      .from(modelVersions)
      .where(eq(modelVersions.modelId, model.id));
    if (versions.some(({ status }) => status !== 'external'))
      throw new AppError(
        'unprocessable',
        `${name} has versions that are served under this name, and a log of their answers: it cannot be renamed. Promote to a model named ${newName} instead.`,
      );
    const taken = await context.db.query.models.findFirst({ where: eq(models.name, newName) });
    if (taken) throw new AppError('conflict', `There is a model named ${newName} already.`);
    await context.db.update(models).set({ name: newName }).where(eq(models.id, model.id));
    await notify(context.db, 'cellar_model', name);
    context.audit(`model:${newName}`, { from: name });
    return { model: newName };
  },
});
