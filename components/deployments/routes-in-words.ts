import type { ApiOutput } from '@/components/api';
import { formatCount, formatNumber } from '@/components/ui/format';

export type Deployment = ApiOutput['deployments']['read'];
export type Listed = ApiOutput['deployments']['list'][number];
export type Routes = Deployment['routes'];
export type Figures = ApiOutput['deployments']['figures'];
export type Canary = Extract<NonNullable<Routes['split']>, { kind: 'canary' }>;

export interface Share {
  readonly label: string;
  readonly version: number | null;
  readonly role: 'stable' | 'canary' | 'arm';
  readonly percent: number;
}

/** Who gets what part of the requests, the stable version last: it has the rest. */
export function sharesOf({ routes, stable }: { routes: Routes; stable: number | null }): Share[] {
  const { split } = routes;
  const given: Share[] =
    split?.kind === 'canary'
      ? [{ label: 'canary', role: 'canary', version: split.version, percent: split.percent }]
      : (split?.arms ?? []).map(({ version, percent }, i) => ({
          ...{ label: `arm ${String.fromCharCode(66 + i)}`, role: 'arm' as const, version, percent },
        }));
  const rest = 100 - given.reduce((sum, { percent }) => sum + percent, 0);
  const label = split?.kind === 'experiment' ? 'arm A, stable' : 'stable';
  return [...given, { label, role: 'stable' as const, version: stable, percent: rest }].filter(
    ({ percent }) => percent > 0,
  );
}

export const formatPercent = (percent: number): string =>
  `${formatNumber(Number(percent.toPrecision(3)))}\u00a0%`;

/** How many minutes, as a person says it. */
export function formatMinutes(minutes: number): string {
  if (minutes % 1440 === 0) return formatCount(minutes / 1440, 'day');
  if (minutes % 60 === 0) return formatCount(minutes / 60, 'hour');
  return formatCount(minutes, 'minute');
}

/** One line on what a deployment does beside serving its stable version. */
export function besideStable({ split, shadow }: Routes): string {
  const parts = [
    ...(split?.kind === 'canary' ? [`canary v${split.version} ${formatPercent(split.percent)}`] : []),
    ...(split?.kind === 'experiment' ? [`A/B test of ${formatCount(split.arms.length + 1, 'version')}`] : []),
    ...(shadow ? [`shadow v${shadow.version}`] : []),
  ];
  return parts.join(' · ');
}

export const metricWords = {
  mae: 'mean absolute error',
  rmse: 'root mean squared error',
  accuracy: 'accuracy',
  errorRate: 'failed requests',
  latency: 'latency',
} as const;

export function boundsInWords(bounds: Routes['bounds']): string {
  if (!bounds) return 'Nothing takes a canary back by itself';
  const { errorRate, latency, drift, leastRequests, windowMinutes } = bounds;
  const parts = [
    ...(errorRate === null ? [] : [`${formatPercent(100 * errorRate)} more failed requests`]),
    ...(latency
      ? [`${formatNumber(latency.factor)} times the latency (${latency.percentile}th percentile)`]
      : []),
    ...(drift === null ? [] : [`a drift of predictions of ${formatNumber(drift)}`]),
  ];
  return `A canary goes back beyond ${parts.join(', or ')}, from ${formatCount(leastRequests, 'request')} within ${formatMinutes(windowMinutes)}`;
}

export function limitsInWords(limits: Routes['limits']): string {
  const { perSecond, burst, concurrency, rows, milliseconds } = limits;
  const parts = [
    ...(perSecond === null
      ? []
      : [
          `${formatNumber(perSecond)} requests a second${burst ? `, ${formatNumber(burst)} at a burst` : ''}`,
        ]),
    ...(concurrency === null ? [] : [`${formatNumber(concurrency)} at once`]),
    ...(rows === null ? [] : [`${formatCount(rows, 'row')} in one`]),
    ...(milliseconds === null ? [] : [`${formatNumber(milliseconds)}\u00a0ms for an answer`]),
  ];
  return parts.length === 0 ? 'None of its own' : `${parts.join(' · ')} (of each serving process)`;
}
