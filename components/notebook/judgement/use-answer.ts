import { useEffect, useState } from 'react';

export interface Asked<T> {
  readonly answer?: T;
  readonly problem?: string;
  /** The question has changed, and its answer is not there yet. */
  readonly isAsking: boolean;
}

/** What a question to the model came to; asked again when `ask` changes, and late answers to earlier questions are dropped. */
export function useAnswer<T>(ask: (() => Promise<T>) | undefined): Asked<T> {
  const [state, setState] = useState<{ ask: unknown; answer?: T; problem?: string }>({ ask: undefined });
  useEffect(() => {
    if (!ask) return;
    let isWanted = true;
    ask().then(
      (answer) => isWanted && setState({ ask, answer }),
      (error: unknown) =>
        isWanted && setState({ ask, problem: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [ask]);
  return { ...state, isAsking: ask !== undefined && state.ask !== ask };
}
