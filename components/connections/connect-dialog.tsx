'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';
import { connectionKinds, sayPlace } from './kinds';

/** Asks which database elsewhere a notebook may read. `onDone`: its name, or nothing. */
export function ConnectDialog(props: {
  notebookId: string;
  taken: readonly string[];
  onDone(name?: string): void;
}) {
  const { notebookId, taken, onDone } = props;
  const [chosen, setChosen] = useState<string>();
  const list = useQuery({ queryKey: ['connections'], queryFn: () => api.connections.list.query({}) });
  const others = (list.data ?? []).filter(({ name }) => !taken.includes(name));
  const connection = others.find(({ id }) => id === chosen) ?? others[0];
  const grant = useMutation({
    mutationFn: (connectionId: string) => api.notebooks.grantConnection.mutate({ notebookId, connectionId }),
    onSuccess: ({ name }) => onDone(name),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title="Connect a database"
      footer={
        <>
          <Button onClick={() => onDone()}>Cancel</Button>
          <Button
            variant="primary"
            busy={grant.isPending}
            disabled={!connection}
            onClick={() => connection && grant.mutate(connection.id)}
          >
            Connect
          </Button>
        </>
      }
    >
      {list.isPending && <Loading />}
      {list.isError && <ErrorNotice message={errorMessage(list.error)} onRetry={() => list.refetch()} />}
      {list.isSuccess && !connection && (
        <p>
          {list.data.length === 0
            ? 'No connection is set up yet. Whoever owns this workspace adds one in '
            : 'This notebook has all connections there are. More are added in '}
          <Link href="/settings">Settings, Connections</Link>.
        </p>
      )}
      {connection && (
        <>
          <Field
            label="Connection"
            hint={`${connectionKinds[connection.kind].label}, ${sayPlace(connection)}`}
            error={grant.isError ? errorMessage(grant.error) : undefined}
          >
            <Select
              value={connection.id}
              onChange={setChosen}
              options={others.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Field>
          <p>
            This notebook may then read everything that the account <b>{connection.user}</b> may read there,
            whoever opens it and when it runs by itself, for as long as it stays connected. It cannot write,
            and never sees the password.
          </p>
        </>
      )}
    </Dialog>
  );
}
