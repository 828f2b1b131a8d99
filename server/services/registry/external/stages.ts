import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../../command';
import type { Context } from '../../../context';
import { modelVersions } from '../../../db/schema';
import { AppError } from '../../../errors';
import { modelName } from '../names';
import { requireModel } from '../require-version';
import { warmed } from '../warmed';
import { listRegistered, type RegisteredModel } from './list-registered';
import { setAlias } from './set-alias';

export const stages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type Stage = (typeof stages)[number];

/** What callers follow is an alias: these two stages are one each, and hold one version at a time. */
const stageAliases: Readonly<Partial<Record<Stage, string>>> = {
  Production: 'champion',
  Staging: 'challenger',
};

export const aliasOfStage = (stage: Stage): string | undefined => stageAliases[stage];

/** MLflow's stage of a version: where its aliases stand, else whether it was archived. */
export function stageOf(
  { aliases }: Pick<RegisteredModel, 'aliases'>,
  version: { readonly number: number; readonly stage: Stage },
): Stage {
  const held = (['Production', 'Staging'] as const).find((stage) =>
    aliases.some((one) => one.alias === stageAliases[stage] && one.version === version.number),
  );
  return held ?? (version.stage === 'Archived' ? 'Archived' : 'None');
}

const input = z.object({
  model: modelName,
  version: z.number().int().positive(),
  stage: z.enum(stages),
  /** The version that was in this stage becomes Archived. */
  archiveOthers: z.boolean().default(false),
  warmed,
});

/**
 * Moves a version to a stage: Production makes it the champion and Staging the challenger, by the guarded move that every door takes;
 * it leaves the alias of the stage that it was in.
 * @throws AppError where gates refuse, and nothing is moved
 */
export async function moveStage(context: Context, given: z.input<typeof input>): Promise<void> {
  const { model, version, stage, archiveOthers, warmed } = input.parse(given);
  const [known] = await listRegistered(context, { model });
  const target = aliasOfStage(stage);
  const reason = `Stage ${stage} in MLflow`;
  const held = known?.aliases ?? [];
  const before = held.find(({ alias }) => alias === target)?.version;
  if (target) await setAlias(context, { model, alias: target, version, reason, warmed });
  for (const { alias, version: at } of held)
    if (at === version && alias !== target && Object.values(stageAliases).includes(alias))
      await setAlias(context, { model, alias, version: null, reason });
  const archived = archiveOthers && before !== undefined && before !== version ? [before] : [];
  await markStage(context, { model, version, stage, archived });
}

const markStage = command({
  action: 'model.describe',
  input: input
    .pick({ model: true, version: true, stage: true })
    .extend({ archived: z.array(z.number().int()) }),
  async run(context, { model: name, version, stage, archived }) {
    const model = await requireModel(context, name);
    const set = (numbers: number[], to: Stage) =>
      context.db
        .update(modelVersions)
        .set({ stage: to })
        .where(and(eq(modelVersions.modelId, model.id), inArray(modelVersions.number, numbers)))
        .returning({ id: modelVersions.id });
    const [row] = await set([version], stage);
    if (!row) throw new AppError('not_found', `${name} has no version ${version}.`);
    if (archived.length > 0) await set(archived, 'Archived');
    context.audit(`model:${name}`, { version, stage, archived });
    return { model: name, version, stage };
  },
});
