import { useMemo } from 'react';
import { type AskJudged, readTyped, rememberAnswers } from '@/cells/ml/asking';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import type { ApiOutput } from '@/components/api';

/** A version that can be asked as a model in a notebook can: a thread of the server answers. */
export function useLiveVersion({
  model,
  number,
  manifest: { signature },
}: ApiOutput['models']['version']): LiveJudgement {
  return useMemo(
    () => ({ signature, ask: rememberAnswers(askVersion(`${model}@${number}`)) }),
    [model, number, signature],
  );
}

/** One line of an answer. */
interface Line {
  readonly progress?: number;
  readonly answer?: unknown;
  readonly error?: { readonly message: string };
}

const askVersion =
  (reference: string): AskJudged =>
  async (question, { signal, progress } = {}) => {
    const response = await fetch(`/api/models/${reference}/questions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(question),
      signal,
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new Error('The server does not answer. Check that it is still running, then try again.', {
        cause,
      });
    });
    for await (const text of readLines(response)) {
      // Our own server wrote it, by the function that made its type.
      const line = readTyped(text) as Line;
      if (line.error) throw new Error(line.error.message);
      if (line.progress !== undefined) progress?.(line.progress);
      else return line.answer as never;
    }
    throw new Error('The server ended before it had answered. Try again.');
  };

async function* readLines(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest) yield rest;
}
