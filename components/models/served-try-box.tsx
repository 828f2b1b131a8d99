import { useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { TryBox } from './try-box';

/** Tries a served name, and writes the call to it: what it takes is what its stable version takes. */
export function ServedTryBox({ name }: { name: string }) {
  const deployment = useQuery({
    queryKey: ['deployments', 'read', name],
    queryFn: () => api.deployments.read.query({ name }),
  });
  const { model = name, stable = null, routes } = deployment.data ?? {};
  const version = useQuery({
    queryKey: ['models', 'version', model, stable],
    // Asked only where there is one.
    queryFn: () => api.models.version.query({ model, version: stable ?? 0 }),
    enabled: stable !== null,
  });
  const failed = [deployment, version].find(({ isError }) => isError);
  if (failed) return <ErrorNotice message={errorMessage(failed.error)} onRetry={() => failed.refetch()} />;
  if (deployment.data && stable === null)
    return (
      <ErrorNotice message={`${name} answers nobody: the alias that is its stable version points nowhere.`} />
    );
  if (!version.data) return <Loading />;
  const { manifest, example, personal } = version.data;
  return (
    <TryBox
      key={stable}
      {...{ example, personal, requiresKey: routes?.requiresKey }}
      reference={name}
      signature={manifest.signature}
    />
  );
}
