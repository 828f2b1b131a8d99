import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiInput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { SecretDialog } from '@/components/ui/secret-dialog';
import styles from './webhooks.module.css';

type Kind = NonNullable<ApiInput['webhooks']['create']['kind']>;
type Event = ApiInput['webhooks']['create']['events'][number];

/** Makes a webhook, then shows its secret: this once. */
export function WebhookDialog({
  events,
  onClose,
}: {
  events: Readonly<Record<Event, string>>;
  onClose(): void;
}) {
  const [kind, setKind] = useState<Kind>('webhook');
  const [schedule, setSchedule] = useState('');
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<readonly Event[]>([]);
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      api.webhooks.create.mutate({ kind, url, events: [...chosen], schedules: schedule ? [schedule] : [] }),
    onSuccess: ({ secret }) => {
      void client.invalidateQueries({ queryKey: ['webhooks'] });
      if (secret === null) onClose();
    },
  });
  const schedules = useQuery({
    queryKey: ['schedules', 'list'],
    queryFn: () => api.schedules.list.query({}),
  });
  // The server's list names exactly these.
  const all = Object.entries(events) as [Event, string][];
  if (create.data?.secret)
    return (
      <SecretDialog
        title="Keep this secret now"
        description="Messages are signed with it. It is shown this once; if it is lost, make a new webhook."
        secrets={[{ Secret: create.data.secret }]}
        onDone={onClose}
      />
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !create.isPending && onClose()}
      title="Add a webhook"
      footer={
        <>
          <Button onClick={onClose} disabled={create.isPending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            busy={create.isPending}
            disabled={url === ''}
            onClick={() => create.mutate()}
          >
            Add webhook
          </Button>
        </>
      }
    >
      <Field label="Where it goes">
        <Select
          value={kind}
          // The options below are all there is.
          onChange={(value) => setKind(value as Kind)}
          options={[
            { value: 'webhook', label: 'A program: signed JSON' },
            { value: 'slack', label: 'A channel in Slack' },
            { value: 'teams', label: 'A channel in Teams' },
          ]}
        />
      </Field>
      <Field
        label="Address"
        hint={
          kind === 'webhook'
            ? 'https, and not in a private network unless the operator allows it.'
            : 'The address of an incoming webhook. Whoever has it can write there, so it is kept sealed and never shown again.'
        }
      >
        <TextInput
          value={url}
          inputMode="url"
          placeholder={
            kind === 'slack' ? 'https://hooks.slack.com/services/…' : 'https://example.org/hooks/models'
          }
          onChange={(event) => setUrl(event.target.value.trim())}
        />
      </Field>
      <Field label="Of which schedule">
        <Select
          value={schedule}
          onChange={setSchedule}
          options={[
            { value: '', label: 'all' },
            ...(schedules.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Field>
      <fieldset className={styles.events}>
        <legend>What it is told; everything when none is marked</legend>
        {all.map(([event, words]) => (
          <Checkbox
            key={event}
            label={words}
            checked={chosen.includes(event)}
            onChange={(on) => setChosen(on ? [...chosen, event] : chosen.filter((one) => one !== event))}
          />
        ))}
      </fieldset>
      {create.isError && <ErrorNotice message={errorMessage(create.error)} />}
    </Dialog>
  );
}
