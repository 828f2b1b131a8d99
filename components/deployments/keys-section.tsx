import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { Dialog } from '@/components/ui/dialog';
import { Section } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './deployments.module.css';
import { KeyDialog } from './key-dialog';
import type { Deployment } from './routes-in-words';

type Key = ApiOutput['deployments']['keys'][number];

/** Who may ask: keys by name, without their secrets. */
export function KeysSection({ deployment: { name, routes } }: { deployment: Deployment }) {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key>();
  const client = useQueryClient();
  const keys = useQuery({
    queryKey: ['deployments', 'keys', name],
    queryFn: () => api.deployments.keys.query({ deployment: name }),
    refetchInterval: 10_000,
  });
  const revoke = async (key: Key) => {
    setRevoking(undefined);
    try {
      await api.deployments.revokeKey.mutate({ id: key.id });
      toast.done(`The key “${key.name}” opens nothing any more`);
    } catch (error) {
      toast.failed(errorMessage(error));
    }
    await client.invalidateQueries({ queryKey: ['deployments', 'keys', name] });
  };
  return (
    <Section
      title="API keys"
      actions={
        <Button icon={KeyRound} onClick={() => setCreating(true)}>
          Create key
        </Button>
      }
    >
      <DataTable<Key>
        caption="API keys"
        rows={keys.data ?? []}
        rowKey={({ id }) => id}
        empty={
          <p className={styles.muted}>
            {routes.requiresKey
              ? 'A key is required, and there is none yet: only this page can ask.'
              : 'No key yet. Whoever reaches this server may ask, until the rules require a key.'}
          </p>
        }
        columns={[
          {
            key: 'name',
            title: 'Name',
            cell: (key) => (
              <>
                {key.name} <code className={styles.muted}>{key.prefix}…</code>
              </>
            ),
          },
          {
            key: 'scopes',
            title: 'For',
            cell: (key) => key.scopes.map((scope) => scopeWords[scope]).join(', '),
          },
          {
            key: 'used',
            title: 'Last used',
            wideOnly: true,
            cell: (key) =>
              key.lastUsedAt ? <Time value={key.lastUsedAt} /> : <span className={styles.muted}>never</span>,
          },
          {
            key: 'expires',
            title: 'Expires',
            wideOnly: true,
            cell: (key) =>
              key.expiresAt ? <Time value={key.expiresAt} /> : <span className={styles.muted}>never</span>,
          },
          {
            key: 'act',
            title: '',
            align: 'right',
            cell: (key) =>
              key.revokedAt ? (
                <Badge>revoked</Badge>
              ) : (
                <Button variant="quiet" onClick={() => setRevoking(key)}>
                  Revoke
                </Button>
              ),
          },
        ]}
      />
      {creating && <KeyDialog deployment={name} onClose={() => setCreating(false)} />}
      {revoking && (
        <Dialog
          open
          onOpenChange={() => setRevoking(undefined)}
          title={`Revoke the key “${revoking.name}”?`}
          description="Whoever uses it is turned away from the next request on. This cannot be taken back."
          footer={
            <>
              <Button onClick={() => setRevoking(undefined)}>Cancel</Button>
              <Button variant="danger" onClick={() => void revoke(revoking)}>
                Revoke key
              </Button>
            </>
          }
        />
      )}
    </Section>
  );
}

const scopeWords = { predict: 'predictions', label: 'labels' } as const;
