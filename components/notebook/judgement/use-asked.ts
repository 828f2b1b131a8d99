import { useEffect, useState } from 'react';
import type { JudgedQuestion, QuestionAnswers } from '@/cells/ml/asking/questions';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';

export interface Asked<T> {
  /** Of the last question that was answered, until the next one is. */
  readonly answer?: T;
  readonly problem?: string;
  /** The question has changed, and its answer is not there yet. */
  readonly isAsking: boolean;
  /** How far that is, 0 to 1, where it is known. */
  readonly fraction?: number;
}

interface State<T> {
  readonly of?: string;
  readonly answer?: T;
  readonly problem?: string;
  readonly fraction?: number;
}

/**
 * What a question to the model came to. Asked again when it changes, after `delay` milliseconds without another change; who leaves, or
 * asks otherwise, stops it.
 */
export function useAsked<K extends JudgedQuestion['ask']>(
  { ask }: Pick<LiveJudgement, 'ask'>,
  question: Extract<JudgedQuestion, { ask: K }> | undefined,
  delay = 0,
): Asked<QuestionAnswers[K]> {
  const [state, setState] = useState<State<QuestionAnswers[K]>>({});
  const key = question && JSON.stringify(question);
  useEffect(() => {
    if (!key) return;
    const stop = new AbortController();
    const { signal } = stop;
    const begin = () =>
      // The question itself, once more: an object of each drawing is not what an effect can hang on.
      ask<K>(JSON.parse(key) as Extract<JudgedQuestion, { ask: K }>, {
        signal,
        progress: (fraction) => !signal.aborted && setState((known) => ({ ...known, fraction })),
      }).then(
        (answer) => !signal.aborted && setState({ of: key, answer }),
        (error: unknown) =>
          !signal.aborted &&
          setState({ of: key, problem: error instanceof Error ? error.message : String(error) }),
      );
    const timer = setTimeout(begin, delay);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [ask, key, delay]);
  return { ...state, isAsking: key !== undefined && state.of !== key };
}
