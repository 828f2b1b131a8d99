import { actingAs, type Context, type System } from '../context';
import { AppError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import { finishExecution } from '../services/reports';
import { beginExecution, executionJob, postponeExecution, recordExecutionInput } from '../services/schedules';
import { FrameRunError, type FrameRunResult, runInFrame } from './browser-run';
import { keepExecutionRuns } from './execution-runs';
import { answerByGrants } from './frame-answers';

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
  const { attempt, html, notebookId, revisionId, lastAttempt, exhausted } = begun;
  const runs = keepExecutionRuns(context, { notebookId, revisionId, executionId: id, attempt });
  const outcome = exhausted
    ? failure('Its worker died each time it ran this notebook; it will not be tried again.', '')
    : await run(context, { executionId: id, html, notebookId, runs, signal: job.signal });
  // This process is stopping: the job goes to the next one, and the execution still counts as running until then.
  if (job.signal.aborted) throw new AppError('unavailable', 'The worker is stopping.');
  if (outcome.error !== undefined && !lastAttempt && !exhausted) {
    const { error, log } = outcome;
    await postponeExecution(context, { id, attempt, error, log });
    return;
  }
  await finishExecution(context, { id, attempt, ...outcome });
}

type Outcome = Omit<FrameRunResult, 'browser'> & { readonly error?: string };

const failure = (error: string, log: string, checks: FrameRunResult['checks'] = []): Outcome => ({
  error,
  log,
  checks,
  cells: [],
});

async function run(
  context: Context,
  {
    executionId,
    html,
    notebookId,
    runs,
    signal,
  }: {
    executionId: string;
    html: string;
    notebookId: string;
    runs: ReturnType<typeof keepExecutionRuns>;
    signal: AbortSignal;
  },
): Promise<Outcome> {
  try {
    const result = await runInFrame(context, {
      html,
      notebookId,
      mode: 'execute',
      answer: answerByGrants(context, notebookId, {
        runs: runs.keep,
        input: (read) => recordExecutionInput(context, { executionId, ...read }),
      }),
      pictures: true,
      signal,
      timeoutMs: context.config.executionMinutes * 60_000,
    });
    return { ...result, error: firstCellError(result) };
  } catch (error) {
    if (error instanceof FrameRunError) return failure(error.message, error.log, [...error.checks]);
    if (error instanceof AppError && error.code === 'unavailable') return failure(error.message, '');
    throw error;
  } finally {
    await runs.end();
  }
}

/** A cell that failed fails the run: a report with a hole in it would be read as if it were whole. */
function firstCellError({ cells }: FrameRunResult): string | undefined {
  const failed = cells.find((cell) => cell.state === 'failed');
  return failed && `Cell ${failed.name || failed.cellId} failed: ${failed.error ?? 'no reason was given'}`;
}
