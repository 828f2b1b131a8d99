import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { command } from '../../command';
import type { CommandContext, Context } from '../../context';
import { models, type RetrainingRule, retrainingRules } from '../../db/schema';
import { AppError } from '../../errors';
import { createId } from '../../id';
import { readModelOf } from '../deployments';
import { modelName } from '../registry';
import { checkTiming, readRule } from '../schedules';
import { defaultRule, retrainingRule } from './rule';
import { readTrainingNotebook } from './training-notebook';

export interface RuleInForce {
  /** 0 where none was ever set. */
  readonly edition: number;
  readonly rule: RetrainingRule;
  readonly reason: string;
  readonly setAt: Date | null;
  readonly setBy: string | null;
}

/** The rule that holds for a model now. */
export async function ruleInForce(
  { db }: Pick<Context | CommandContext, 'db'>,
  modelId: string,
): Promise<RuleInForce> {
  const [row] = await db
    .select()
    .from(retrainingRules)
    .where(eq(retrainingRules.modelId, modelId))
    .orderBy(desc(retrainingRules.number))
    .limit(1);
  if (!row) return { edition: 0, rule: defaultRule, reason: '', setAt: null, setBy: null };
  return {
    ...{ edition: row.number, rule: row.rule, reason: row.reason },
    ...{ setAt: row.createdAt, setBy: row.createdBy },
  };
}

/** Rules that are on, each with its model. */
export async function listRulesInForce({ db }: Pick<Context, 'db'>) {
  const rows = await db
    .selectDistinctOn([retrainingRules.modelId], {
      modelId: retrainingRules.modelId,
      model: models.name,
      edition: retrainingRules.number,
      rule: retrainingRules.rule,
      setAt: retrainingRules.createdAt,
    })
    .from(retrainingRules)
    .innerJoin(models, eq(models.id, retrainingRules.modelId))
    .orderBy(retrainingRules.modelId, desc(retrainingRules.number));
  return rows.filter(({ rule }) => rule.enabled);
}

/** Sets the rule of a model, provided it is still the one that the caller saw (`expected`, 0 for none). Former editions stay. */
export const setRule = command({
  action: 'retraining.rule',
  input: z.object({ model: modelName, expected: z.number().int().nonnegative(), rule: retrainingRule }),
  async run(context, { model: name, expected, rule: given }) {
    const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    if (given.canary && (await readModelOf(context, given.canary.deployment)) !== name)
      throw new AppError(
        'bad_request',
        `${given.canary.deployment} is no deployment of ${name}. Choose one of its own.`,
      );
    if (given.notebook) await readTrainingNotebook(context, given.notebook);
    const { schedule } = given.when;
    const read = schedule && { ...schedule, cron: readRule(schedule.cron) };
    if (read) checkTiming(read, context.now());
    const rule = { ...given, when: { ...given.when, schedule: read } };
    const edition = await addEdition(context, { id: model.id, expected, rule, reason: '' });
    if (edition === undefined)
      throw new AppError(
        'conflict',
        `The rule for retraining ${name} was changed meanwhile. Look at it, then decide again.`,
      );
    context.audit(`model:${name}`, { retrainingRule: edition, enabled: rule.enabled });
    return { model: name, edition };
  },
});

/** The next edition; undefined when another one stands than `expected`. */
export async function addEdition(
  context: CommandContext,
  { id, expected, rule, reason }: { id: string; expected: number; rule: RetrainingRule; reason: string },
): Promise<number | undefined> {
  const now = await ruleInForce(context, id);
  if (now.edition !== expected) return undefined;
  const [row] = await context.db
    .insert(retrainingRules)
    .values({
      ...{ id: createId(), modelId: id, number: expected + 1, rule, reason },
      ...{ createdAt: context.now(), createdBy: context.actor.id },
    })
    .onConflictDoNothing()
    .returning({ number: retrainingRules.number });
  return row?.number;
}
