import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { api } from '@/components/api';
import type { NotebookSession } from './notebook-session';

/** What this notebook was given to read. The frame hears of every change, so that it completes and opens the same tables. */
export function useGranted(notebookId: string, session: NotebookSession | undefined) {
  const query = useQuery({
    queryKey: ['notebooks', 'granted', notebookId],
    queryFn: async () => {
      const [datasets, connections, grants] = await Promise.all([
        api.datasets.listGranted.query({ notebookId }),
        api.connections.listGranted.query({ notebookId }),
        api.notebooks.grants.query({ notebookId }),
      ]);
      const ids = grants.flatMap(({ kind, name }) => (kind === 'notebook' ? name : []));
      const notebooks = ids.length > 0 ? await api.notebooks.imported.query({ ids }) : [];
      /** Titles of the notebooks whose cells may run here, by id. */
      const imported = new Map(notebooks.map(({ id, title }) => [id, title]));
      return { datasets, connections, grants, imported };
    },
  });
  const { datasets, connections } = query.data ?? {};
  useEffect(() => {
    if (datasets) session?.order('datasets', { datasets });
  }, [datasets, session]);
  useEffect(() => {
    if (connections) session?.order('connections', { connections });
  }, [connections, session]);

  /** Resolves when the frame has been told. */
  const { refetch } = query;
  const refresh = useCallback(async () => {
    const { data } = await refetch();
    if (!data) return;
    session?.order('datasets', { datasets: data.datasets });
    session?.order('connections', { connections: data.connections });
  }, [refetch, session]);
  return { query, refresh };
}

export type Granted = ReturnType<typeof useGranted>;
