'use client';

import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable } from '@/components/ui/data-table';
import { formatBytes, formatHash } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './models.module.css';

type Fate = ApiOutput['models']['deletion']['files'][number]['fate'];
const fates: Readonly<Record<Fate, { tone: 'ok' | 'neutral' | 'running'; words: string }>> = {
  gone: { tone: 'ok', words: 'Gone from storage' },
  shared: { tone: 'neutral', words: 'Kept: something else uses it' },
  waiting: { tone: 'running', words: 'Goes with the next clean-up' },
};

/** The record of a deletion: what there was, and what has become of each file. */
export function DeletionPage({ id }: { id: string }) {
  const deletion = useQuery({
    queryKey: ['models', 'deletion', id],
    queryFn: () => api.models.deletion.query({ id }),
    refetchInterval: 15_000,
  });
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: 'Deleted models', href: '/deletions' },
  ];
  if (!deletion.data)
    return (
      <Page>
        <PageHeader title="Deletion" crumbs={crumbs} />
        {deletion.isError ? (
          <LoadFailed
            error={deletion.error}
            onRetry={() => deletion.refetch()}
            list={{ label: 'models', href: '/models' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { model, version, record, recordHash, isUnchanged, files, at, by } = deletion.data;
  return (
    <Page>
      <PageHeader
        title={version === null ? `${model} was deleted` : `Version ${version} of ${model} was deleted`}
        crumbs={crumbs}
        detail={
          <>
            by {by ?? 'somebody'}, <Time value={at} />
            {record.reason && `: ${record.reason}`}
          </>
        }
      />
      <Section title="Record">
        <p className={styles.inline}>
          <Badge tone={isUnchanged ? 'ok' : 'failed'}>{isUnchanged ? 'Unchanged' : 'Changed since'}</Badge>
          SHA-256 <span className={styles.hash}>{formatHash(recordHash)}</span>
          <CopyButton text={recordHash} label="Copy the record’s hash" />
        </p>
        <p className={styles.note}>
          The answers it gave stay in the log, and its acts in the audit. {record.versions.length}{' '}
          {record.versions.length === 1 ? 'version was' : 'versions were'} taken out.
        </p>
      </Section>
      <Section title="Files">
        <DataTable
          caption="Files that belonged to it"
          rows={files}
          rowKey={(file) => `${file.version} ${file.path}`}
          columns={[
            { key: 'version', title: 'Version', cell: (file) => `v${file.version}` },
            { key: 'path', title: 'File', cell: (file) => <code>{file.path}</code> },
            {
              key: 'size',
              title: 'Size',
              align: 'right',
              wideOnly: true,
              cell: (file) => formatBytes(file.bytes),
            },
            {
              key: 'hash',
              title: 'SHA-256',
              wideOnly: true,
              cell: (file) => (
                <span className={styles.hash} title={file.hash}>
                  {formatHash(file.hash)}
                </span>
              ),
            },
            {
              key: 'fate',
              title: 'Now',
              cell: (file) => <Badge tone={fates[file.fate].tone}>{fates[file.fate].words}</Badge>,
            },
          ]}
        />
      </Section>
    </Page>
  );
}
