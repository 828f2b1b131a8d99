import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { toast } from '@/components/ui/toast';

/** What a person may do with an alert. */
export function useAlertActs(id: string) {
  const client = useQueryClient();
  const settings = {
    onSuccess: () => client.invalidateQueries({ queryKey: ['alerts'] }),
    onError: (error: unknown) => toast.failed(errorMessage(error)),
  };
  return {
    acknowledge: useMutation({ mutationFn: () => api.alerts.acknowledge.mutate({ id }), ...settings }),
    snooze: useMutation({
      mutationFn: (until: Date) => api.alerts.snooze.mutate({ id, until: until.toISOString() }),
      ...settings,
    }),
    resolve: useMutation({ mutationFn: () => api.alerts.resolve.mutate({ id }), ...settings }),
    own: useMutation({
      mutationFn: (owner: string | null) => api.alerts.own.mutate({ id, owner }),
      ...settings,
    }),
    note: useMutation({ mutationFn: (text: string) => api.alerts.note.mutate({ id, text }), ...settings }),
  };
}
