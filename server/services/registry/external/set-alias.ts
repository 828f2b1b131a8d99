import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../../../context';
import { modelAliases } from '../../../db/schema';
import { moveAlias, removeAlias } from '../aliases';
import { aliasName, modelName } from '../names';
import { requireModel } from '../require-version';
import { warmed } from '../warmed';

const input = z.object({
  model: modelName,
  alias: aliasName,
  /** Null takes the alias away. */
  version: z.number().int().positive().nullable(),
  reason: z.string().max(500).default(''),
  warmed,
});

/**
 * Points an alias at a version from wherever it stands now: for callers that do not say where they saw it. It is the same guarded
 * move as any other, gates included.
 */
export async function setAlias(context: Context, given: z.input<typeof input>): Promise<void> {
  const { model, alias, version, reason, warmed } = input.parse(given);
  const { id } = await requireModel(context, model);
  const [now] = await context.db
    .select({ version: modelAliases.version })
    .from(modelAliases)
    .where(and(eq(modelAliases.modelId, id), eq(modelAliases.alias, alias)));
  if ((now?.version ?? null) === version) return;
  if (version !== null)
    await moveAlias(context, { model, alias, version, expected: now?.version ?? null, reason, warmed });
  else if (now) await removeAlias(context, { model, alias, expected: now.version, reason });
}
