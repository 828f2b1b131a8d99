import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';

/** What a link to a revision, or to the newest one, shows of other notebooks. */
export const useSharedImports = ({
  notebookId,
  revision,
  newest,
}: {
  notebookId: string;
  /** Null: the newest, whichever it is. */
  revision: number | null;
  newest: number;
}) =>
  useQuery({
    queryKey: ['links', notebookId, 'imports', revision ?? `newest, ${newest}`],
    queryFn: () => api.links.imports.query({ notebookId, revision }),
  });
