import { and, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { gatesSchema, type Rule, readGates } from '@/cells/gates/rules';
import { command } from '../../../command';
import type { CommandContext, Context } from '../../../context';
import { gateEditions, models } from '../../../db/schema';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { listApprovers } from '../approvers';
import { aliasName, modelName } from '../names';

export interface GatesInForce {
  /** 0 where none were ever set. */
  readonly edition: number;
  readonly aliases: readonly string[];
  readonly rules: readonly Rule[];
  readonly setAt: Date | null;
  readonly setBy: string | null;
}

/** The gates that hold for a model now; none set means that no alias is protected. */
export async function gatesInForce(
  { db }: Pick<Context | CommandContext, 'db'>,
  modelId: string,
): Promise<GatesInForce> {
  const [row] = await db
    .select()
    .from(gateEditions)
    .where(eq(gateEditions.modelId, modelId))
    .orderBy(desc(gateEditions.number))
    .limit(1);
  if (!row) return { edition: 0, aliases: [], rules: [], setAt: null, setBy: null };
  const { rules } = readGates(row.gates);
  return { edition: row.number, aliases: row.aliases, rules, setAt: row.createdAt, setBy: row.createdBy };
}

/** The rules as they were in an edition. */
export async function rulesOf({ db }: Pick<Context, 'db'>, modelId: string, edition: number) {
  const [row] = await db
    .select({ gates: gateEditions.gates })
    .from(gateEditions)
    .where(and(eq(gateEditions.modelId, modelId), eq(gateEditions.number, edition)));
  return row ? readGates(row.gates).rules : [];
}

/**
 * Sets the gates of a model, provided they are still those that the caller saw (`expected`, 0 for none). The former editions
 * stay; checks that were made with them no longer count.
 */
export const setGates = command({
  action: 'model.gate',
  input: z.object({
    model: modelName,
    expected: z.number().int().nonnegative(),
    aliases: z.array(aliasName).max(20),
    gates: gatesSchema,
  }),
  async run(context, { model: name, expected, aliases, gates }) {
    const model = await context.db.query.models.findFirst({ where: eq(models.name, name) });
    if (!model) throw new AppError('not_found', `There is no model named ${name}.`);
    await requireApprovers(context, gates.rules);
    const edition = expected + 1;
    const now = await gatesInForce(context, model.id);
    const [set] = await context.db
      .insert(gateEditions)
      .values({
        ...{ id: createId(), modelId: model.id, number: edition, aliases: [...new Set(aliases)], gates },
        ...{ createdAt: context.now(), createdBy: context.actor.id },
      })
      .onConflictDoNothing()
      .returning({ id: gateEditions.id });
    if (!set || now.edition !== expected)
      throw new AppError(
        'conflict',
        `The gates of ${name} were changed meanwhile. Look at them, then decide again.`,
      );
    context.audit(`model:${name}`, { edition, aliases, rules: gates.rules.length });
    return { model: name, edition };
  },
});

async function requireApprovers(context: CommandContext, rules: z.output<typeof gatesSchema>['rules']) {
  const known = await listApprovers(context);
  for (const rule of rules)
    if (rule.kind === 'approval')
      for (const id of rule.approvers)
        if (!known.some((person) => person.id === id))
          throw new AppError(
            'unprocessable',
            `${id} may not approve: no such person, or none whose role allows it. Name another.`,
          );
}
