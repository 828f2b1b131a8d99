import { actingAs, type System } from '../context';
import type { TurnState } from '../db/schema';
import { AppError, toPublicError } from '../errors';
import type { Job } from '../queue/queue';
import { actorOf, workerId } from '../services/auth';
import {
  type AdvanceJob,
  advanceRetrainingJob,
  type ForTurn,
  hasEnded,
  moveTurn,
  type NextStep,
  pauseAfterFailures,
  readForTurn,
} from '../services/retraining';
import { warmUp } from '../serving';
import { trainInFrame } from './train-in-frame';
import { canaryTurn } from './turn-steps/canary-turn';
import { judgeTurn } from './turn-steps/judge-turn';
import { prepareTurn } from './turn-steps/prepare-turn';
import { proveTurn } from './turn-steps/prove-turn';
import type { Step, StepMeans, Trainers } from './turn-steps/step';
import { trainTurn } from './turn-steps/train-turn';
import { writeTurnLetter } from './turn-steps/write-turn-letter';

const steps: Readonly<Partial<Record<TurnState, Step>>> = {
  preparing: prepareTurn,
  training: trainTurn,
  proving: proveTurn,
  checking: judgeTurn,
  asking: judgeTurn,
  canary: canaryTurn,
};

/**
 * Takes a turn as far as it goes: each step does its work, which done twice comes to the same, and then moves the turn on by compare and
 * set. Killed anywhere and delivered again it goes on with the step that it was at.
 */
export async function advanceRetraining(
  system: System,
  { data, signal, retryCount }: Job<AdvanceJob>,
  trainers: Trainers = trainInFrame,
): Promise<void> {
  const context = actingAs(system, await actorOf(system, workerId));
  for (;;) {
    const subject = await readForTurn(context, data.turnId);
    const step = subject && !hasEnded(subject) ? steps[subject.turn.state] : undefined;
    if (!subject || !step) return;
    const next = await takeOrFail(step, subject, { context, signal, ...trainers }, retryCount);
    if (!next) return;
    if (signal.aborted) throw new AppError('unavailable', 'The worker is stopping.');
    const { id, state: from, modelId } = subject.turn;
    const versions = next.act === 'move' && subject.turn.candidate ? [subject.turn.candidate] : [];
    const move = async (step: NextStep) =>
      moveTurn(context, {
        ...{ id, from, step: { ...step, letter: await writeTurnLetter(context, subject, step) } },
      });
    const warmed = warmUp(context, { model: subject.model, versions });
    const { moved } = await warmed
      .then((warmed) => move({ ...next, warmed }))
      .catch((error: unknown) => {
        // It does not answer; or the gates were changed since their check: what they would say now, nobody knows.
        if (next.act !== 'move' || toPublicError(error).status !== 422) throw error;
        return move({ to: 'refused', words: toPublicError(error).message });
      });
    if (moved && (next.to === 'refused' || next.to === 'failed'))
      await pauseAfterFailures(context, { modelId });
  }
}

/** What cannot work ends the turn in words; what may pass is tried again, and ends it when it does not pass. */
async function takeOrFail(
  step: Step,
  subject: ForTurn,
  means: StepMeans,
  retryCount: number,
): Promise<NextStep | undefined> {
  try {
    return await step(subject, means);
  } catch (error) {
    if (means.signal.aborted) throw new AppError('unavailable', 'The worker is stopping.', { cause: error });
    const { status, message } = toPublicError(error);
    if (status >= 500 && retryCount < (advanceRetrainingJob.retryLimit ?? 0)) throw error;
    if (status >= 500)
      means.context.log.error('A turn of retraining failed', { turn: subject.turn.id, error });
    return { to: 'failed', words: message };
  }
}
