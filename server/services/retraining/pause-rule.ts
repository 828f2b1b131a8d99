import { and, desc, eq, gte } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext } from '../../context';
import { models, retrainingTurns, type TurnState } from '../../db/schema';
import { addEdition, ruleInForce } from './set-rule';

const bad: readonly TurnState[] = ['refused', 'failed'];

/** After a turn that the worker ended. */
export const pauseAfterFailures = command({
  action: 'retraining.advance',
  input: z.object({ modelId: z.string() }),
  isLog: true,
  run: (context, { modelId }) => pauseRule(context, modelId),
});

/**
 * Pauses a rule whose last turns, since it was set, all came to nothing good: a loop that only costs is worth a person's look. Gives the
 * reason when it did. Part of the command that ends a turn, which has authorized it.
 */
export async function pauseRule(
  context: CommandContext,
  modelId: string,
): Promise<{ paused: string | null }> {
  const { edition, rule, setAt } = await ruleInForce(context, modelId);
  const model = await context.db.query.models.findFirst({ where: eq(models.id, modelId) });
  if (!rule.enabled || !setAt || !model) return { paused: null };
  const last = await context.db
    .select({ state: retrainingTurns.state })
    .from(retrainingTurns)
    .where(and(eq(retrainingTurns.modelId, modelId), gte(retrainingTurns.createdAt, setAt)))
    .orderBy(desc(retrainingTurns.number))
    .limit(rule.pauseAfter);
  if (last.length < rule.pauseAfter || !last.every(({ state }) => bad.includes(state)))
    return { paused: null };
  const count = rule.pauseAfter === 1 ? 'The last turn' : `The last ${rule.pauseAfter} turns`;
  const reason = `${count} brought no version that could be champion, so retraining pauses. Look at them, change the cells, the data or the gates, then turn the rule on again.`;
  const paused = await addEdition(context, {
    ...{ id: modelId, expected: edition, reason, rule: { ...rule, enabled: false } },
  });
  if (paused === undefined) return { paused: null };
  context.audit(`model:${model.name}`, { retrainingRule: paused, paused: true, reason });
  return { paused: reason };
}
