'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  BadgeCheck,
  Crown,
  Download,
  FileText,
  NotebookText,
  Pencil,
  RotateCw,
  Scissors,
} from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { ImportanceBars } from '@/components/notebook/model-result/importance-bars';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatCount, formatHash, formatNumber } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { DescribeDialog } from './describe-dialog';
import { learnerWords, metricLabel, metricsOf, metricValue } from './metric-words';
import styles from './models.module.css';
import { openAsItWas } from './open-as-it-was';
import { Tags } from './tags';
import { TryBox } from './try-box';
import { UnpinnedNotes } from './unpinned-notes';
import { useAliasActs, useModel } from './use-model';
import { isUnderWay, VerificationBadge } from './verification-badge';
import { VerificationDetails } from './verification-details';
import { VersionJudgement } from './version-judgement';
import { Curve, Trees } from './version-learning';
import { XgboostDownload } from './xgboost-download';

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
        detail={<About version={data} />}
        actions={<Acts version={data} />}
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
          <Lineage version={data} />
        </Section>
        <Section title="Test figures">
          <Figures version={data} />
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
          <TryBox reference={reference} signature={data.manifest.signature} example={data.example} />
        </Section>
      )}
    </>
  );
}

/** What is new in it, who answers for it, and the way to say it. */
function About({ version }: { version: Version }) {
  const [editing, setEditing] = useState(false);
  const { model, number, description, owner, licence, tags } = version;
  return (
    <>
      <span className={styles.description}>
        {description}
        <IconButton label="Describe this version" icon={Pencil} onClick={() => setEditing(true)} />
      </span>
      <Tags owner={owner} licence={licence} tags={tags} />
      {editing && <DescribeDialog model={model} version={number} onClose={() => setEditing(false)} />}
    </>
  );
}

function Acts({ version }: { version: Version }) {
  const model = useModel(version.model);
  const acts = useAliasActs(version.model);
  const champion = model.data?.champion;
  return (
    <>
      <ButtonLink icon={FileText} href={`/models/${version.model}/${version.number}/card`}>
        Model card
      </ButtonLink>
      <a className={styles.download} href={`/api/models/${version.model}@${version.number}/package`} download>
        <Download size={16} aria-hidden /> Download package
      </a>
      {version.status === 'ready' && (
        <a
          className={styles.download}
          href={`/api/models/${version.model}@${version.number}/bundle`}
          download
        >
          <BadgeCheck size={16} aria-hidden /> Download proof
        </a>
      )}
      {'ensemble.bin' in version.files && <XgboostDownload model={version.model} version={version.number} />}
      {champion === version.number && (
        <Badge tone="ok" icon={Crown}>
          champion
        </Badge>
      )}
      {version.status === 'ready' && champion !== undefined && champion !== version.number && (
        <Button
          variant="primary"
          icon={Crown}
          onClick={() => acts.move('champion', version.number, champion)}
        >
          Make champion
        </Button>
      )}
    </>
  );
}

function Lineage({ version }: { version: Version }) {
  const router = useRouter();
  const client = useQueryClient();
  const [opening, setOpening] = useState<'notebook' | 'slice'>();
  const reference = { model: version.model, version: version.number };
  const unpinned = useQuery({
    queryKey: ['unpinned', reference],
    queryFn: () => api.models.unpinned.query(reference),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const open = async (part: 'notebook' | 'slice') => {
    setOpening(part);
    try {
      router.push(`/notebooks/${await openAsItWas(version, part)}`);
    } catch (error) {
      toast.failed(errorMessage(error));
      setOpening(undefined);
    }
  };
  const verify = async () => {
    try {
      await api.models.verifyAgain.mutate({ model: version.model, version: version.number });
      await client.invalidateQueries({ queryKey: ['models'] });
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };
  const { verification } = version;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Notebook</dt>
        <dd>
          {version.notebookDeletedAt ? (
            version.notebookTitle
          ) : (
            <Link href={`/notebooks/${version.notebookId}`}>{version.notebookTitle}</Link>
          )}
          , revision {version.revision}
        </dd>
        <dt>Slice</dt>
        <dd>
          {version.sliceCells} of {formatCount(version.totalCells, 'cell')}{' '}
          <span className={styles.hash}>{formatHash(version.sliceHash)}</span>
        </dd>
        <dt>Data</dt>
        <dd>
          {version.data.length === 0 && 'No data set'}
          {version.data.map((used) => (
            <div key={used.table}>
              <Link href={`/datasets/${used.datasetId}`}>
                {used.name} v{used.version}
              </Link>{' '}
              as <code>{used.table}</code> <span className={styles.hash}>{formatHash(used.hash)}</span>
            </div>
          ))}
        </dd>
        {version.runId && (
          <>
            <dt>Run</dt>
            <dd>
              <Link href={`/experiments/runs/${version.runId}`}>{version.runName}</Link>
            </dd>
          </>
        )}
        <dt>Learner</dt>
        <dd>
          {learnerWords[version.manifest.learner]}, {formatNumber(version.manifest.trainingRows)} training
          rows
          {version.manifest.seed !== null && `, seed ${version.manifest.seed}`}
        </dd>
        <dt>Promoted</dt>
        <dd>
          by {version.by ?? 'somebody'}, <Time value={version.createdAt} />
        </dd>
        <dt>Reproduced</dt>
        <dd>
          <VerificationBadge status={version.status} verification={verification} />
          {'detail' in verification && <p className={styles.note}>{verification.detail}</p>}
          {version.verifiedAt && (
            <p className={styles.note}>
              run again in a clean frame, <Time value={version.verifiedAt} />
            </p>
          )}
          <VerificationDetails verification={verification} />
          <UnpinnedNotes unpinned={unpinned.data ?? []} />
        </dd>
      </dl>
      <div className={styles.inline}>
        <Button icon={NotebookText} busy={opening === 'notebook'} onClick={() => open('notebook')}>
          Open notebook as it was
        </Button>
        <Button icon={Scissors} busy={opening === 'slice'} onClick={() => open('slice')}>
          Open the slice
        </Button>
        {version.status === 'ready' && !isUnderWay(version) && (
          <Button icon={RotateCw} variant="quiet" onClick={verify}>
            Verify again
          </Button>
        )}
      </div>
    </>
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
          { key: 'type', title: 'Type', cell: (field) => field.type },
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
