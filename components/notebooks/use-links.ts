import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';

/** The links of a notebook, and whether there may be any. */
export const useLinks = (notebookId: string) =>
  useQuery({
    queryKey: ['links', notebookId],
    queryFn: () => api.links.list.query({ notebookId }),
  });

/** How many of them show what the notebook becomes; undefined until it is known. */
export function useFollowingLinks(notebookId: string): number | undefined {
  const { data, isPending } = useLinks(notebookId);
  if (isPending) return undefined;
  if (!data?.isAllowed) return 0;
  return data.links.filter(({ revision, isExpired }) => revision === null && !isExpired).length;
}
