import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextArea, TextInput } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { formatDuration } from '@/components/ui/format';
import { type Connection, type ConnectionKind, connectionKinds } from './kinds';

type Tls = Connection['tls'];

/** A connection as it is typed: numbers are texts until they are sent. */
interface Draft {
  readonly name: string;
  readonly kind: ConnectionKind;
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  /** Undefined: the one that is stored stays. */
  readonly password: string | undefined;
  readonly tls: Tls;
  readonly authority: string;
  readonly maxRows: string;
  readonly maxMegabytes: string;
  readonly maxSeconds: string;
}

const fresh: Draft = {
  ...{ name: '', kind: 'postgresql', host: '', port: '5432', database: '', user: '', password: '' },
  ...{ tls: 'checked', authority: '', maxRows: '1000000', maxMegabytes: '500', maxSeconds: '300' },
};

const toDraft = (connection: Connection): Draft => ({
  ...connection,
  port: String(connection.port),
  password: connection.hasPassword ? undefined : '',
  authority: connection.authority ?? '',
  maxRows: String(connection.maxRows),
  maxMegabytes: String(Math.round(connection.maxBytes / 1e6)),
  maxSeconds: String(connection.maxSeconds),
});

const toPlace = ({ kind, host, port, database, user, tls, authority }: Draft) => ({
  ...{ kind, host, port: Number(port), database, user, tls, authority: authority || null },
});

/** Makes a connection, or changes one. Its password is typed and never shown. */
export function ConnectionDialog({ connection, onClose }: { connection?: Connection; onClose(): void }) {
  const [draft, setDraft] = useState(connection ? toDraft(connection) : fresh);
  const client = useQueryClient();
  const change = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  const id = connection?.id;
  const save = useMutation({
    mutationFn: async () => {
      const fields = {
        ...{ name: draft.name, ...toPlace(draft), maxRows: Number(draft.maxRows) },
        ...{ maxBytes: Math.round(Number(draft.maxMegabytes) * 1e6), maxSeconds: Number(draft.maxSeconds) },
      };
      if (id) await api.connections.update.mutate({ id, ...fields, password: draft.password });
      else await api.connections.create.mutate({ ...fields, password: draft.password ?? '' });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['connections'] });
      onClose();
    },
  });
  const test = useMutation({
    mutationFn: () => api.connections.test.mutate({ id, ...toPlace(draft), password: draft.password }),
  });
  const kind = connectionKinds[draft.kind];
  const isWhole = [draft.name, draft.host, draft.port, draft.database, draft.user].every(Boolean);
  const number = (key: 'port' | 'maxRows' | 'maxMegabytes' | 'maxSeconds') => (
    <TextInput
      inputMode="numeric"
      value={draft[key]}
      onChange={(event) => change({ [key]: event.target.value.replace(/\D/g, '') })}
    />
  );
  const text = (key: 'name' | 'host' | 'database' | 'user', placeholder?: string) => (
    <TextInput
      value={draft[key]}
      placeholder={placeholder}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="none"
      onChange={(event) => change({ [key]: event.target.value })}
    />
  );
  return (
    <Dialog
      open
      staysOpen
      width={620}
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={connection ? `Edit ${connection.name}` : 'Add a connection'}
      description="Give an account that may only read, and only what notebooks may see. Cellar itself only reads, too."
      footer={
        <>
          <Button busy={test.isPending} disabled={!draft.host || !draft.user} onClick={() => test.mutate()}>
            Test
          </Button>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button variant="primary" busy={save.isPending} disabled={!isWhole} onClick={() => save.mutate()}>
            {connection ? 'Save connection' : 'Add connection'}
          </Button>
        </>
      }
    >
      <FormGrid>
        <Field label="Name" hint="As notebooks write it. It stays once one does.">
          {text('name', 'warehouse')}
        </Field>
        <Field label="Kind" hint={kind.hint}>
          <Select
            value={draft.kind}
            // The options are the keys of the table.
            onChange={(value) =>
              change({
                kind: value as ConnectionKind,
                port: String(connectionKinds[value as ConnectionKind].port),
              })
            }
            options={Object.entries(connectionKinds).map(([value, { label }]) => ({ value, label }))}
          />
        </Field>
        <Field label="Host">{text('host', 'db.example.org')}</Field>
        <Field label="Port">{number('port')}</Field>
        <Field label={kind.database}>{text('database')}</Field>
        <Field label="User">{text('user')}</Field>
        <Field
          label="Password"
          hint={
            draft.password === undefined
              ? 'One is stored. Type to replace it.'
              : 'Sealed before it is stored; never shown again.'
          }
        >
          <TextInput
            type="password"
            autoComplete="new-password"
            value={draft.password ?? ''}
            placeholder={draft.password === undefined ? '••••••••' : ''}
            onChange={(event) => change({ password: event.target.value })}
          />
        </Field>
        <Field label="Encryption">
          <Select
            value={draft.tls}
            // The options below are all there is.
            onChange={(value) => change({ tls: value as Tls })}
            options={[
              { value: 'checked', label: 'TLS, certificate checked' },
              { value: 'unchecked', label: 'TLS, any certificate' },
              { value: 'off', label: 'None' },
            ]}
          />
        </Field>
      </FormGrid>
      <MoreFields label="Limits of one query, and a certificate authority">
        <FormGrid>
          <Field label="Rows">{number('maxRows')}</Field>
          <Field label="Megabytes">{number('maxMegabytes')}</Field>
          <Field label="Seconds">{number('maxSeconds')}</Field>
        </FormGrid>
        {draft.tls === 'checked' && (
          <Field
            label="Certificate authority"
            hint="In PEM; only for certificates of an authority of your own."
          >
            <TextArea
              value={draft.authority}
              placeholder="-----BEGIN CERTIFICATE-----"
              spellCheck={false}
              onChange={(event) => change({ authority: event.target.value })}
            />
          </Field>
        )}
      </MoreFields>
      {test.isSuccess && (
        <p role="status">
          Works: {test.data.version.split(' on ')[0]}, {formatDuration(test.data.milliseconds)}.
        </p>
      )}
      {test.isError && <ErrorNotice message={errorMessage(test.error)} />}
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}
