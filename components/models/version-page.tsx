'use client';

import { useQuery } from '@tanstack/react-query';
import { TableProperties } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api } from '@/components/api';
import { ImportanceBars } from '@/components/notebook/model-result/importance-bars';
import { ScoreDialog } from '@/components/scorings/score-dialog';
import { ScoringsList } from '@/components/scorings/scorings-list';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatCount, formatHash } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Elsewhere } from './elsewhere';
import { metricLabel, metricsOf, metricValue } from './metric-words';
import styles from './models.module.css';
import { TryBox } from './try-box';
import { isUnderWay } from './verification-badge';
import { AboutVersion, VersionActs } from './version-header';
import { VersionJudgement } from './version-judgement';
import { Curve, Trees } from './version-learning';
import { VersionLineage } from './version-lineage';

type Version = ApiOutput['models']['version'];

/** One version whole: figures, inputs, where it came from, its files, and a way to call exactly it. */
export function VersionPage({ model, version }: { model: string; version: number }) {
  const query = useQuery({
    queryKey: ['models', 'version', model, version],
    queryFn: () => api.models.version.query({ model, version }),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? 1500 : false),
  });
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: model, href: `/models/${model}` },
  ];
  const title = `Version ${version}`;
  if (!query.data)
    return (
      <Page>
        <PageHeader title={title} crumbs={crumbs} />
        {query.isError ? (
          <LoadFailed
            error={query.error}
            onRetry={() => query.refetch()}
            list={{ label: 'models', href: '/models' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { data } = query;
  return (
    <Page>
      <PageHeader
        title={title}
        crumbs={crumbs}
        detail={<AboutVersion version={data} />}
        actions={<VersionActs version={data} />}
      />
      {data.statusDetail && <ErrorNotice message={data.statusDetail} />}
      {data.status !== 'external' && <Known version={data} />}
      <Section title="Files">
        <Files version={data} />
      </Section>
    </Page>
  );
}

/** What a package of ours says of itself, and a way to call it. */
function Known({ version: data }: { version: Version }) {
  const reference = `${data.model}@${data.number}`;
  return (
    <>
      <div className={styles.columns}>
        <Section title="Where it came from">
          {data.external ? <Elsewhere version={data} /> : <VersionLineage version={data} />}
        </Section>
        <Section title="Test figures">
          {data.manifest.evaluation.rows > 0 ? (
            <Figures version={data} />
          ) : (
            <p className={styles.note}>
              Not tested on rows yet: import the file again with a data set that holds the truth.
            </p>
          )}
        </Section>
      </div>
      <div className={styles.columns}>
        <Section title="Inputs">
          <Inputs version={data} />
        </Section>
        <Section title="What it relies on">
          <Importances version={data} />
        </Section>
      </div>
      <VersionJudgement version={data} />
      <Curve version={data} />
      <Trees version={data} />
      {data.status === 'ready' && (
        <Section title="Call this version">
          <TryBox
            {...{ reference, example: data.example, personal: data.personal }}
            signature={data.manifest.signature}
          />
        </Section>
      )}
      {data.status === 'ready' && <Scored version={data} />}
    </>
  );
}

/** Data sets that were put through this version, and the way to put one through. */
function Scored({ version: { id, model, number } }: { version: Version }) {
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Scored data"
      actions={
        <Button icon={TableProperties} onClick={() => setAsking(true)}>
          Score a data set
        </Button>
      }
    >
      <ScoringsList of={{ versionId: id }} empty="No data set was put through this version yet." />
      {asking && <ScoreDialog model={`${model}@${number}`} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Figures({ version }: { version: Version }) {
  const { evaluation } = version.manifest;
  const { metrics, baseline, rows } = evaluation;
  const centroid = evaluation.task === 'regression' ? undefined : evaluation.nearestCentroid;
  return (
    <DataTable
      caption={`Test figures on ${rows} rows`}
      rows={metricsOf([metrics])}
      rowKey={(name) => name}
      columns={[
        { key: 'name', title: `On ${formatCount(rows, 'test row')}`, cell: metricLabel },
        {
          key: 'value',
          title: 'This version',
          align: 'right',
          cell: (name) => <strong>{metricValue(name, metrics[name])}</strong>,
        },
        {
          key: 'baseline',
          title: 'Baseline',
          align: 'right',
          cell: (name) => metricValue(name, baseline[name]),
        },
        ...(centroid
          ? [
              {
                key: 'nearest-centroid',
                title: 'Nearest centroid',
                align: 'right' as const,
                cell: (name: string) => metricValue(name, centroid[name]),
              },
            ]
          : []),
      ]}
    />
  );
}

function Inputs({ version }: { version: Version }) {
  const { inputs, output } = version.manifest.signature;
  return (
    <>
      <DataTable
        caption="Signature"
        rows={inputs}
        rowKey={(field) => field.name}
        columns={[
          { key: 'name', title: 'Field', cell: (field) => <code>{field.name}</code> },
          { key: 'type', title: 'Type', cell: (field) => (field.text ? 'text' : field.type) },
          {
            key: 'values',
            title: 'Values',
            cell: (field) =>
              field.categories
                ? `${field.categories.slice(0, 4).join(', ')}${field.categories.length > 4 ? ' …' : ''}`
                : field.required
                  ? 'required'
                  : 'may be empty',
          },
        ]}
      />
      <p className={styles.note}>
        Gives <code>{output.name}</code>,{' '}
        {output.classes ? `one of ${output.classes.slice(0, 6).join(', ')}` : 'a number'}.
      </p>
    </>
  );
}

function Importances({ version }: { version: Version }) {
  const { importances } = version.manifest;
  if (importances.length === 0) return <p className={styles.note}>Not measured.</p>;
  return <ImportanceBars importances={importances} />;
}

function Files({ version }: { version: Version }) {
  return (
    <DataTable
      caption="Files of the package"
      rows={Object.entries(version.files)}
      rowKey={([path]) => path}
      columns={[
        { key: 'path', title: 'File', cell: ([path]) => <code>{path}</code> },
        { key: 'size', title: 'Size', align: 'right', cell: ([, file]) => formatBytes(file.bytes) },
        {
          key: 'hash',
          title: 'SHA-256',
          wideOnly: true,
          cell: ([path, file]) => (
            <span className={styles.inline}>
              <span className={styles.hash} title={file.hash}>
                {formatHash(file.hash)}
              </span>
              <CopyButton text={file.hash} label={`Copy hash of ${path}`} />
            </span>
          ),
        },
      ]}
    />
  );
}
