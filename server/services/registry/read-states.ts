import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '../../command';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';
import { modelName } from './names';

/** How the versions of a model stand, newest first: what a caller of predictions may know of them. */
export const readStates = query({
  action: 'model.predict',
  input: z.object({ model: modelName, version: z.number().int().positive().optional() }),
  async run({ db }, { model, version }) {
    const states = await db
      .select({
        number: modelVersions.number,
        status: modelVersions.status,
        statusDetail: modelVersions.statusDetail,
      })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(
        and(eq(models.name, model), version === undefined ? undefined : eq(modelVersions.number, version)),
      )
      .orderBy(desc(modelVersions.number))
      .limit(500);
    if (states.length === 0)
      throw new AppError(
        'not_found',
        version === undefined
          ? `Could not find any versions of model ${model}`
          : `Could not find version ${version} of model ${model}`,
      );
    return states;
  },
});
