import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';
import { formatCount, formatMetric } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { type Deployment, formatPercent, metricWords, type Routes } from './routes-in-words';

type Experiment = Extract<NonNullable<Routes['split']>, { kind: 'experiment' }>;

/** What each arm has reached by the one metric of the test. */
export function ExperimentResult({
  deployment,
  experiment,
}: {
  deployment: Deployment;
  experiment: Experiment;
}) {
  const { name } = deployment;
  const result = useQuery({
    queryKey: ['deployments', 'arms', name, experiment.number],
    queryFn: () => api.deployments.arms.query({ name }),
    refetchInterval: 10_000,
  });
  return (
    <span>
      A/B test by {metricWords[experiment.metric]} since <Time value={new Date(experiment.since)} />.{' '}
      {result.data?.arms.map((arm, i) => (
        <span key={arm.version}>
          {i > 0 && ' · '}v{arm.version}:{' '}
          {experiment.metric === 'errorRate' || experiment.metric === 'accuracy'
            ? arm.value === null
              ? '—'
              : formatPercent(100 * arm.value)
            : `${formatMetric(arm.value)}${experiment.metric === 'latency' ? ' ms' : ''}`}
          {arm.margin !== null && ` ± ${formatMetric(arm.margin)}`} from {formatCount(arm.count, 'row')}
        </span>
      ))}
    </span>
  );
}
