import { and, desc, eq, inArray, lt, ne } from 'drizzle-orm';
import { z } from 'zod';
import { checkResult, frozenCell } from '@/cells/bridge/messages';
import { command } from '../../command';
import type { Context } from '../../context';
import {
  alerts,
  executions,
  type FrozenOutputs,
  revisionContents,
  revisions,
  schedules,
} from '../../db/schema';
import { AppError } from '../../errors';
import type { Blob } from '../../storage/storage';
import { queueMail, storeLetter } from '../mails';
import { applyChecks } from '../monitoring';
import { followEnd } from '../schedules';
import { referenceBlobs } from '../storage';
import { haveFailuresChanged } from './compare-checks';
import { composeReport, sizeOf } from './compose-report';
import { captionOf, headingOf, isPicturedFigure } from './read-output';
import { writeFailure, writeReport } from './render-mail';

const png = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const input = z.object({
  id: z.string(),
  attempt: z.number().int(),
  /** Why it failed; absent for a run that came to its end. */
  error: z.string().max(20_000).optional(),
  log: z.string().max(2_000_000),
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
    const facts = await readFacts(context, outcome);
    const outputs = await freeze(context, outcome);
    const mail = await writeMail(context, outcome, facts);
    return { outputs, mail };
  },
  async run(context, outcome, { outputs, mail }) {
    const { id, attempt, error, log, checks } = outcome;
    const failed = error !== undefined;
    const verdict = failed
      ? null
      : checks.every((check) => check.ok)
        ? ('ok' as const)
        : ('problems' as const);
    context.audit(`execution:${id}`, { status: failed ? 'failed' : 'succeeded', verdict, error });
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
    const alertChanges =
      !failed && execution.scheduleId
        ? await applyChecks(
            context,
            { executionId: id, scheduleId: execution.scheduleId, notebookId: execution.notebookId },
            checks,
          )
        : undefined;
    await followEnd(context, execution, { openedAlerts: alertChanges?.opened });
    if (mail)
      await queueMail(context, mail, {
        key: `${failed ? 'failure' : 'report'}:${id}`,
        kind: failed ? 'failure' : 'report',
        topic: `schedule:${execution.scheduleId}`,
        executionId: id,
      });
    return { recorded: true };
  },
});

type Reader = Omit<Context, 'queue'>;

async function readFacts(context: Reader, { id }: Outcome) {
  const [row] = await context.db
    .select({ execution: executions, schedule: schedules, html: revisionContents.html })
    .from(executions)
    .leftJoin(schedules, eq(schedules.id, executions.scheduleId))
    .innerJoin(revisions, eq(revisions.id, executions.revisionId))
    .innerJoin(revisionContents, eq(revisionContents.hash, revisions.hash))
    .where(eq(executions.id, id));
  if (!row) throw new AppError('not_found', 'There is no such execution.');
  const { execution, schedule, html } = row;
  const [previous] = schedule
    ? await context.db
        .select({ checks: executions.checks })
        .from(executions)
        .where(
          and(
            eq(executions.scheduleId, schedule.id),
            eq(executions.status, 'succeeded'),
            ne(executions.id, id),
            lt(executions.createdAt, execution.createdAt),
          ),
        )
        .orderBy(desc(executions.createdAt))
        .limit(1)
    : [];
  const live = schedule
    ? await context.db
        .select({ check: alerts.check, openedAt: alerts.openedAt })
        .from(alerts)
        .where(and(eq(alerts.scheduleId, schedule.id), inArray(alerts.state, ['open', 'acknowledged'])))
    : [];
  const timeZone = schedule?.timeZone ?? 'UTC';
  return {
    schedule,
    html,
    title: schedule?.name ?? 'Notebook',
    recipients: schedule?.recipients ?? [],
    previousChecks: previous?.checks,
    since: new Map(live.map(({ check, openedAt }) => [check, inZone(openedAt, timeZone)])),
    at: inZone(execution.dueAt, timeZone),
    executionUrl: `${context.config.url}/executions/${id}`,
    scheduleUrl: `${context.config.url}/schedules/${schedule?.id ?? ''}`,
  };
}

/** Stores what each cell showed; a picture, its text and its markup outlive the notebook's next revision. */
async function freeze(
  context: Reader,
  { cells }: Outcome,
): Promise<{ frozen: FrozenOutputs; blobs: Blob[] }> {
  const blobs: Blob[] = [];
  const keep = async (content: Uint8Array) => {
    const blob = await context.storage.put(content);
    blobs.push(blob);
    return blob.hash;
  };
  const frozen: FrozenOutputs = { format: 1, cells: [] };
  for (const { html, png, parts: _, ...cell } of cells) {
    const picture = png && { pictureHash: await keep(png), ...pictureSize(png) };
    frozen.cells.push({
      ...cell,
      ...(isPicturedFigure(html) && { title: headingOf(html), caption: captionOf(html) }),
      htmlHash: await keep(new TextEncoder().encode(html)),
      ...picture,
    });
  }
  return { frozen, blobs };
}

function pictureSize(png: Uint8Array) {
  const { width, height } = sizeOf(png);
  return { pictureWidth: width, pictureHeight: height };
}

async function writeMail(context: Reader, outcome: Outcome, facts: Awaited<ReturnType<typeof readFacts>>) {
  const { schedule, html, title, at, recipients, previousChecks, since, executionUrl, scheduleUrl } = facts;
  if (!schedule) return undefined;
  const { error, log, checks, cells, attempt } = outcome;
  const finish = (mail: { subject: string; html: string; text: string }, pictures: Pictures = []) =>
    storeLetter(context, { ...mail, pictures }, recipients);
  if (error !== undefined)
    return finish(
      await writeFailure({
        title,
        at,
        error,
        attempts: attempt,
        log: log.slice(-4000),
        executionUrl,
        scheduleUrl,
      }),
    );
  const hasProblems = checks.some((check) => !check.ok);
  const hasChanged = previousChecks === undefined || haveFailuresChanged(previousChecks, checks);
  const wanted = { always: true, changes: hasChanged, problems: hasProblems }[schedule.notify];
  if (!wanted) return undefined;
  const { report, pictures } = composeReport({
    title,
    at,
    html,
    cells,
    checks,
    previousChecks,
    since,
    executionUrl,
    scheduleUrl,
  });
  return finish(await writeReport(report), pictures);
}
type Pictures = ReturnType<typeof composeReport>['pictures'];

/** "21 November 2026, 07:00". */
const inZone = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone })
    .format(at)
    .replace(' at ', ', ');
