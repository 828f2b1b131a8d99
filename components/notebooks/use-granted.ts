import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { api } from '@/components/api';
import type { NotebookSession } from './notebook-session';

/** What this notebook was given to read. The frame hears of every change, so that it completes and opens the same tables. */
export function useGranted(notebookId: string, session: NotebookSession | undefined) {
  const query = useQuery({
    queryKey: ['notebooks', 'granted', notebookId],
    queryFn: async () => {
      const [datasets, grants] = await Promise.all([
        api.datasets.listGranted.query({ notebookId }),
        api.notebooks.grants.query({ notebookId }),
      ]);
      return { datasets, grants };
    },
  });
  const datasets = query.data?.datasets;
  useEffect(() => {
    if (datasets) session?.order('datasets', { datasets });
  }, [datasets, session]);

  /** Resolves when the frame has been told. */
  const { refetch } = query;
  const refresh = useCallback(async () => {
    const { data } = await refetch();
    if (data) session?.order('datasets', { datasets: data.datasets });
  }, [refetch, session]);
  return { query, refresh };
}

export type Granted = ReturnType<typeof useGranted>;
