'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Page } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { OpenNotebook } from './open-notebook';

export function NotebookPage({ id }: { id: string }) {
  // Read once for this visit: from then on the frame and the journal hold the newer text.
  const notebook = useQuery({
    queryKey: ['notebooks', 'open', id],
    queryFn: () => api.notebooks.read.query({ id }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (notebook.data) return <OpenNotebook key={id} notebook={notebook.data} />;
  return (
    <Page>
      {notebook.isError ? (
        <LoadFailed
          error={notebook.error}
          onRetry={() => notebook.refetch()}
          list={{ label: 'notebooks', href: '/notebooks' }}
        />
      ) : (
        <Loading />
      )}
    </Page>
  );
}
