import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';
import { formatCount, formatMetric } from '@/components/ui/format';
import { formatPercent } from './routes-in-words';

/** How a shadow's answers compare with those that were given. */
export function ShadowLine({ name, version }: { name: string; version: number }) {
  const figures = useQuery({
    queryKey: ['deployments', 'figures', name, 24],
    queryFn: () => api.deployments.figures.query({ name, hours: 24 }),
    refetchInterval: 5000,
  });
  const shadow = figures.data?.served.find((one) => one.role === 'shadow' && one.version === version);
  return (
    <span>
      Version {version} answers along as a shadow, for nobody.{' '}
      {shadow && shadow.compared > 0 ? (
        <>
          {formatCount(shadow.compared, 'row')} compared:{' '}
          {formatPercent((100 * shadow.equal) / shadow.compared)} alike
          {shadow.meanDifference !== null && shadow.largestDifference > 0 && (
            <>
              , {formatMetric(shadow.meanDifference)} apart on average,{' '}
              {formatMetric(shadow.largestDifference)} at most
            </>
          )}
          {shadow.errors > 0 && `; ${formatCount(shadow.errors, 'request')} failed`}
          {shadow.dropped > 0 && `; ${formatCount(shadow.dropped, 'request')} left out, since it was behind`}.
        </>
      ) : (
        'Nothing was compared yet.'
      )}
    </span>
  );
}
