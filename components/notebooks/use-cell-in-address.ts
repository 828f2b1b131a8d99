import { useEffect } from 'react';
import type { NotebookSession } from './notebook-session';

/** Goes to the cell that the address names, `#cell-12`, once the notebook is there; links from search and mails have it. */
export function useCellInAddress(session: NotebookSession | undefined, isThere: boolean): void {
  useEffect(() => {
    if (!session || !isThere) return;
    const go = () => {
      const cellId = Number(/^#cell-(\d+)$/.exec(location.hash)?.[1]);
      if (cellId) session.order('scrollTo', { cellId });
    };
    go();
    window.addEventListener('hashchange', go);
    return () => window.removeEventListener('hashchange', go);
  }, [session, isThere]);
}
