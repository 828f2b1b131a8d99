import type { RequestInput } from '@/cells/bridge/messages';
import type { Context } from '../context';
import { AppError } from '../errors';
import { readForTurn } from '../services/retraining';
import { answerWithPinnedData } from './answer-pinned-data';
import { type FrameRun, runInFrame } from './browser-run';
import type { TrainAgain, Trainers, TrainNotebook } from './turn-steps/step';

/** Every so often it is seen whether the turn was stopped meanwhile. */
const lookMs = 2000;

/** Runs the slice in a clean headless frame, as its verification does, with the data that it is given. */
const train: TrainAgain = async (context, subject, { turnId, signal }) => {
  const result = await runForTurn(context, turnId, {
    html: subject.slice,
    mode: 'verify',
    output: subject.output,
    notebookId: subject.notebookId,
    answer: answerWithPinnedData(context, subject),
    signal,
  });
  if (result.package) return new Map(Object.entries(result.package.files));
  const broken = result.cells.find(({ state }) => state === 'failed');
  throw new AppError(
    'unprocessable',
    broken?.error ?? `The cells ran, but made no model named ${subject.output}.`,
  );
};

/** Runs what makes the model in the same frame, and takes what would be shown to a person for promotion. */
const trainNotebook: TrainNotebook = async (context, notebook, { turnId, signal }) => {
  let proposal: RequestInput<'model.promote'> | undefined;
  const answerData = answerWithPinnedData(context, notebook);
  await runForTurn(context, turnId, {
    ...notebook,
    mode: 'train',
    answer: async (request, input, origin) => {
      if (request !== 'model.promote') return answerData(request, input, origin);
      proposal = input as RequestInput<'model.promote'>; // parsed by this very request's schema
      return null;
    },
    signal,
  });
  if (!proposal)
    throw new AppError('unprocessable', `The cells ran, but made no model named ${notebook.output}.`);
  return proposal;
};

export const trainInFrame: Trainers = { train, trainNotebook };

async function runForTurn(
  context: Context,
  turnId: string,
  { signal, ...run }: Omit<FrameRun, 'pictures' | 'timeoutMs'>,
) {
  const stopped = new AbortController();
  const timer = setInterval(() => {
    readForTurn(context, turnId).then(
      (now) => now?.turn.state !== 'training' && stopped.abort(),
      () => {}, // a database that is away for a moment says nothing about the turn
    );
  }, lookMs);
  try {
    return await runInFrame(context, {
      ...run,
      pictures: 0,
      signal: AbortSignal.any([signal, stopped.signal]),
      timeoutMs: context.config.executionMinutes * 60_000,
    });
  } finally {
    clearInterval(timer);
  }
}
