import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Fragment, type ReactNode, useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './dataset-lineage.module.css';

type Lineage = ApiOutput['datasets']['lineage'];
type Execution = Lineage['executions']['newest'][number];

/** Both ways: what a version was made from, and everything that used it. */
export function DatasetLineage({ id, version }: { id: string; version: number }) {
  const [scope, setScope] = useState<'all' | 'shown'>('all');
  const wanted = scope === 'all' ? undefined : version;
  const lineage = useQuery({
    queryKey: ['datasets', 'lineage', id, wanted],
    queryFn: () => api.datasets.lineage.query({ id, version: wanted }),
  });
  return (
    <Section
      title="Used by"
      actions={
        <Select
          aria-label="Which versions"
          className={styles.scope}
          value={scope}
          onChange={(value) => setScope(value === 'shown' ? 'shown' : 'all')}
          options={[
            { value: 'all', label: 'Any version' },
            { value: 'shown', label: `Version ${version} only` },
          ]}
        />
      }
    >
      {lineage.isPending && <Loading />}
      {lineage.isError && (
        <ErrorNotice message={errorMessage(lineage.error)} onRetry={() => lineage.refetch()} />
      )}
      {lineage.data && <Uses lineage={lineage.data} />}
    </Section>
  );
}

function Uses({ lineage }: { lineage: Lineage }) {
  const { notebooks, schedules, executions, runs, models, derived, origins } = lineage;
  const uses = [notebooks.length, executions.count, runs.count, models.count, derived.length];
  const isUnused = uses.every((count) => count === 0);
  return (
    <>
      {isUnused && (
        <EmptyState title="Nothing uses it yet">
          Open it in a new notebook, or attach it in the Data panel of one. Runs and models that read it will
          stand here too.
        </EmptyState>
      )}
      <dl className={styles.lineage}>
        <Group term="Notebooks" items={notebooks.map(toNotebook)} />
        <Group term="Schedules" items={schedules.map(toSchedule)} />
        <Group
          term="Scheduled runs"
          items={executions.newest.map(toExecution)}
          more={executions.count - executions.newest.length}
        />
        <Group
          term="Models"
          items={models.newest.map(({ model, number, versions }) => (
            <Fragment key={`${model} ${number}`}>
              <Link href={`/models/${model}/${number}`}>
                {model} v{number}
              </Link>{' '}
              <Quiet>trained on {sayVersions(versions)}</Quiet>
            </Fragment>
          ))}
          more={models.count - models.newest.length}
        />
        <Group
          term="Runs"
          items={runs.newest.map((run) => (
            <Fragment key={run.id}>
              <Link href={`/experiments/runs/${run.id}`}>{run.name}</Link>{' '}
              <Quiet>
                in <Link href={`/experiments/${run.experimentId}`}>{run.experiment}</Link>, read{' '}
                {sayVersions(run.versions)}
              </Quiet>
            </Fragment>
          ))}
          more={runs.count - runs.newest.length}
        />
        <Group
          term="Data made from it"
          items={derived.map(({ datasetId, dataset, version }) => (
            <DatasetLink key={`${datasetId} ${version}`} {...{ datasetId, dataset, version }} />
          ))}
        />
        <Group term="Made from" items={origins.map(toOrigin)} />
      </dl>
    </>
  );
}

const toNotebook = ({ notebookId, title, table, version }: Lineage['notebooks'][number]) => (
  <Fragment key={`${notebookId} ${table}`}>
    <Link href={`/notebooks/${notebookId}`}>{title}</Link>{' '}
    <Quiet>
      as <code>{table}</code>, {version === null ? 'newest version' : `always version ${version}`}
    </Quiet>
  </Fragment>
);

const toSchedule = ({ id, name, notebook, enabled, version }: Lineage['schedules'][number]) => (
  <Fragment key={`${id} ${version}`}>
    <Link href={`/schedules/${id}`}>{name}</Link>{' '}
    <Quiet>
      runs {notebook}
      {enabled ? '' : ', paused'}, {version === null ? 'newest version' : `always version ${version}`}
    </Quiet>
  </Fragment>
);

const toExecution = ({ id, notebook, schedule, status, dueAt, versions }: Execution) => (
  <Fragment key={id}>
    <Link href={`/executions/${id}`}>{schedule ?? notebook ?? 'A notebook that is gone'}</Link>{' '}
    <Quiet>
      <Time value={dueAt} />
      {status === 'failed' && ', failed'}, read {sayVersions(versions)}
    </Quiet>
  </Fragment>
);

const toOrigin = ({ version, madeFrom, scoredBy, notebook }: Lineage['origins'][number]) => (
  <Fragment key={version}>
    v{version}{' '}
    <Quiet>
      {madeFrom.length > 0 && 'from '}
      {madeFrom.map((source, i) => (
        <Fragment key={`${source.datasetId} ${source.version}`}>
          {i > 0 && ', '}
          <DatasetLink {...source} />
        </Fragment>
      ))}
      {scoredBy && (
        <>
          , scored by{' '}
          <Link href={`/models/${scoredBy.model}/${scoredBy.version}`}>
            {scoredBy.model} v{scoredBy.version}
          </Link>
        </>
      )}
      {notebook && (
        <>
          {madeFrom.length > 0 && ', '}added in{' '}
          <Link href={`/notebooks/${notebook.id}`}>{notebook.title}</Link>
        </>
      )}
    </Quiet>
  </Fragment>
);

const DatasetLink = ({
  datasetId,
  dataset,
  version,
}: {
  datasetId: string;
  dataset: string;
  version: number;
}) => (
  <Link href={`/datasets/${datasetId}?version=${version}`}>
    {dataset} v{version}
  </Link>
);

function Group({ term, items, more = 0 }: { term: string; items: readonly ReactNode[]; more?: number }) {
  if (items.length === 0) return null;
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <ul>
          {items.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn whole each time
            <li key={i}>{item}</li>
          ))}
          {more > 0 && (
            <li>
              <Quiet>and {formatCount(more, 'older one')}</Quiet>
            </li>
          )}
        </ul>
      </dd>
    </div>
  );
}

const Quiet = ({ children }: { children: ReactNode }) => <span className={styles.quiet}>{children}</span>;

const sayVersions = (versions: readonly number[]): string =>
  versions.length === 0 ? 'it' : versions.map((version) => `v${version}`).join(', ');
