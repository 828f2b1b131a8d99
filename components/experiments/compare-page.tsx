'use client';

import { useQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { ButtonLink } from '@/components/ui/button-link';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import styles from './experiments.module.css';
import { ParallelRuns } from './parallel-runs';
import { RunCurves } from './run-curves';
import { fieldsOf } from './run-fields';
import { ComparedFiles } from './run-files/compared-files';
import { isTestFigure, sayValue } from './run-words';
import { ScatterRuns } from './scatter-runs';

type Run = ApiOutput['runs']['read'];

const most = 20;

/** Runs side by side: the parameters in which they differ, figures, how the one goes with the other, curves. */
export function ComparePage({ experimentId }: { experimentId: string }) {
  const ids = (useSearchParams().get('runs') ?? '').split(',').filter(Boolean).slice(0, most);
  const queries = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['runs', 'read', id],
      queryFn: () => api.runs.read.query({ id }),
    })),
  });
  const failed = queries.find(({ isError }) => isError);
  const runs = queries.flatMap(({ data }) => data ?? []);
  return (
    <Page wide>
      <PageHeader
        title="Comparison"
        crumbs={[
          { label: 'Experiments', href: '/experiments' },
          {
            label: runs[0]?.notebookTitle ?? runs[0]?.experiment ?? 'Experiment',
            href: `/experiments/${experimentId}`,
          },
        ]}
      />
      {failed && <ErrorNotice message={errorMessage(failed.error)} onRetry={() => failed.refetch()} />}
      {ids.length === 0 && (
        <EmptyState
          title="Nothing to compare"
          action={<ButtonLink href={`/experiments/${experimentId}`}>Choose runs</ButtonLink>}
        >
          <p>Choose two to twenty runs in the list.</p>
        </EmptyState>
      )}
      {ids.length > 0 && runs.length < ids.length && !failed && <Loading />}
      {runs.length === ids.length && runs.length > 0 && (
        <>
          <Section title="Parameters that differ">
            <Differences
              runs={runs}
              say={(run, key) => run.params[key] ?? '—'}
              keys={[...new Set(runs.flatMap((run) => Object.keys(run.params)))].sort()}
            />
          </Section>
          <Section title="Figures">
            <Differences
              runs={runs}
              say={(run, key) => sayValue(key, run.metrics[key]?.value)}
              keys={[...new Set(runs.flatMap((run) => Object.keys(run.metrics).filter(isTestFigure)))].sort()}
              all
            />
          </Section>
          {runs.length > 1 && <Relations runs={runs} />}
          <Section title="Curves">
            <RunCurves runs={runs} />
          </Section>
          {runs.some(({ artifacts }) => artifacts.length > 0) && (
            <Section title="Files">
              <ComparedFiles runs={runs} />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

/** From parameters to figures: all of them at once, and any two. */
function Relations({ runs }: { runs: readonly Run[] }) {
  const fields = fieldsOf(runs);
  return (
    <>
      <Section title="Parameters to figure">
        <ParallelRuns runs={runs} fields={fields} />
      </Section>
      <Section title="One against another">
        <ScatterRuns runs={runs} fields={fields} />
      </Section>
    </>
  );
}

/** A row for each key, a column for each run; without `all`, only keys in which the runs differ. */
function Differences({
  runs,
  keys,
  say,
  all = false,
}: {
  runs: readonly Run[];
  keys: readonly string[];
  say(run: Run, key: string): string;
  all?: boolean;
}) {
  const rows = keys
    .map((key) => ({ key, values: runs.map((run) => say(run, key)) }))
    .filter(({ values }) => all || new Set(values).size > 1);
  if (rows.length === 0) return <p className={styles.note}>{all ? 'None.' : 'They are the same in all.'}</p>;
  return (
    <div className={styles.scroll}>
      <table className={styles.compared}>
        <thead>
          <tr>
            <td />
            {runs.map((run) => (
              <th key={run.id} scope="col">
                <Link href={`/experiments/runs/${run.id}`}>{run.name}</Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, values }) => (
            <tr key={key} className={new Set(values).size > 1 ? styles.different : undefined}>
              <th scope="row">{all ? metricLabel(key) : key}</th>
              {values.map((value, i) => (
                <td key={runs[i]?.id}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
