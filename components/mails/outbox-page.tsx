'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select, TextInput } from '@/components/ui/field';
import { formatBytes } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { MailDialog } from './mail-dialog';
import styles from './mails.module.css';
import { Readers } from './readers';

type Fate = 'all' | Mail['state'];
type Mail = ApiOutput['mails']['list']['mails'][number];

export function OutboxPage() {
  const [open, setOpen] = useState<string>();
  const [fate, setFate] = useState<Fate>('all');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const outbox = useQuery({
    queryKey: ['mails', 'list', fate, search],
    queryFn: () =>
      api.mails.list.query({
        ...(fate !== 'all' && { states: [fate] }),
        ...(search && { search }),
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  return (
    <Page>
      <PageHeader title="Outbox" />
      {outbox.isPending && <Loading />}
      {outbox.isError && (
        <ErrorNotice message={errorMessage(outbox.error)} onRetry={() => outbox.refetch()} />
      )}
      {outbox.data && !outbox.data.sends && (
        <p className={styles.notice}>
          No mail server is set, so reports stay here. Start with SMTP_URL to have them sent.
        </p>
      )}
      <div className={styles.filters}>
        <TextInput
          type="search"
          aria-label="Search mails"
          placeholder="Subject or address"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select
          aria-label="Fate"
          value={fate}
          // The options below are all there is.
          onChange={(value) => setFate(value as Fate)}
          options={[
            { value: 'all', label: 'All mails' },
            { value: 'queued', label: 'On their way' },
            { value: 'sent', label: 'Sent' },
            { value: 'failed', label: 'Not sent to all' },
            { value: 'held', label: 'Held back' },
            { value: 'kept', label: 'Kept here' },
          ]}
        />
      </div>
      {outbox.data && (
        <DataTable
          caption="Mails"
          rows={outbox.data.mails}
          rowKey={({ id }) => id}
          empty={
            fate === 'all' && !search ? (
              <EmptyState title="No mail yet">
                Every report, alert and failure that is mailed appears here.
              </EmptyState>
            ) : (
              <EmptyState title="No such mail" />
            )
          }
          columns={[
            {
              key: 'subject',
              title: 'Subject',
              cell: (mail) => (
                <>
                  <button type="button" className={styles.subject} onClick={() => setOpen(mail.id)}>
                    {mail.subject}
                  </button>
                  <div className={styles.muted}>{mail.recipients.join(', ') || 'to nobody'}</div>
                  {mail.error && <div className={styles.error}>{mail.error}</div>}
                </>
              ),
            },
            {
              key: 'state',
              title: 'State',
              cell: (mail) => (
                <>
                  <MailBadge mail={mail} />
                  <div className={styles.narrowOnly}>
                    <Time value={mail.createdAt} />
                  </div>
                </>
              ),
            },
            {
              key: 'bytes',
              title: 'Size',
              align: 'right',
              wideOnly: true,
              cell: (mail) => formatBytes(mail.bytes),
            },
            {
              key: 'made',
              title: 'Written',
              align: 'right',
              wideOnly: true,
              cell: (mail) => <Time value={mail.createdAt} />,
            },
          ]}
        />
      )}
      <Readers />
      {open && <MailDialog id={open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

function MailBadge({ mail: { state, attempts, nextAttemptAt } }: { mail: Mail }) {
  if (state === 'sent') return <Badge tone="ok">sent</Badge>;
  if (state === 'kept') return <Badge>kept here</Badge>;
  if (state === 'failed') return <Badge tone="failed">not sent to all</Badge>;
  if (state === 'held') return <Badge tone="stale">held back</Badge>;
  if (!nextAttemptAt) return <Badge tone="running">on its way</Badge>;
  return (
    <>
      <Badge tone="stale">refused {attempts === 1 ? 'once' : `${attempts} times`}</Badge>
      <div className={styles.muted}>
        again <Time value={nextAttemptAt} />
      </div>
    </>
  );
}
