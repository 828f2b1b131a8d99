import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { CommandContext, Context } from '../../context';
import { models, modelVersions } from '../../db/schema';
import { AppError } from '../../errors';

/** Versions that answered their example just now, with milliseconds. Serving has them do so: a version gets no traffic before. */
export const warmed = z.record(z.string().regex(/^\d+$/), z.number().nonnegative()).default({});
export type Warmed = z.output<typeof warmed>;

/** @throws AppError conflict for a version that has not shown that it answers */
export function requireWarm(model: string, version: number, warmed: Warmed): void {
  if (warmed[String(version)] !== undefined) return;
  throw new AppError(
    'conflict',
    `Version ${version} of ${model} has not answered its example yet, so it gets no traffic. Try again.`,
  );
}

/** Whether a version answers in this product at all: what MLflow's clients only registered here may carry an alias and is never asked. */
export async function isServable(
  { db }: Pick<Context | CommandContext, 'db'>,
  { model, version }: { readonly model: string; readonly version: number },
): Promise<boolean> {
  const [row] = await db
    .select({ status: modelVersions.status })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(and(eq(models.name, model), eq(modelVersions.number, version)));
  return row?.status !== 'external';
}
