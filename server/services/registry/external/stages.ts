import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../../command';
import { modelVersions } from '../../../db/schema';
import { AppError } from '../../../errors';
import { modelName } from '../names';
import { requireModel } from '../require-version';

export const stages = ['None', 'Staging', 'Production', 'Archived'] as const;

/** MLflow's stages, a word at a version: nothing is served by it, so no gate stands before it. Aliases are what callers follow. */
export const moveStage = command({
  action: 'model.describe',
  input: z.object({
    model: modelName,
    version: z.number().int().positive(),
    stage: z.enum(stages),
    /** Moves the versions that are in this stage now to Archived. */
    archiveOthers: z.boolean().default(false),
  }),
  async run(context, { model: name, version, stage, archiveOthers }) {
    const model = await requireModel(context, name);
    const [row] = await context.db
      .update(modelVersions)
      .set({ stage })
      .where(and(eq(modelVersions.modelId, model.id), eq(modelVersions.number, version)))
      .returning({ id: modelVersions.id });
    if (!row) throw new AppError('not_found', `${name} has no version ${version}.`);
    if (archiveOthers)
      await context.db
        .update(modelVersions)
        .set({ stage: 'Archived' })
        .where(
          and(
            eq(modelVersions.modelId, model.id),
            eq(modelVersions.stage, stage),
            ne(modelVersions.number, version),
          ),
        );
    context.audit(`model:${name}`, { version, stage, archiveOthers });
    return { model: name, version, stage };
  },
});
