import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api, errorMessage } from '@/components/api';
import { toast } from '@/components/ui/toast';
import { checkPath } from './use-gates';
import { isUnderWay } from './verification-badge';

/** A model as its page shows it; looked at often while something is under way. */
export const useModel = (name: string) =>
  useQuery({
    queryKey: ['models', 'read', name],
    queryFn: () => api.models.read.query({ model: name }),
    refetchInterval: ({ state }) => (state.data?.versions.some(isUnderWay) ? 1500 : 10_000),
  });

/**
 * The acts on a model's aliases. Each says what it did and can be taken back from the toast. To move a protected alias, its gates
 * are checked first, on a page of their own.
 */
export function useAliasActs(model: string) {
  const client = useQueryClient();
  const router = useRouter();
  const refresh = () => client.invalidateQueries({ queryKey: ['models'] });

  async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      toast.failed(errorMessage(error));
      return undefined;
    } finally {
      await refresh();
    }
  }

  const restore = (alias: string, now: number | null, before: number | null) =>
    attempt<unknown>(() =>
      before === null && now !== null
        ? api.models.removeAlias.mutate({ model, alias, expected: now, reason: 'Undone' })
        : api.models.moveAlias.mutate({
            model,
            alias,
            version: before ?? 0,
            expected: now,
            reason: 'Undone',
          }),
    );

  return {
    async move(alias: string, version: number, expected: number | null) {
      const gates = await attempt(() => api.models.gates.query({ model }));
      if (!gates) return;
      if (gates.aliases.includes(alias)) {
        const check = await attempt(() => api.models.startCheck.mutate({ model, version, alias }));
        if (check) router.push(checkPath(model, check.checkId));
        return;
      }
      const moved = await attempt(() => api.models.moveAlias.mutate({ model, alias, version, expected }));
      if (moved)
        toast.done(`Version ${version} is ${alias} now`, () => void restore(alias, version, expected));
    },
    async rollBack(alias: string, expected: number) {
      const moved = await attempt(() =>
        api.models.rollBackAlias.mutate({ model, alias, expected, reason: 'Rolled back' }),
      );
      if (moved)
        toast.done(
          `${alias} is version ${moved.version} again`,
          () => void restore(alias, moved.version, expected),
        );
    },
    async remove(alias: string, expected: number) {
      const removed = await attempt(() => api.models.removeAlias.mutate({ model, alias, expected }));
      if (removed) toast.done(`${alias} was removed`, () => void restore(alias, null, expected));
    },
  };
}
