'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Star, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button } from '@/components/ui/button';
import { CommittedInput } from '@/components/ui/committed-input';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Facts } from '@/components/ui/facts';
import { Field } from '@/components/ui/field';
import { formatDuration, formatHash } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './experiments.module.css';
import { RunCurves } from './run-curves';
import { RunFiles } from './run-files/run-files';
import { Status } from './run-status';
import { isTestFigure, sayValue } from './run-words';

type Run = ApiOutput['runs']['read'];

/** One run whole: what was asked for, its curves, what it measured, what it read. */
export function RunPage({ id }: { id: string }) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['runs', 'read', id],
    queryFn: () => api.runs.read.query({ id }),
    // Cells may give it files after its end.
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' ? 1000 : 5000),
  });
  if (!query.data)
    return (
      <Page>
        <PageHeader title="Run" crumbs={[{ label: 'Experiments', href: '/experiments' }]} />
        {query.isError ? (
          <LoadFailed
            error={query.error}
            onRetry={() => query.refetch()}
            list={{ label: 'experiments', href: '/experiments' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const run = query.data;
  const change = async (work: () => Promise<unknown>, said?: string, undo?: () => Promise<unknown>) => {
    const refresh = () => client.invalidateQueries({ queryKey: ['runs'] });
    try {
      await work();
      await refresh();
      if (said)
        toast.done(
          said,
          undo && (() => void undo().then(refresh, (error) => toast.failed(errorMessage(error)))),
        );
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };
  return (
    <Page>
      <PageHeader
        title={run.name}
        crumbs={[
          { label: 'Experiments', href: '/experiments' },
          { label: run.notebookTitle ?? run.experiment, href: `/experiments/${run.experimentId}` },
        ]}
        detail={<Status run={run} />}
        actions={
          <>
            <Button
              icon={Star}
              className={run.starred ? styles.starred : undefined}
              onClick={() => change(() => api.runs.edit.mutate({ id, starred: !run.starred }))}
            >
              {run.starred ? 'Take the star' : 'Give a star'}
            </Button>
            {!run.deletedAt && (
              <Button
                icon={Trash2}
                variant="danger"
                onClick={() =>
                  change(
                    () => api.runs.delete.mutate({ ids: [id] }),
                    'The run is deleted',
                    () => api.runs.restore.mutate({ ids: [id] }),
                  )
                }
              >
                Delete
              </Button>
            )}
          </>
        }
      />
      {run.deletedAt && (
        <p className={styles.acts}>
          This run is deleted, and goes for ever thirty days after.
          <Button onClick={() => change(() => api.runs.restore.mutate({ ids: [id] }), 'The run is back')}>
            Restore
          </Button>
        </p>
      )}
      {run.tags['cellar.error'] && <ErrorNotice message={run.tags['cellar.error']} />}
      <div className={styles.halves}>
        <Section title="Figures">
          <Figures run={run} />
        </Section>
        <Section title="Where it came from">
          <Origin run={run} />
        </Section>
      </div>
      <Section title="Curves">
        <RunCurves runs={[run]} />
      </Section>
      <div className={styles.halves}>
        <Section title="Parameters">
          <Pairs caption="Parameters" values={run.params} empty="None were told." />
        </Section>
        <Section title="Tags and note">
          <Field label="Note">
            <CommittedInput
              value={run.note}
              onCommit={(note) => change(() => api.runs.edit.mutate({ id, note }))}
            />
          </Field>
          <Pairs caption="Tags" values={run.tags} empty="No tags." />
        </Section>
      </div>
      {run.artifacts.length > 0 && (
        <Section title="Files">
          <RunFiles run={run} />
        </Section>
      )}
    </Page>
  );
}

function Figures({ run }: { run: Run }) {
  const keys = Object.keys(run.metrics).filter(isTestFigure).sort();
  return (
    <DataTable
      caption="Figures"
      rows={keys}
      rowKey={(key) => key}
      empty={<p className={styles.note}>It has measured nothing{run.status === 'RUNNING' ? ' yet' : ''}.</p>}
      columns={[
        { key: 'name', title: 'Figure', cell: metricLabel },
        {
          key: 'value',
          title: 'This run',
          align: 'right',
          cell: (key) => <strong>{sayValue(key, run.metrics[key]?.value)}</strong>,
        },
        {
          key: 'baseline',
          title: 'Baseline',
          align: 'right',
          cell: (key) => sayValue(key, run.metrics[`baseline/${key}`]?.value),
        },
      ]}
    />
  );
}

function Origin({ run }: { run: Run }) {
  return (
    <Facts>
      <dt>Notebook</dt>
      <dd>
        {run.notebookId && run.notebookTitle ? (
          <>
            <Link href={`/notebooks/${run.notebookId}`}>{run.notebookTitle}</Link>
            {run.revision !== null && `, revision ${run.revision}`}
          </>
        ) : (
          'none: a program told of it'
        )}
      </dd>
      {run.sliceHash && (
        <>
          <dt>Slice</dt>
          <dd className={styles.hash}>{formatHash(run.sliceHash)}</dd>
        </>
      )}
      <dt>Data</dt>
      <dd>
        {run.inputs.length === 0 && 'no data set'}
        {run.inputs.map((input) => (
          <div key={`${input.name} ${input.digest}`}>
            {input.datasetId ? (
              <Link
                href={`/datasets/${input.datasetId}${input.version === null ? '' : `?version=${input.version}`}`}
              >
                {input.name}
                {input.version !== null && ` v${input.version}`}
              </Link>
            ) : (
              input.name
            )}{' '}
            <span className={styles.hash}>{formatHash(input.digest)}</span>
          </div>
        ))}
      </dd>
      {run.versions.length > 0 && (
        <>
          <dt>Promoted as</dt>
          <dd>
            {run.versions.map(({ model, version }) => (
              <div key={`${model} ${version}`}>
                <Link href={`/models/${model}/${version}`}>
                  {model} v{version}
                </Link>
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>Began</dt>
      <dd>
        <Time value={run.startedAt} />, by {run.by ?? run.userId}
      </dd>
      {run.endedAt && (
        <>
          <dt>Took</dt>
          <dd>{formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt))}</dd>
        </>
      )}
    </Facts>
  );
}

function Pairs({
  caption,
  values,
  empty,
}: {
  caption: string;
  values: Readonly<Record<string, string>>;
  empty: string;
}) {
  return (
    <DataTable
      caption={caption}
      rows={Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))}
      rowKey={([key]) => key}
      empty={<p className={styles.note}>{empty}</p>}
      columns={[
        { key: 'name', title: 'Name', cell: ([key]) => <code>{key}</code> },
        { key: 'value', title: 'Value', cell: ([, value]) => <span className={styles.long}>{value}</span> },
      ]}
    />
  );
}
