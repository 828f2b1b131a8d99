import { useQueryClient } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { formatCount } from '@/components/ui/format';
import { toast } from '@/components/ui/toast';

export interface Filed {
  readonly id: string;
  readonly title: string;
}

interface Tagging {
  readonly id: string;
  readonly tag: string;
}

const say = (notebooks: readonly Filed[]) =>
  notebooks.length === 1 ? `“${notebooks[0]?.title}”` : formatCount(notebooks.length, 'notebook');

/** Moves, tags and deletes notebooks; each can be taken back from a toast. */
export function useFiling() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['notebooks'] });
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      toast.failed(errorMessage(error));
    }
    await refresh();
  };
  const putBack = (moves: { id: string; folder: string }[]) =>
    void attempt(async () => {
      await api.notebooks.move.mutate({ moves });
    });

  return {
    move: (notebooks: readonly Filed[], folder: string) =>
      attempt(async () => {
        const { before } = await api.notebooks.move.mutate({
          moves: notebooks.map(({ id }) => ({ id, folder })),
        });
        const to = folder === '' ? 'out of its folder' : `to “${folder}”`;
        toast.done(`${say(notebooks)} moved ${to}.`, () => putBack(before));
      }),
    renameFolder: (from: string, to: string) =>
      attempt(async () => {
        const { before } = await api.notebooks.renameFolder.mutate({ from, to });
        toast.done(`“${from}” is now “${to}”.`, () => putBack(before));
      }),
    tag: (add: readonly Tagging[], remove: readonly Tagging[]) =>
      attempt(async () => {
        const changed = await api.notebooks.tag.mutate({ add: [...add], remove: [...remove] });
        if (changed.added.length + changed.removed.length === 0) return;
        toast.done(
          'Tags changed.',
          () =>
            void attempt(async () => {
              await api.notebooks.tag.mutate({ add: changed.removed, remove: changed.added });
            }),
        );
      }),
    remove: (notebooks: readonly Filed[]) =>
      attempt(async () => {
        const { ids } = await api.notebooks.deleteSeveral.mutate({ ids: notebooks.map(({ id }) => id) });
        toast.done(
          `${say(notebooks)} ${notebooks.length === 1 ? 'was' : 'were'} deleted.`,
          () =>
            void attempt(async () => {
              await api.notebooks.restoreSeveral.mutate({ ids });
            }),
        );
      }),
    restore: (notebooks: readonly Filed[]) =>
      attempt(async () => {
        const { ids } = await api.notebooks.restoreSeveral.mutate({ ids: notebooks.map(({ id }) => id) });
        toast.done(
          `${say(notebooks)} ${notebooks.length === 1 ? 'is' : 'are'} back.`,
          () =>
            void attempt(async () => {
              await api.notebooks.deleteSeveral.mutate({ ids });
            }),
        );
      }),
    refresh,
  };
}

export type Filing = ReturnType<typeof useFiling>;
