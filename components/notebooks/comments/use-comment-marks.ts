import { useEffect, useMemo } from 'react';
import type { NotebookSession } from '../notebook-session';
import { countOpen, type Talk } from './use-comments';

/** Tells the frame how many talks are open at which cell, and nothing more of them. */
export function useCommentMarks(
  session: NotebookSession | undefined,
  isThere: boolean,
  threads: readonly Talk[],
): void {
  const told = useMemo(() => JSON.stringify(countOpen(threads)), [threads]);
  useEffect(() => {
    if (session && isThere) session.order('comments', { counts: JSON.parse(told) });
  }, [session, isThere, told]);
}
