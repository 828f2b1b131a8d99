import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { judgeRule } from '@/cells/gates/judge-rule';
import { command } from '../../../command';
import type { CommandContext } from '../../../context';
import { approvals, gateChecks, models, modelVersions } from '../../../db/schema';
import { AppError } from '../../../errors';
import { listApprovers } from '../approvers';
import { finishCheck } from './record-check';

/**
 * Approves or rejects the version of a check. The author may not approve their own version as soon as somebody else could;
 * while nobody else can, they may, and the record says so.
 */
export const decideApproval = command({
  action: 'model.approve',
  input: z.object({
    checkId: z.string(),
    decision: z.enum(['approved', 'rejected']),
    comment: z.string().trim().max(2000).default(''),
  }),
  async run(context, { checkId, decision, comment }) {
    if (decision === 'rejected' && !comment)
      throw new AppError('bad_request', 'Say in the comment what must change before you would approve.');
    const { check, model, author } = await requireAsked(context, checkId);
    const rule = check.verdicts.find((one) => one.rule.kind === 'approval')?.rule;
    if (rule?.kind !== 'approval') throw new AppError('internal', 'This check asks for no approval.');
    const isAuthor = author === context.actor.id;
    await requireMayDecide(context, { named: rule.approvers, isAuthor, author });
    const [decided] = await context.db
      .update(approvals)
      .set({ decision, comment, isAuthor, decidedAt: context.now(), decidedBy: context.actor.id })
      .where(and(eq(approvals.checkId, checkId), isNull(approvals.decision)))
      .returning({ id: approvals.id });
    if (!decided)
      throw new AppError('conflict', 'Somebody has decided this meanwhile. Look at the check again.');
    const finding = {
      kind: 'approval' as const,
      ...{ by: context.actor.name, approved: decision === 'approved', comment, isAuthor },
    };
    const verdicts = check.verdicts.map((one) =>
      one.rule.kind === 'approval' ? judgeRule(one.rule, finding) : one,
    );
    const { state } = await finishCheck.within(context, { checkId, verdicts });
    context.audit(`model:${model}`, { version: check.version, decision, comment, isAuthor, check: checkId });
    return { checkId, decision, state };
  },
});

async function requireAsked(context: CommandContext, checkId: string) {
  const [row] = await context.db
    .select({ check: gateChecks, model: models.name, author: modelVersions.createdBy, asked: approvals.id })
    .from(gateChecks)
    .innerJoin(models, eq(models.id, gateChecks.modelId))
    .innerJoin(
      modelVersions,
      and(eq(modelVersions.modelId, gateChecks.modelId), eq(modelVersions.number, gateChecks.version)),
    )
    .leftJoin(approvals, eq(approvals.checkId, gateChecks.id))
    .where(eq(gateChecks.id, checkId));
  if (!row) throw new AppError('not_found', 'There is no such check, or its version was deleted.');
  if (!row.asked || row.check.state !== 'waiting')
    throw new AppError('conflict', 'This check does not wait for an approval. Look at it again.');
  return row;
}

async function requireMayDecide(
  context: CommandContext,
  { named, isAuthor, author }: { named: readonly string[]; isAuthor: boolean; author: string },
): Promise<void> {
  const people = await listApprovers(context);
  const eligible = named.length > 0 ? people.filter(({ id }) => named.includes(id)) : people;
  if (named.length > 0 && !named.includes(context.actor.id))
    throw new AppError(
      'forbidden',
      `This approval is ${eligible.map(({ name }) => name).join(' or ')}’s to give. Ask them, or have an owner change the gate.`,
    );
  const others = people.filter(({ id }) => id !== author);
  if (isAuthor && others.length > 0)
    throw new AppError(
      'forbidden',
      `You made this version, so another has to approve it: ${others.map(({ name }) => name).join(' or ')}.`,
    );
}
