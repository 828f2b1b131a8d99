import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiInput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, TextInput } from '@/components/ui/field';
import styles from './webhooks.module.css';

type Event = ApiInput['webhooks']['create']['events'][number];

/** Makes a webhook, then shows its secret: this once. */
export function WebhookDialog({
  events,
  onClose,
}: {
  events: Readonly<Record<Event, string>>;
  onClose(): void;
}) {
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<readonly Event[]>([]);
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => api.webhooks.create.mutate({ url, events: [...chosen] }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  // The server's list names exactly these.
  const all = Object.entries(events) as [Event, string][];
  if (create.data)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title="Keep this secret now"
        description="Messages are signed with it. It is shown this once; if it is lost, make a new webhook."
        footer={
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        }
      >
        <p className={styles.secret}>
          <code>{create.data.secret}</code>
          <CopyButton text={create.data.secret} label="Copy the secret" />
        </p>
      </Dialog>
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
      <Field label="Address" hint="https, and not in a private network unless the operator allows it.">
        <TextInput
          value={url}
          inputMode="url"
          placeholder="https://example.org/hooks/models"
          onChange={(event) => setUrl(event.target.value.trim())}
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
