import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Expectations } from '@/cells/statistics/expectations';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { toast } from '@/components/ui/toast';

export type Checks = ApiOutput['datasets']['checks'];
export type CheckedVersion = Checks['versions'][number];

/** What is expected of a data set and how its versions stand to it; asked again while one waits for its check. */
export const useChecks = (id: string) =>
  useQuery({
    queryKey: ['datasets', 'checks', id],
    queryFn: () => api.datasets.checks.query({ id }),
    refetchInterval: ({ state }) =>
      state.data?.versions.some((version) => version.state === 'pending') ? 1000 : false,
  });

/** Saves expectations as the next edition; the toast takes it back. */
export function useSaveExpectations(id: string, checks: Checks) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['datasets'] });
  const undo = (expectations: Expectations | null, expected: number) =>
    void api.datasets.expect
      .mutate({ id, expected, expectations })
      .then(refresh, (error) => toast.failed(errorMessage(error)));
  return useMutation({
    mutationFn: ({ expectations }: { expectations: Expectations | null; done: string }) =>
      api.datasets.expect.mutate({ id, expected: checks.edition, expectations }),
    onSuccess: async ({ edition }, { done }) => {
      await refresh();
      toast.done(done, () => undo(checks.expectations, edition));
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
}

export function useLearnExpectations(id: string, checks: Checks) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['datasets'] });
  return useMutation({
    mutationFn: (version: number) => api.datasets.learn.mutate({ id, version, expected: checks.edition }),
    onSuccess: async ({ edition }, version) => {
      await refresh();
      toast.done(
        `Expectations were learnt from version ${version}.`,
        () =>
          void api.datasets.expect
            .mutate({ id, expected: edition, expectations: checks.expectations })
            .then(refresh, (error) => toast.failed(errorMessage(error))),
      );
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
}
