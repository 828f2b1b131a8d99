import { totalmem } from 'node:os';
import { actingAs, type Context, type System } from '../context';
import { AppError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { finishExecution } from '../services/reports';
import {
  beginExecution,
  executionJob,
  longestExecutionError,
  postponeExecution,
  recordExecutionInput,
  withParameters,
} from '../services/schedules';
import { FrameRunError, type FrameRunResult, runInFrame } from './browser-run';
import { keepExecutionRuns } from './execution-runs';
import { answerByGrants } from './frame-answers';
import { printPdf } from './print-pdf';
import { shrinkIn } from './shrink-pictures';
import { watchForStop } from './watch-for-stop';

export { executionJob };

/**
 * Runs one execution to its end and records it. Delivered again after a worker died, it runs again; delivered twice, it does nothing
 * the second time: the row of the execution decides, and its end is one transaction.
 */
export async function executeNotebook(system: System, job: Job<{ executionId: string }>): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const id = job.data.executionId;
  const begun = await beginExecution(context, { id });
  if (!begun) return;
  const { attempt, notebookId, revisionId, lastAttempt, exhausted } = begun;
  const runs = keepExecutionRuns(context, { notebookId, revisionId, executionId: id, attempt });
  const stop = watchForStop(context, id);
  const signal = AbortSignal.any([job.signal, stop.signal]);
  let outcome: Outcome;
  try {
    outcome = exhausted
      ? failure('Its worker died each time it ran this notebook; it will not be tried again.', '')
      : await run(context, { executionId: id, begun, runs, signal });
  } finally {
    stop.end();
  }
  // Whoever stopped it has recorded its end.
  if (stop.signal.aborted) return;
  // This process is stopping: the job goes to the next one, and the execution still counts as running until then.
  if (job.signal.aborted) throw new AppError('unavailable', 'The worker is stopping.');
  if (outcome.error !== undefined && !lastAttempt && !exhausted) {
    const { error, log } = outcome;
    await postponeExecution(context, { id, attempt, error, log });
    return;
  }
  await finishExecution(context, {
    ...{ id, attempt, ...outcome, shrink: shrinkIn(system) },
    print: (page) => printPdf(system, page),
  });
}

type Outcome = Omit<FrameRunResult, 'browser'> & { readonly error?: string };

const failure = (
  error: string,
  log: string,
  { checks = [], cells = [] }: Partial<Pick<FrameRunError, 'checks' | 'cells'>> = {},
): Outcome => ({ error, log, checks: [...checks], cells: [...cells] });

/** Outputs of a notebook that have a picture; each takes a tenth of a second, and a mail shows far fewer. */
const mostPictures = 200;

/** A notebook that eats memory may take half of the machine's, unless its schedule says otherwise. */
const memoryLimit = (megabytes: number | null): number =>
  megabytes === null ? totalmem() / 2 : megabytes * 1024 ** 2;

async function run(
  context: Context,
  {
    executionId,
    begun: {
      html,
      parameters,
      notebookId,
      timeLimitSeconds,
      memoryLimitMegabytes,
      dueAt,
      windowFrom,
      trigger,
    },
    runs,
    signal,
  }: {
    executionId: string;
    begun: NonNullable<Awaited<ReturnType<typeof beginExecution>>>;
    runs: ReturnType<typeof keepExecutionRuns>;
    signal: AbortSignal;
  },
): Promise<Outcome> {
  try {
    const result = await runInFrame(context, {
      html: withParameters(html, parameters),
      notebookId,
      mode: 'execute',
      execution: {
        dueAt: dueAt.toISOString(),
        from: (windowFrom ?? new Date(dueAt.getTime() - 86_400_000)).toISOString(),
        trigger,
      },
      answer: answerByGrants(context, notebookId, {
        runs: runs.keep,
        input: (read) => recordExecutionInput(context, { executionId, ...read }),
      }),
      pictures: mostPictures,
      signal,
      timeoutMs: (timeLimitSeconds ?? context.config.executionMinutes * 60) * 1000,
      memoryLimitBytes: memoryLimit(memoryLimitMegabytes),
    });
    return { ...result, error: firstCellError(result) };
  } catch (error) {
    if (error instanceof FrameRunError) return failure(error.message, error.log, error);
    // No browser, or parameters that the notebook's inputs do not take any more.
    if (error instanceof AppError && (error.code === 'unavailable' || error.code === 'unprocessable'))
      return failure(error.message, '');
    throw error;
  } finally {
    await runs.end();
  }
}

/** A cell that failed fails the run: a report with a hole in it would be read as if it were whole. */
function firstCellError({ cells }: FrameRunResult): string | undefined {
  const failed = cells.find((cell) => cell.state === 'failed');
  if (!failed) return undefined;
  const reason = failed.error ?? 'no reason was given';
  return `Cell ${failed.name || failed.cellId} failed: ${reason}`.slice(0, longestExecutionError);
}
