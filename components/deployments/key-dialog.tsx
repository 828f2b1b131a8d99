import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { SecretDialog } from '@/components/ui/secret-dialog';
import styles from './deployments.module.css';

const lives = [
  { value: '', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
];

/** Makes a key, then shows it: this once. */
export function KeyDialog({ deployment, onClose }: { deployment: string; onClose(): void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('');
  const [scopes, setScopes] = useState<readonly ('predict' | 'label')[]>(['predict']);
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      api.deployments.createKey.mutate({
        ...{ deployment, name, scopes: [...scopes] },
        ...(days && { expiresAt: new Date(Date.now() + Number(days) * 86_400_000).toISOString() }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deployments'] }),
  });
  const toggle = (scope: 'predict' | 'label') => (on: boolean) =>
    setScopes(on ? [...scopes, scope] : scopes.filter((one) => one !== scope));
  if (create.data)
    return (
      <SecretDialog
        title="Keep this key now"
        description="It is shown this once, and kept here as a hash only; if it is lost, make a new one."
        secrets={[{ Key: create.data.secret }]}
        onDone={onClose}
      >
        <p className={styles.small}>Programs send it in the header Authorization: Bearer, then the key.</p>
      </SecretDialog>
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !create.isPending && onClose()}
      title={`Create an API key for ${deployment}`}
      footer={
        <>
          <Button onClick={onClose} disabled={create.isPending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            busy={create.isPending}
            disabled={name.trim() === '' || scopes.length === 0}
            onClick={() => create.mutate()}
          >
            Create key
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field label="Name" hint="Who or what uses it.">
          <TextInput value={name} placeholder="Shop" onChange={(event) => setName(event.target.value)} />
        </Field>
        <Checkbox
          label="May ask for predictions"
          checked={scopes.includes('predict')}
          onChange={toggle('predict')}
        />
        <Checkbox label="May send labels" checked={scopes.includes('label')} onChange={toggle('label')} />
        <Field label="Expires">
          <Select value={days} onChange={setDays} options={lives} />
        </Field>
        {create.isError && <ErrorNotice message={errorMessage(create.error)} />}
      </div>
    </Dialog>
  );
}
