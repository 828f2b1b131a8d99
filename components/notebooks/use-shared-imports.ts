import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';

/** What a link shows: this revision, or with null the newest, whichever it is. `newest`: the one that it is now. */
export interface ShownByLink {
  readonly notebookId: string;
  readonly revision: number | null;
  readonly newest: number;
}

/** What it shows of other notebooks. */
export const useSharedImports = ({ notebookId, revision, newest }: ShownByLink) =>
  useQuery({
    queryKey: ['links', notebookId, 'imports', revision ?? `newest, ${newest}`],
    queryFn: () => api.links.imports.query({ notebookId, revision }),
  });
