import Link from 'next/link';
import type { ApiOutput } from '@/components/api';
import { LoopBack } from '@/components/retraining/loop-back';
import type { Retraining } from '@/components/retraining/use-retraining';
import { Badge, type Tone } from '@/components/ui/badge';
import { formatCount, formatDuration, formatNumber } from '@/components/ui/format';
import styles from './loop-picture.module.css';
import { headline } from './metric-words';
import { VerificationBadge } from './verification-badge';

type Model = ApiOutput['models']['read'];
export type ModelVersion = Model['versions'][number];
type Traffic = ApiOutput['models']['traffic'];
type Monitor = ApiOutput['monitors']['list'][number];

interface Station {
  readonly title: string;
  readonly href: string;
  readonly figure: string;
  readonly state: React.ReactNode;
}

/** The life of a model in one line: five stations, each with a state, one figure, and its place. */
export function LoopPicture({
  model,
  version,
  traffic,
  monitors,
  retraining,
}: {
  model: Model;
  /** The champion, or the newest version while there is none. */
  version: ModelVersion;
  traffic?: Traffic;
  monitors?: readonly Monitor[];
  retraining?: Retraining;
}) {
  const stations: Station[] = [
    dataStation(version),
    {
      title: 'Training',
      href: `/notebooks/${version.notebookId}`,
      figure: `${formatNumber(version.trainingRows)} rows`,
      state: <span>{version.notebookTitle ?? 'deleted notebook'}</span>,
    },
    {
      title: `Version ${version.number}`,
      href: `/models/${model.name}/${version.number}`,
      figure: headline(version.task, version.metrics),
      state: <VerificationBadge status={version.status} verification={version.verification} />,
    },
    servingStation(model, traffic),
    monitorStation(monitors),
  ];
  return (
    <nav aria-label="The loop of this model" className={styles.loop}>
      <ol className={styles.stations}>
        {stations.map((station) => (
          <li key={station.title}>
            <Link href={station.href} className={styles.station}>
              <span className={styles.title}>{station.title}</span>
              <span className={styles.figure}>{station.figure}</span>
              <span className={styles.state}>{station.state}</span>
            </Link>
          </li>
        ))}
      </ol>
      <div className={styles.back}>
        <LoopBack model={model.name} retraining={retraining} />
      </div>
    </nav>
  );
}

function dataStation({ data, notebookId }: ModelVersion): Station {
  const [first, ...others] = data;
  if (!first)
    return {
      title: 'Data',
      href: `/notebooks/${notebookId}`,
      figure: 'not pinned',
      state: <Badge tone="stale">in the cells</Badge>,
    };
  return {
    title: 'Data',
    href: `/datasets/${first.datasetId}?version=${first.version}`,
    figure: others.length === 0 ? `${first.name} v${first.version}` : formatCount(data.length, 'data set'),
    state: <Badge tone="ok">pinned</Badge>,
  };
}

function servingStation(model: Model, traffic?: Traffic): Station {
  const href = '#try';
  if (model.champion === null)
    return { title: 'Serving', href, figure: 'no champion', state: <Badge>not serving</Badge> };
  if (!traffic || traffic.requests === 0)
    return { title: 'Serving', href, figure: 'no request in 24 h', state: <Badge tone="ok">ready</Badge> };
  const speed = traffic.latencyMedian === null ? '' : ` · ${formatLatency(traffic.latencyMedian)}`;
  const tone: Tone = traffic.errors > 0 ? 'stale' : 'ok';
  return {
    title: 'Serving',
    href,
    figure:
      traffic.lastMinute > 0
        ? `${formatNumber(traffic.lastMinute)}/min${speed}`
        : `${formatCount(traffic.requests, 'request')} in 24 h${speed}`,
    state: <Badge tone={tone}>{traffic.errors > 0 ? formatCount(traffic.errors, 'error') : 'serving'}</Badge>,
  };
}

function monitorStation(monitors: readonly Monitor[] = []): Station {
  const [monitor] = monitors;
  const title = 'Monitor';
  if (!monitor)
    return { title, href: '/monitoring', figure: 'nobody watches', state: <Badge>not yet</Badge> };
  const { last, openAlerts } = monitor;
  const href = `/notebooks/${monitor.notebookId}`;
  if (!last) return { title, href, figure: 'not run yet', state: <Badge tone="running">waits</Badge> };
  const failing = last.checks.filter((check) => !check.ok).length;
  const figure = `${last.checks.length - failing} of ${last.checks.length} checks pass`;
  if (last.status === 'failed')
    return { title, href, figure, state: <Badge tone="failed">run failed</Badge> };
  const tone: Tone = failing > 0 || openAlerts > 0 ? 'failed' : 'ok';
  return {
    title,
    href,
    figure,
    state: (
      <Badge tone={tone}>
        {openAlerts > 0 ? formatCount(openAlerts, 'open alert') : failing > 0 ? 'problems' : 'all well'}
      </Badge>
    ),
  };
}

const formatLatency = (milliseconds: number) =>
  milliseconds < 10 ? `${formatNumber(milliseconds, 1)} ms` : formatDuration(milliseconds);
