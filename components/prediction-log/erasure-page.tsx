'use client';

import { useQuery } from '@tanstack/react-query';
import { type ApiOutput, api } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { CopyButton } from '@/components/ui/copy-button';
import { DataTable } from '@/components/ui/data-table';
import { formatBytes, formatCount, formatHash, formatNumber } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { ErasureBadge } from './erasures-page';
import styles from './prediction-log.module.css';

type Erasure = ApiOutput['log']['erasure'];

/** The proof of an erasure: every file of the log that was written anew, before and after. */
export function ErasurePage({ id }: { id: string }) {
  const erasure = useQuery({
    queryKey: ['log', 'erasure', id],
    queryFn: () => api.log.erasure.query({ id }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1500 : false),
  });
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: 'Erased subjects', href: '/erasures' },
  ];
  if (!erasure.data)
    return (
      <Page>
        <PageHeader title="Erasure" crumbs={crumbs} />
        {erasure.isError ? (
          <LoadFailed
            error={erasure.error}
            onRetry={() => erasure.refetch()}
            list={{ label: 'erased subjects', href: '/erasures' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { data } = erasure;
  return (
    <Page>
      <PageHeader
        title={data.model ? `Erased from ${data.model}` : 'Erased from every log'}
        crumbs={crumbs}
        detail={
          <span>
            {formatCount(data.predictions, 'prediction')} and {formatCount(data.labels, 'label')} taken out of
            files, asked by {data.by ?? 'somebody'} <Time value={data.at} />
            {data.reason && `: ${data.reason}`}
          </span>
        }
        actions={<ErasureBadge state={data.state} />}
      />
      <p className={styles.note}>
        {data.until === null
          ? 'What comes of this subject later is left out, too.'
          : 'What came of this subject later is logged again.'}{' '}
        The key is known here by a salted hash alone:{' '}
        <code title={data.keyHash}>{formatHash(data.keyHash)}</code>.{' '}
        {data.state === 'running' &&
          'A file that is still being written is waited for; processes close theirs within five minutes.'}
      </p>
      <Section title="Files">
        <DataTable
          caption="Files before and after"
          rows={linesOf(data)}
          rowKey={({ key, is }) => `${is} ${key}`}
          empty={
            <p className={styles.note}>
              {data.state === 'done'
                ? 'It stood in no file; what was still to be written was written without it.'
                : 'None written anew yet.'}
            </p>
          }
          columns={[
            { key: 'day', title: 'Day', cell: ({ day }) => day },
            { key: 'is', title: 'File', cell: ({ key, is }) => <span title={key}>{is}</span> },
            { key: 'rows', title: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
            {
              key: 'bytes',
              title: 'Size',
              align: 'right',
              wideOnly: true,
              cell: ({ bytes }) => formatBytes(bytes),
            },
            {
              key: 'hash',
              title: 'SHA-256',
              wideOnly: true,
              cell: ({ sha256, key }) => (
                <span className={styles.inline}>
                  <code title={sha256}>{formatHash(sha256)}</code>
                  <CopyButton text={sha256} label={`Copy hash of ${key}`} />
                </span>
              ),
            },
          ]}
        />
      </Section>
    </Page>
  );
}

/** Before, removed; after, in its place. */
function linesOf({ days }: Erasure) {
  return days.flatMap(({ model, kind, day, before, after }) => [
    ...before.map((file) => ({ ...file, day: `${model}, ${kind} of ${day}`, is: 'removed' })),
    { ...after, day: '', is: 'in its place' },
  ]);
}
