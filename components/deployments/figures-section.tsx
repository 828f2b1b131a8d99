import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { formatBytes, formatMetric, formatNumber } from '@/components/ui/format';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import styles from './deployments.module.css';
import { type Figures, formatPercent } from './routes-in-words';
import { SmallChart } from './small-chart';

/** Below it a cost is as good as none. */
const leastCost = 0.001;

const windows = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last 24 hours' },
  { value: '168', label: 'Last 7 days' },
];

/** What it served, how fast, and what that cost. */
export function FiguresSection({ name }: { name: string }) {
  const [hours, setHours] = useState('24');
  const figures = useQuery({
    queryKey: ['deployments', 'figures', name, Number(hours)],
    queryFn: () => api.deployments.figures.query({ name, hours: Number(hours) }),
    refetchInterval: 5000,
  });
  return (
    <Section
      title="Figures"
      actions={
        <Select
          className={styles.window}
          aria-label="Time of the figures"
          value={hours}
          onChange={setHours}
          options={windows}
        />
      }
    >
      {figures.isPending && <Loading />}
      {figures.isError && (
        <ErrorNotice message={errorMessage(figures.error)} onRetry={() => figures.refetch()} />
      )}
      {figures.data &&
        (figures.data.served.length === 0 ? (
          <p className={styles.muted}>Nobody asked in this time.</p>
        ) : (
          <Loaded figures={figures.data} />
        ))}
    </Section>
  );
}

function Loaded({ figures }: { figures: Figures }) {
  const { total, points, served, refused, cpuSeconds, cost, price } = figures;
  const memory = served.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  return (
    <>
      <dl className={styles.figures}>
        <Figure name="Requests">{formatNumber(total.requests)}</Figure>
        <Figure name="Rows">{formatNumber(total.rows)}</Figure>
        <Figure name="Failed">
          {total.requests > 0 ? formatPercent((100 * total.errors) / total.requests) : '—'}
        </Figure>
        <Figure name="Latency p50">{inMs(total.p50)}</Figure>
        <Figure name="p95">{inMs(total.p95)}</Figure>
        <Figure name="p99">{inMs(total.p99)}</Figure>
        <Figure name="CPU time">{formatMetric(cpuSeconds)} s</Figure>
        <Figure name="Memory">{formatBytes(memory)}</Figure>
        <Figure name="Cost">
          {cost === null || !price ? (
            <a className={styles.small} href="/settings">
              Set a price
            </a>
          ) : (
            `${cost > 0 && cost < leastCost ? `< ${leastCost}` : formatMetric(cost)} ${price.currency}`
          )}
        </Figure>
      </dl>
      <div className={styles.charts}>
        <SmallChart
          title="Requests"
          points={points.map(({ at, requests, errors }) => ({ at, value: requests, marked: errors }))}
          marks="failed"
        />
        <SmallChart
          title="Latency, 95th percentile"
          unit="ms"
          points={points.map(({ at, p95 }) => ({ at, value: p95 }))}
        />
      </div>
      <DataTable
        caption="By version"
        rows={served}
        rowKey={({ role, version }) => `${role} ${version}`}
        columns={[
          {
            key: 'version',
            title: 'Version',
            cell: (row) => (
              <>
                v{row.version} <span className={styles.muted}>{row.role}</span>
              </>
            ),
          },
          { key: 'requests', title: 'Requests', align: 'right', cell: (row) => formatNumber(row.requests) },
          { key: 'errors', title: 'Failed', align: 'right', cell: (row) => formatNumber(row.errors) },
          { key: 'p50', title: 'p50', align: 'right', wideOnly: true, cell: (row) => inMs(row.p50) },
          { key: 'p95', title: 'p95', align: 'right', cell: (row) => inMs(row.p95) },
          { key: 'p99', title: 'p99', align: 'right', wideOnly: true, cell: (row) => inMs(row.p99) },
          {
            key: 'cpu',
            title: 'CPU time',
            align: 'right',
            wideOnly: true,
            cell: (row) => `${formatMetric(row.cpuSeconds)} s`,
          },
        ]}
      />
      {refused.unknown + refused.limited > 0 && (
        <p className={styles.small}>
          Turned away: {formatNumber(refused.limited)} over a limit, {formatNumber(refused.unknown)} without a
          right key.
        </p>
      )}
    </>
  );
}

const Figure = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const inMs = (milliseconds: number | null) =>
  milliseconds === null ? '—' : `${formatMetric(milliseconds)}\u00a0ms`;
