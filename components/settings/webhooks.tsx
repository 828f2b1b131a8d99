import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { WebhookDialog } from './webhook-dialog';
import styles from './webhooks.module.css';

type Webhook = ApiOutput['webhooks']['list']['webhooks'][number];
type Delivery = Webhook['deliveries'][number];

/** The programs that are told what happens to models, each with the fate of what was sent to it. */
export function Webhooks() {
  const list = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => api.webhooks.list.query({}),
    refetchInterval: ({ state }) =>
      state.data?.webhooks.some(({ deliveries }) => deliveries.some((one) => one.state === 'waiting'))
        ? 2000
        : 30_000,
  });
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Webhooks"
      actions={
        <Button icon={Plus} onClick={() => setAdding(true)}>
          Add webhook
        </Button>
      }
    >
      {list.isPending && <Loading />}
      {list.isError && <ErrorNotice message={errorMessage(list.error)} onRetry={() => list.refetch()} />}
      {list.data?.webhooks.length === 0 && (
        <p className={styles.note}>
          Other programs, and channels in Slack and Teams, can be told of reports and alerts, and when a
          version is ready or verified, gates gave their verdict, an approval is asked for, or an alias moved.
          Programs get signed messages (Standard Webhooks).
        </p>
      )}
      {list.data?.webhooks.map((webhook) => (
        <OneWebhook key={webhook.id} webhook={webhook} events={list.data.events} />
      ))}
      {adding && list.data && <WebhookDialog events={list.data.events} onClose={() => setAdding(false)} />}
    </Section>
  );
}

function OneWebhook({ webhook, events }: { webhook: Webhook; events: Readonly<Record<string, string>> }) {
  const { id, kind, url, isOn, deliveries, schedules } = webhook;
  const client = useQueryClient();
  const attempt = async (act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      toast.failed(errorMessage(error));
    } finally {
      await client.invalidateQueries({ queryKey: ['webhooks'] });
    }
  };
  const told =
    webhook.events.length === 0
      ? 'everything'
      : webhook.events.map((event) => events[event] ?? event).join(', ');
  return (
    <article className={styles.webhook} aria-label={url}>
      <header className={styles.head}>
        {kind !== 'webhook' && <Badge>{kind === 'slack' ? 'Slack' : 'Teams'}</Badge>}
        <code className={styles.url}>{url}</code>
        {!isOn && <Badge tone="stale">Off</Badge>}
        <Button onClick={() => attempt(() => api.webhooks.switch.mutate({ id, isOn: !isOn }))}>
          {isOn ? 'Turn off' : 'Turn on'}
        </Button>
        <IconButton
          label={`Remove ${url}`}
          icon={Trash2}
          onClick={() => attempt(() => api.webhooks.remove.mutate({ id }))}
        />
      </header>
      <p className={styles.note}>
        Is told: {told}
        {schedules.length > 0 && ', of one schedule'}.
      </p>
      {deliveries.length > 0 && (
        <DataTable
          caption={`Deliveries to ${url}`}
          rows={deliveries}
          rowKey={(delivery) => delivery.id}
          columns={[
            { key: 'event', title: 'Event', cell: (delivery) => events[delivery.event] ?? delivery.event },
            { key: 'fate', title: 'Fate', cell: (delivery) => <Fate delivery={delivery} /> },
            {
              key: 'tries',
              title: 'Tries',
              align: 'right',
              wideOnly: true,
              cell: (delivery) => delivery.attempts,
            },
            {
              key: 'when',
              title: 'When',
              align: 'right',
              cell: (delivery) => <Time value={delivery.createdAt} />,
            },
            {
              key: 'again',
              title: '',
              align: 'right',
              cell: (delivery) =>
                delivery.state !== 'waiting' && (
                  <IconButton
                    label="Send again"
                    icon={RotateCw}
                    onClick={() => attempt(() => api.webhooks.sendAgain.mutate({ deliveryId: delivery.id }))}
                  />
                ),
            },
          ]}
        />
      )}
    </article>
  );
}

function Fate({ delivery: { state, error, status } }: { delivery: Delivery }) {
  if (state === 'delivered') return <Badge tone="ok">Delivered</Badge>;
  if (state === 'failed')
    return (
      <Badge tone="failed" title={error ?? undefined}>
        {status ? `Refused with ${status}` : 'Failed'}
      </Badge>
    );
  return (
    <Badge tone={error ? 'stale' : 'running'} title={error ?? undefined}>
      {error ? 'Tried, waits' : 'On its way'}
    </Badge>
  );
}
