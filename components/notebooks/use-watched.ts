import { useEffect } from 'react';
import type { NotebookSession, SessionState } from './notebook-session';

/** Has the notebook tell of this as long as the component stands, also after its frame was made anew. */
export function useWatched(
  session: NotebookSession,
  { phase }: SessionState,
  what: 'flow' | 'variables' | 'packages',
): void {
  useEffect(() => {
    if (phase !== 'running') return;
    session.order('watch', { what });
    return () => session.order('watch', { what: 'nothing' });
  }, [session, phase, what]);
}
