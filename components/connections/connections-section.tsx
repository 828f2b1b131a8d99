import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatBytes, formatCount, formatDuration } from '@/components/ui/format';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { ConnectionDialog } from './connection-dialog';
import styles from './connections.module.css';
import { type Connection, connectionKinds, sayPlace } from './kinds';

/** The databases elsewhere that notebooks may be let read. */
export function ConnectionsSection() {
  const list = useQuery({ queryKey: ['connections'], queryFn: () => api.connections.list.query({}) });
  const [edited, setEdited] = useState<Connection | 'new'>();
  return (
    <Section
      title="Connections"
      actions={
        <Button icon={Plus} onClick={() => setEdited('new')}>
          Add connection
        </Button>
      }
    >
      {list.isPending && <Loading />}
      {list.isError && <ErrorNotice message={errorMessage(list.error)} onRetry={() => list.refetch()} />}
      {list.data?.length === 0 && (
        <p className={styles.note}>
          Notebooks can ask databases that stay where they are: PostgreSQL, ClickHouse and Trino. The server
          asks for them, read-only and within limits. Each notebook is let in by a person.
        </p>
      )}
      {list.data?.map((connection) => (
        <OneConnection key={connection.id} connection={connection} onEdit={() => setEdited(connection)} />
      ))}
      {edited && (
        <ConnectionDialog
          connection={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
}

type Trial = { readonly state: 'running' } | { readonly state: 'ok' | 'failed'; readonly said: string };

function OneConnection({ connection, onEdit }: { connection: Connection; onEdit(): void }) {
  const { id, name, kind, notebooks, maxRows, maxBytes, maxSeconds } = connection;
  const [trial, setTrial] = useState<Trial>();
  const [removing, setRemoving] = useState(false);
  const test = async () => {
    setTrial({ state: 'running' });
    try {
      const { kind, host, port, database, user, tls, authority } = connection;
      const place = { kind, host, port, database, user, tls, authority };
      const { version, milliseconds } = await api.connections.test.mutate({ id, ...place });
      setTrial({ state: 'ok', said: `${version.split(' on ')[0]}, ${formatDuration(milliseconds)}` });
    } catch (error) {
      setTrial({ state: 'failed', said: errorMessage(error) });
    }
  };
  return (
    <article className={styles.connection} aria-label={name}>
      <header className={styles.head}>
        <strong>{name}</strong>
        <Badge>{connectionKinds[kind].label}</Badge>
        <code className={styles.place}>{sayPlace(connection)}</code>
        <span className={styles.acts}>
          <Button busy={trial?.state === 'running'} onClick={() => void test()}>
            Test
          </Button>
          <IconButton label={`Edit ${name}`} icon={Pencil} onClick={onEdit} />
          <IconButton label={`Remove ${name}`} icon={Trash2} onClick={() => setRemoving(true)} />
        </span>
      </header>
      <p className={styles.note}>
        A query gives at most {formatCount(maxRows, 'row')} or {formatBytes(maxBytes)}, within {maxSeconds} s
        {connection.tls === 'off' && '; without encryption'}
        {connection.tls === 'unchecked' && '; its certificate is not checked'}
        {!connection.hasPassword && '; without a password'}.
      </p>
      <p className={styles.note}>
        {notebooks.length === 0 ? 'No notebook reads from it.' : 'Read by '}
        {notebooks.map((notebook, i) => (
          <span key={notebook.id}>
            {i > 0 && ', '}
            <Link href={`/notebooks/${notebook.id}`}>{notebook.title}</Link>
          </span>
        ))}
      </p>
      {trial?.state === 'ok' && <p role="status">Works: {trial.said}.</p>}
      {trial?.state === 'failed' && <ErrorNotice message={trial.said} />}
      {removing && <RemoveDialog connection={connection} onClose={() => setRemoving(false)} />}
    </article>
  );
}

/** It cannot be undone: the password is gone with it. */
function RemoveDialog({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const { id, name, notebooks } = connection;
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await api.connections.remove.mutate({ id });
      toast.done(`${name} was removed.`);
      await client.invalidateQueries({ queryKey: ['connections'] });
      onClose();
    } catch (error) {
      toast.failed(errorMessage(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove ${name}?`}
      description={
        notebooks.length === 0
          ? 'Its password is deleted with it. No notebook reads from it.'
          : `Its password is deleted with it. These notebooks can no longer ask it: ${notebooks.map(({ title }) => title).join(', ')}.`
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} onClick={() => void remove()}>
            Remove connection
          </Button>
        </>
      }
    />
  );
}
