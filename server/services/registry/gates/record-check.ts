import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { overall, type Verdict } from '@/cells/gates/judge-rule';
import { command } from '../../../command';
import type { CommandContext } from '../../../context';
import { approvals, gateChecks, models } from '../../../db/schema';
import { AppError } from '../../../errors';
import { createId } from '../../../id';
import { emit } from '../../webhooks';
import { checkGatesJob } from './jobs';

/** Made by `judgeRule`, on this server: only its outline is checked again. */
const verdict = z.custom<Verdict>((value) => typeof value === 'object' && value !== null && 'rule' in value);

/** Writes down how far a check is. */
export const recordProgress = command({
  action: 'model.check',
  input: z.object({ checkId: z.string(), progress: z.string().max(300), verdicts: z.array(verdict).max(30) }),
  async run(context, { checkId, progress, verdicts }) {
    const [row] = await context.db
      .update(gateChecks)
      .set({ progress, verdicts })
      .where(and(eq(gateChecks.id, checkId), eq(gateChecks.state, 'running')))
      .returning({ id: gateChecks.id });
    context.audit(`check:${checkId}`, { progress });
    return { isRunning: row !== undefined };
  },
});

/** Ends a round of a check: its verdict, and the request for an approval when that is all that is missing. */
export const finishCheck = command({
  action: 'model.check',
  input: z.object({ checkId: z.string(), verdicts: z.array(verdict).max(30) }),
  async run(context, { checkId, verdicts }) {
    const state = overall(verdicts);
    const [check] = await context.db
      .update(gateChecks)
      .set({ verdicts, state, progress: '', finishedAt: state === 'waiting' ? null : context.now() })
      .where(and(eq(gateChecks.id, checkId), inArray(gateChecks.state, ['running', 'waiting'])))
      .returning();
    if (!check) throw new AppError('conflict', 'This check has ended already.');
    const model = await context.db.query.models.findFirst({ where: eq(models.id, check.modelId) });
    const about = { model: model?.name, version: check.version, alias: check.alias, check: checkId };
    context.audit(`model:${model?.name}`, {
      version: check.version,
      alias: check.alias,
      check: checkId,
      state,
    });
    if (state !== 'waiting') await emit(context, 'model.gates.checked', { ...about, verdict: state });
    const waits = verdicts.filter((one) => one.state === 'waiting');
    if (state === 'waiting' && waits.every(({ rule }) => rule.kind === 'approval'))
      await askApproval(context, check, about);
    return { state };
  },
});

async function askApproval(
  context: CommandContext,
  check: typeof gateChecks.$inferSelect,
  about: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [asked] = await context.db
    .insert(approvals)
    .values({
      ...{ id: createId(), checkId: check.id, askedAt: context.now(), askedBy: check.createdBy },
      ...{ decision: null, comment: '', isAuthor: false },
    })
    .onConflictDoNothing()
    .returning({ id: approvals.id });
  if (asked) await emit(context, 'model.approval.asked', { ...about, note: check.note });
}

/** Looks again at the checks of a version that ask how its re-run went. One that waits for a person alone is left to them. */
export async function resumeChecks(context: CommandContext, modelId: string, version: number): Promise<void> {
  const isWaiting = and(
    eq(gateChecks.modelId, modelId),
    eq(gateChecks.version, version),
    eq(gateChecks.state, 'waiting'),
  );
  const waiting = await context.db
    .select({ id: gateChecks.id, verdicts: gateChecks.verdicts })
    .from(gateChecks)
    .where(isWaiting);
  const asking = waiting.filter(({ verdicts }) => verdicts.some(({ rule }) => rule.kind === 'reproduced'));
  if (asking.length === 0) return;
  const ids = asking.map(({ id }) => id);
  const resumed = await context.db
    .update(gateChecks)
    .set({ state: 'running', progress: 'Waiting for the worker' })
    .where(and(isWaiting, inArray(gateChecks.id, ids)))
    .returning({ id: gateChecks.id });
  for (const { id } of resumed)
    await context.queue.send(checkGatesJob, { checkId: id }, { singletonKey: id });
}
