import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api, errorMessage } from '@/components/api';
import { toast } from '@/components/ui/toast';

/** The acts on a deployment that need no dialog. Each says what it did. */
export function useDeploymentActs(name: string) {
  const client = useQueryClient();
  const router = useRouter();
  const act = async (work: () => Promise<unknown>, done: string, undo?: () => Promise<unknown>) => {
    try {
      await work();
      toast.done(done, undo && (() => void act(undo, `${name} is as it was`)));
    } catch (error) {
      toast.failed(errorMessage(error));
    }
    await client.invalidateQueries({ queryKey: ['deployments'] });
  };
  return {
    promote: () =>
      act(() => api.deployments.promoteCanary.mutate({ name }), 'The canary is the stable version now'),
    takeBack: () =>
      act(
        () => api.deployments.endCanary.mutate({ name, reason: 'Taken back by hand' }),
        'The canary was taken back: everybody gets the stable version',
      ),
    weigh: (percent: number) =>
      act(() => api.deployments.weighCanary.mutate({ name, percent }), `The canary gets ${percent} % now`),
    endExperiment: () => act(() => api.deployments.endExperiment.mutate({ name }), 'The A/B test has ended'),
    endShadow: () => act(() => api.deployments.endShadow.mutate({ name }), 'The shadow has ended'),
    async remove() {
      await act(
        () => api.deployments.delete.mutate({ name }),
        `The deployment ${name} was deleted`,
        () => api.deployments.restore.mutate({ name }),
      );
      router.push('/deployments');
    },
  };
}
