import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { toast } from '@/components/ui/toast';
import { keepPersonName, readPersonName } from '../person-name';

export type Talk = ApiOutput['comments']['list']['threads'][number];
export type Comment = Talk['comments'][number];

/** Milliseconds after which comments of others are looked for. */
const lookMs = 15_000;

/** The talks at a notebook's cells, and what one may do in them; what takes words away is taken back from a toast. */
export function useComments(notebookId: string) {
  const client = useQueryClient();
  const [author, setAuthor] = useState(readPersonName);
  const queryKey = ['comments', notebookId, author];
  const read = useQuery({
    queryKey,
    queryFn: () => api.comments.list.query({ notebookId, author }),
    refetchInterval: lookMs,
  });
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act();
      return true;
    } catch (error) {
      toast.failed(errorMessage(error));
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: ['comments', notebookId] });
    }
  };
  return {
    read,
    author,
    threads: read.data?.threads ?? [],
    chooseName(name: string) {
      keepPersonName(name);
      setAuthor(name);
    },
    /** Goes on with a talk, or begins one; whether that came to pass. */
    add: (at: { threadId?: string; cellId: number; quote?: string }, text: string) =>
      attempt(() => api.comments.add.mutate({ notebookId, ...at, text, author })),
    edit: (id: string, text: string) =>
      attempt(async () => {
        const { before } = await api.comments.edit.mutate({ id, text, author });
        toast.done(
          'Comment changed.',
          () => void attempt(() => api.comments.edit.mutate({ id, text: before, author })),
        );
      }),
    remove: (id: string) =>
      attempt(async () => {
        await api.comments.delete.mutate({ id, author });
        toast.done('Comment deleted.', () => void attempt(() => api.comments.restore.mutate({ id, author })));
      }),
    resolve: (id: string, isResolved: boolean) =>
      attempt(async () => {
        await api.comments.resolve.mutate({ id, isResolved, author });
        if (isResolved)
          toast.done(
            'Resolved.',
            () => void attempt(() => api.comments.resolve.mutate({ id, isResolved: false, author })),
          );
      }),
    markRead: () => attempt(() => api.comments.markRead.mutate({ notebookId, author })),
  };
}

export type Comments = ReturnType<typeof useComments>;

export const countUnread = (threads: readonly Talk[]): number =>
  threads.reduce((sum, { comments }) => sum + comments.filter(({ isUnread }) => isUnread).length, 0);

/** How many talks are open at each cell. */
export function countOpen(threads: readonly Talk[]): [cellId: number, count: number][] {
  const counts = new Map<number, number>();
  for (const { cellId, resolvedAt } of threads)
    if (!resolvedAt) counts.set(cellId, (counts.get(cellId) ?? 0) + 1);
  return [...counts];
}
