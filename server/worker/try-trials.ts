import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import { actingAs, type Context, type System } from '../context';
import { signDataUrl } from '../data-url';
import { AppError, toPublicError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import {
  claimTrial,
  endTrial,
  isWaiting,
  readSharedSearch,
  refuseSearch,
  releaseTrials,
  reportTrial,
  tryTrialsJob,
  type WorkerAbout,
} from '../services/searches';
import { type AnsweredRequest, type FrameRun, FrameSaidError, runInFrame } from './browser-run';

export { tryTrialsJob };

/** Minutes after which a search gives its worker free: the next in the queue may be another's. */
const turnMinutes = 10;
/** How long a worker waits for the next trial, in milliseconds. */
const idleMs = 20_000;
/** How often it looks meanwhile, in milliseconds. */
const lookMs = 500;
/** How long a worker that cannot help leaves the call that it took to the others, in milliseconds: several times what they look in. */
const leaveMs = 2000;
/** A frame that did not so much as begin in so many tries will not do so in the next. */
const mostStarts = 3;

/** Waits so long, or until the signal aborts. */
type Pause = (ms: number, signal: AbortSignal) => Promise<void>;
const pauseFor: Pause = (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {});

type TrialRequest = Extract<AnsweredRequest, `trial.${string}`>;
type Search = NonNullable<Awaited<ReturnType<typeof readSharedSearch>>>;

/**
 * Tries trials of a search in one headless frame, as long as there are any: no cell runs in it, only the learners, on the table that the
 * tab sent. A trial is leased: when this process ends over it, another worker takes it when the lease has run out. Delivered twice, two
 * workers share the search. What keeps this worker from beginning holds for the whole search, which it then refuses; what ends it later
 * does not.
 */
export async function tryTrials(
  system: System,
  { data: { searchId }, signal, retryCount }: Job<{ searchId: string }>,
  worker: WorkerAbout,
  pause: Pause = pauseFor,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  const search = await readSharedSearch(context, { searchId });
  if (!search || !(await isWaiting(context, { searchId }))) return;
  const call = () => context.queue.send(tryTrialsJob, { searchId }, { singletonKey: searchId });
  if (search.refusedBy.includes(worker.id)) {
    await call();
    return pause(leaveMs, signal);
  }
  const turn = createTurn(context, { searchId, search, worker, signal, pause });
  try {
    await runInFrame(context, {
      ...{
        html: '',
        mode: 'try',
        notebookId: search.notebookId,
        answer: turn.answer,
        pictures: 0,
        signal,
      },
      timeoutMs: (turnMinutes + context.config.executionMinutes + 1) * 60_000,
    });
    await call();
  } catch (error) {
    const isSaid = error instanceof FrameSaidError;
    await turn.end();
    // Given to another. A frame that died may have died of it, which one that still speaks has not.
    await releaseTrials(context, { searchId, workerId: worker.id, isLost: !signal.aborted && !isSaid });
    // This process is stopping: another takes the search.
    if (signal.aborted) throw new AppError('unavailable', 'The worker is stopping.');
    const hasNoBrowser = error instanceof AppError && error.code === 'unavailable';
    if (turn.hasBegun() || !(isSaid || hasNoBrowser || retryCount + 1 >= mostStarts)) throw error;
    const reason = toPublicError(error).message.slice(0, 2000);
    await refuseSearch(context, { searchId, workerId: worker.id, workerName: worker.name, reason });
  }
}

interface TurnInput {
  readonly searchId: string;
  readonly search: Search;
  readonly worker: WorkerAbout;
  readonly signal: AbortSignal;
  readonly pause: Pause;
}

/** Answers of one frame, which holds one trial at a time, and after `end` gets none. */
function createTurn(context: Context, { searchId, search, worker, signal, pause }: TurnInput) {
  const { notebookId, tableHash, options, identity } = search;
  const until = Date.now() + turnMinutes * 60_000;
  const longestMs = context.config.executionMinutes * 60_000;
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  let claimedAt = 0;
  let claiming: Promise<RequestOutput<'trial.next'>> | undefined;

  async function claimNext() {
    const claim = { searchId, workerId: worker.id, workerName: worker.name };
    const idleUntil = Date.now() + idleMs;
    while (!over.aborted && Date.now() < Math.min(until, idleUntil)) {
      const { isOpen, trial } = await claimTrial(context, claim);
      claimedAt = Date.now();
      // The frame went while it was claimed: nobody has begun it.
      if (trial && over.aborted) await releaseTrials(context, { ...claim, isLost: false });
      else if (trial || !isOpen) return trial;
      await pause(lookMs, over);
    }
    return null;
  }

  const answers: {
    [K in TrialRequest]: (input: RequestInput<K>, origin: string) => Promise<RequestOutput<K>>;
  } = {
    'trial.open': async (_, origin) => ({
      ...{ options, identity },
      table: signDataUrl(
        context.config,
        origin,
        { hash: tableHash },
        { fileName: 'table.arrow', notebookId, now: context.now() },
      ),
    }),
    'trial.next': () => {
      claiming = claimNext();
      return claiming;
    },
    async 'trial.report'(report) {
      if (Date.now() - claimedAt < longestMs) return reportTrial(context, { searchId, ...report });
      const problem = `It took longer than the ${context.config.executionMinutes} minutes that a worker may take (EXECUTION_MINUTES).`;
      await endTrial(context, { searchId, ...report, end: { problem } });
      return { wanted: false };
    },
    'trial.end': (end) => endTrial(context, { searchId, ...end }),
  };
  const answer: FrameRun['answer'] = (request, input, origin) => {
    const known = request in answers ? answers[request as TrialRequest] : undefined; // just seen to be one
    if (!known) throw new AppError('forbidden', `A frame that tries trials cannot do this: ${request}.`);
    // The input was parsed by this very request's schema.
    return known(input as never, origin);
  };
  return {
    answer,
    hasBegun: () => claiming !== undefined,
    /** No trial is claimed from then on, and the one that was being claimed is given back. */
    async end() {
      ended.abort();
      await claiming?.catch(() => {});
    },
  };
}
