import { AppError } from '../errors';
import { readForTurn } from '../services/retraining';
import { answerWithPinnedData } from './answer-pinned-data';
import { runInFrame } from './browser-run';
import type { TrainAgain } from './turn-steps/step';

/** Every so often it is seen whether the turn was stopped meanwhile. */
const lookMs = 2000;

/** Runs the slice in a clean headless frame, as its verification does, with the data that it is given. */
export const trainInFrame: TrainAgain = async (context, subject, { turnId, signal }) => {
  const stopped = new AbortController();
  const timer = setInterval(() => {
    readForTurn(context, turnId).then(
      (now) => now?.turn.state !== 'training' && stopped.abort(),
      () => {}, // a database that is away for a moment says nothing about the turn
    );
  }, lookMs);
  try {
    const result = await runInFrame(context, {
      html: subject.slice,
      mode: 'verify',
      output: subject.output,
      notebookId: subject.notebookId,
      answer: answerWithPinnedData(context, subject),
      pictures: 0,
      signal: AbortSignal.any([signal, stopped.signal]),
      timeoutMs: context.config.executionMinutes * 60_000,
    });
    if (result.package) return new Map(Object.entries(result.package.files));
    const broken = result.cells.find(({ state }) => state === 'failed');
    throw new AppError(
      'unprocessable',
      broken?.error ?? `The cells ran, but made no model named ${subject.output}.`,
    );
  } finally {
    clearInterval(timer);
  }
};
