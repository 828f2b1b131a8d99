'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { FairnessBeside } from '@/components/notebook/judgement';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatCount, formatMetric } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { learnerWords, metricLabel, metricsOf, metricValue } from './metric-words';
import styles from './models.module.css';

type Version = ApiOutput['models']['version'];
const listing = new Intl.ListFormat('en');
interface Row {
  readonly name: string;
  cell(version: Version): ReactNode;
  /** As text, to mark what differs. */
  text(version: Version): string;
}

/** Two to five versions beside each other: what differs in how they were made, and how they do on the first one's held-out rows. */
export function ComparePage({ model, versions }: { model: string; versions: readonly number[] }) {
  const reads = useQueries({
    queries: versions.map((version) => ({
      queryKey: ['models', 'version', model, version],
      queryFn: () => api.models.version.query({ model, version }),
    })),
  });
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: model, href: `/models/${model}` },
  ];
  const failed = reads.find(({ isError }) => isError);
  const loaded = reads.flatMap(({ data }) => data ?? []);
  const title = `Versions ${listing.format(versions.map(String))} compared`;
  if (versions.length < 2 || versions.length > 5)
    return (
      <Page wide>
        <PageHeader title="Compare versions" crumbs={crumbs} />
        <EmptyState title="Choose two to five versions">
          Mark them in the table of versions on the model’s page, then compare.
        </EmptyState>
      </Page>
    );
  return (
    <Page wide>
      <PageHeader title={title} crumbs={crumbs} detail="The first is compared with the others." />
      {failed && <ErrorNotice message={errorMessage(failed.error)} onRetry={() => failed.refetch()} />}
      {!failed && loaded.length < versions.length && <Loading />}
      {loaded.length === versions.length && <Comparison versions={loaded} />}
    </Page>
  );
}

function Comparison({ versions }: { versions: readonly Version[] }) {
  const [first, ...others] = versions;
  if (!first) return null;
  return (
    <>
      <Section title={`On the held-out rows of version ${first.number}`}>
        {others.map((other) => (
          <Paired key={other.number} first={first} other={other} />
        ))}
      </Section>
      <Section title="Test figures, each on its own test rows">
        <Side caption="Test figures" versions={versions} rows={metricRows(versions)} />
      </Section>
      <Section title="How they were made">
        <Side caption="How they were made" versions={versions} rows={makingRows(versions)} />
      </Section>
      <Section title="Inputs">
        <Side caption="Inputs and what the models rely on" versions={versions} rows={inputRows(versions)} />
      </Section>
    </>
  );
}

/** Both answer the same rows; each difference has its interval, and tests in closed form stand below. */
function Paired({ first, other }: { first: Version; other: Version }) {
  const paired = useQuery({
    queryKey: ['models', 'compareOnRows', first.model, first.number, other.number],
    queryFn: ({ signal }) =>
      api.models.compareOnRows.query(
        { model: first.model, version: first.number, against: other.number },
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (paired.isPending)
    return <Loading label={`Versions ${first.number} and ${other.number} answer the same rows`} />;
  if (paired.isError)
    return <ErrorNotice message={errorMessage(paired.error)} onRetry={() => paired.refetch()} />;
  const { metrics, comparison, rows, fairness } = paired.data;
  const names = metricsOf([
    Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value])),
  ]);
  return (
    <>
      <DataTable
        caption={`Version ${first.number} and version ${other.number} on ${formatCount(rows.used, 'row')}`}
        rows={names.filter((name) => comparison?.metrics[name])}
        rowKey={(name) => name}
        columns={[
          { key: 'name', title: `On ${formatCount(rows.used, 'row')}`, cell: metricLabel },
          {
            key: 'first',
            title: `v${first.number}`,
            align: 'right',
            cell: (name) => <strong>{metricValue(name, metrics[name]?.value)}</strong>,
          },
          {
            key: 'other',
            title: `v${other.number}`,
            align: 'right',
            cell: (name) => metricValue(name, comparison?.metrics[name]?.value),
          },
          {
            key: 'difference',
            title: 'Difference (95 %, paired)',
            align: 'right',
            cell: (name) => {
              const difference = comparison?.metrics[name]?.difference;
              if (!difference) return '—';
              return `${metricValue(name, difference.low)} to ${metricValue(name, difference.high)}`;
            },
          },
          {
            key: 'p',
            title: 'p',
            align: 'right',
            cell: (name) => sayP(comparison?.metrics[name]?.difference.pValue),
          },
        ]}
      />
      {comparison?.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      {fairness && comparison?.fairness && (
        <FairnessBeside
          names={[`v${first.number}`, `v${other.number}`]}
          first={fairness}
          second={comparison.fairness}
        />
      )}
    </>
  );
}

/** Of a thousand resamples: three decimals are all that it has. */
const sayP = (p: number | undefined) => (p === undefined ? '—' : p < 0.001 ? '< 0.001' : p.toFixed(3));

function Side({
  caption,
  versions,
  rows,
}: {
  caption: string;
  versions: readonly Version[];
  rows: readonly Row[];
}) {
  const [showsAll, setShowsAll] = useState(false);
  const differs = ({ text }: Row) => new Set(versions.map(text)).size > 1;
  const different = rows.filter(differs);
  const equal = rows.length - different.length;
  return (
    <>
      <DataTable
        caption={caption}
        rows={showsAll ? rows : different}
        rowKey={({ name }) => name}
        empty={<p className={styles.note}>All {rows.length} are equal.</p>}
        columns={[
          {
            key: 'name',
            title: '',
            cell: (row) => <span className={differs(row) ? styles.main : undefined}>{row.name}</span>,
          },
          ...versions.map((version) => ({
            key: `v${version.number}`,
            title: <Link href={`/models/${version.model}/${version.number}`}>v{version.number}</Link>,
            cell: (row: Row) => (
              <span className={differs(row) ? styles.main : styles.note}>{row.cell(version)}</span>
            ),
          })),
        ]}
      />
      {equal > 0 && (
        <div>
          <Button variant="quiet" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Show only what differs' : `Show the ${equal} that are equal, too`}
          </Button>
        </div>
      )}
    </>
  );
}

const row = (name: string, text: (version: Version) => string): Row => ({ name, text, cell: text });

const metricRows = (versions: readonly Version[]): Row[] =>
  metricsOf(versions.map(({ manifest }) => manifest.evaluation.metrics)).map((name) =>
    row(metricLabel(name), ({ manifest }) => metricValue(name, manifest.evaluation.metrics[name])),
  );

function makingRows(versions: readonly Version[]): Row[] {
  const options = new Set(versions.flatMap(({ manifest }) => Object.keys(manifest.options)));
  return [
    row('Learner', ({ manifest }) => learnerWords[manifest.learner]),
    row(
      'Data',
      ({ data }) => data.map(({ name, version }) => `${name} v${version}`).join(', ') || 'no data set',
    ),
    row('Training rows', ({ manifest }) => formatCount(manifest.trainingRows, 'row')),
    row('Test rows', ({ manifest }) => formatCount(manifest.evaluation.rows, 'row')),
    row('Seed', ({ manifest }) => String(manifest.seed ?? '—')),
    row('Split', ({ manifest }) => (manifest.split ? sayParts(manifest.split) : '—')),
    row('Size', ({ bytes }) => formatBytes(bytes)),
    row('Slice', ({ sliceHash }) => sliceHash.slice(0, 8)),
    ...[...options].map((name) => row(name, ({ manifest }) => say(manifest.options[name]))),
  ];
}

const sayParts = (parts: object) =>
  Object.entries(parts)
    .map(([name, value]) => `${name} ${say(value)}`)
    .join(', ');

const say = (option: unknown): string =>
  option === undefined ? '—' : typeof option === 'string' ? option : JSON.stringify(option);

function inputRows(versions: readonly Version[]): Row[] {
  const names = new Set(
    versions.flatMap(({ manifest }) => manifest.signature.inputs.map(({ name }) => name)),
  );
  return [...names].map((name) =>
    row(name, ({ manifest }) => {
      const input = manifest.signature.inputs.find((field) => field.name === name);
      if (!input) return 'not an input';
      const importance = manifest.importances.find(({ feature }) => feature === name)?.permutation;
      return `${input.type}${importance === undefined ? '' : `, ${formatMetric(importance)}`}`;
    }),
  );
}
