import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { checkResult, frozenCell } from '@/cells/bridge/messages';
import { command } from '../../command';
import { executions } from '../../db/schema';
import { applyFindings, type Finding } from '../alerts';
import { queueMail, type Shrink } from '../mails';
import { executionError, executionLog, followEnd, holdScheduleOf } from '../schedules';
import { referenceBlobs } from '../storage';
import { emit } from '../webhooks';
import { describeChanges, describeVerdict } from './compare-checks';
import { freezeOutputs } from './freeze-outputs';
import { gatherReport } from './gather-report';
import { keepReport, recordKept } from './keep-report';
import { provingCells } from './proving-cells';
import { readFacts } from './read-facts';
import { type Print, readersOfDigest, writeMails } from './write-mails';

const png = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const input = z.object({
  id: z.string(),
  attempt: z.number().int(),
  /** Why it failed; absent for a run that came to its end. */
  error: executionError.optional(),
  log: executionLog,
  cells: z.array(
    frozenCell.extend({
      png: png.optional(),
      parts: z
        .array(z.object({ title: z.string(), html: z.string(), png: png.optional() }))
        .readonly()
        .optional(),
    }),
  ),
  checks: z.array(checkResult),
  /** Turns the report into a PDF, where it is wanted; a browser does it. */
  print: z.custom<Print>((value) => typeof value === 'function').optional(),
  /** Draws pictures with fewer pixels, where the mail has no room for all; a browser does it. */
  shrink: z.custom<Shrink>((value) => typeof value === 'function').optional(),
});
type Outcome = z.output<typeof input>;

/**
 * The end of an execution, all at once: frozen outputs, verdict, alerts opened and resolved, and its mail with the job that sends it.
 * Only the attempt that is running may end it: a second worker, or a job delivered twice, changes nothing.
 */
export const finishExecution = command({
  action: 'execution.record',
  input,
  async prepare(context, outcome) {
    const facts = await readFacts(context, outcome.id);
    const outputs = await freezeOutputs(context, outcome.cells);
    const mails = await writeMails(context, outcome, facts);
    const gathered = await readersOfDigest(context, outcome, facts);
    const kept = await keepReport(context, outcome, facts);
    return { facts, outputs, mails, gathered, kept };
  },
  async run(context, outcome, { facts, outputs, mails, gathered, kept }) {
    const { id, attempt, error, log, checks } = outcome;
    const failed = error !== undefined;
    const verdict = failed
      ? null
      : checks.every((check) => check.ok)
        ? ('ok' as const)
        : ('problems' as const);
    context.audit(`execution:${id}`, { status: failed ? 'failed' : 'succeeded', verdict, error });
    await holdScheduleOf(context, id);
    const [execution] = await context.db
      .update(executions)
      .set({
        status: failed ? 'failed' : 'succeeded',
        verdict,
        error: error ?? null,
        log,
        checks,
        outputs: outputs.frozen,
        finishedAt: context.now(),
      })
      .where(and(eq(executions.id, id), eq(executions.status, 'running'), eq(executions.attempt, attempt)))
      .returning();
    if (!execution) return { recorded: false };
    await referenceBlobs(context, { ownerKind: 'execution', ownerId: id }, outputs.blobs);
    const { opened } = await applyFindings(context, findingsOf(execution, outcome));
    await followEnd(context, execution, { openedAlerts: failed ? undefined : opened });
    await emit(
      context,
      failed ? 'execution.failed' : 'report.written',
      { executionId: id, scheduleId: execution.scheduleId, notebookId: execution.notebookId, verdict },
      {
        title: `${facts.title}: ${failed ? 'the run failed' : describeVerdict(checks)}`,
        tone: failed ? 'failed' : verdict === 'ok' ? 'ok' : 'problems',
        lines: failed ? [error] : facts.previousChecks ? describeChanges(facts.previousChecks, checks) : [],
        link: { label: 'Open the run', url: facts.executionUrl },
      },
    );
    for (const { stored, ...about } of mails)
      await queueMail(context, stored, {
        ...about,
        topic: `schedule:${execution.scheduleId}`,
        executionId: id,
      });
    if (execution.scheduleId)
      await recordKept(context, kept, { executionId: id, scheduleId: execution.scheduleId });
    if (facts.schedule?.digest)
      await gatherReport(context, id, {
        ...{ addresses: gathered, period: facts.schedule.digest, timeZone: facts.schedule.timeZone },
      });
    return { recorded: true };
  },
});

/** The run itself, and each of its checks. */
function findingsOf(execution: typeof executions.$inferSelect, { error, checks, cells }: Outcome): Finding[] {
  const { id: executionId, scheduleId, notebookId } = execution;
  if (!scheduleId) return [];
  const about = { executionId, scheduleId, notebookId };
  const ran: Finding = {
    ...{ ...about, source: 'execution', liveKey: `run:${scheduleId}`, name: 'The run comes to its end' },
    ...{ ok: error === undefined, severity: 'critical', detail: error?.slice(0, 2000) ?? '' },
  };
  if (error !== undefined) return [ran];
  return [
    ran,
    ...checks.map(
      ({ cells: _, ...check }, i): Finding => ({
        ...{ ...about, ...check, source: 'check', liveKey: `${scheduleId}:${check.name}` },
        cells: check.ok ? [] : provingCells(cells, checks[i] ?? check),
      }),
    ),
  ];
}
