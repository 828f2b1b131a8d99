import { and, eq } from 'drizzle-orm';
import type { Context } from '../../context';
import { modelAliases, models } from '../../db/schema';
import { AppError } from '../../errors';
import type { ModelReference } from './names';

/** The number of the version that a reference means now. An alias is looked up; a number is taken as it is. */
export async function resolveNumber(
  { db }: Pick<Context, 'db'>,
  { model, target }: ModelReference,
): Promise<number> {
  if ('version' in target) return target.version;
  const [row] = await db
    .select({ version: modelAliases.version })
    .from(modelAliases)
    .innerJoin(models, eq(models.id, modelAliases.modelId))
    .where(and(eq(models.name, model), eq(modelAliases.alias, target.alias)));
  if (!row) throw new AppError('not_found', `There is no model ${model} with an alias ${target.alias}.`);
  return row.version;
}
