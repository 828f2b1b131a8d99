import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextArea } from '@/components/ui/field';
import { formatExact, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { EmbedSnippet } from './embed-snippet';
import styles from './share-dialog.module.css';

type Link = ApiOutput['links']['list']['links'][number];

const lives = [
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never' },
];

/** What is shared and with whom: people of the workspace by the app's own address, anybody by a link where the operator allows it. */
export function ShareDialog(props: { notebookId: string; revision: number; onClose(): void }) {
  const { notebookId, revision, onClose } = props;
  const [pinned, setPinned] = useState('');
  const links = useQuery({
    queryKey: ['links', notebookId],
    queryFn: () => api.links.list.query({ notebookId }),
  });
  const address = `${location.origin}/notebooks/${notebookId}/app${pinned && `?revision=${revision}`}`;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Share the app"
      description="Readers see outputs and turn the inputs. They change nothing, and see no code."
      width={620}
    >
      <div className={styles.parts}>
        <Field label="What they see">
          <Select
            value={pinned}
            onChange={setPinned}
            options={[
              { value: '', label: 'Always the newest revision' },
              { value: 'this', label: `Revision ${revision}, as it is now` },
            ]}
          />
        </Field>
        <section>
          <h3>People of this workspace</h3>
          <p className={styles.about}>Whoever may open the notebook opens its app at this address.</p>
          <Address address={address} label="Address of the app" />
        </section>
        <section>
          <h3>Anybody with a link</h3>
          {links.isError ? (
            <ErrorNotice message={errorMessage(links.error)} onRetry={() => links.refetch()} />
          ) : !links.data ? (
            <Loading />
          ) : (
            <>
              {links.data.isAllowed ? (
                <NewLink notebookId={notebookId} revision={pinned ? revision : null} />
              ) : (
                <p className={styles.off}>
                  This workspace shares nothing by link. Who runs the server can allow it by starting it with{' '}
                  <code>PUBLIC_LINKS=on</code>.
                </p>
              )}
              {links.data.links.length > 0 && (
                <ul className={styles.links} aria-label="Links">
                  {links.data.links.map((link) => (
                    <LinkRow key={link.id} notebookId={notebookId} link={link} isOn={links.data.isAllowed} />
                  ))}
                </ul>
              )}
            </>
          )}
        </section>
      </div>
    </Dialog>
  );
}

function Address({ address, label }: { address: string; label: string }) {
  return (
    <div className={styles.address}>
      <input readOnly value={address} aria-label={label} onFocus={(event) => event.target.select()} />
      <CopyButton text={address} label={`Copy: ${label}`} />
    </div>
  );
}

/** Makes a link, after saying what goes out with it. */
function NewLink({ notebookId, revision }: { notebookId: string; revision: number | null }) {
  const [days, setDays] = useState('30');
  const [sites, setSites] = useState('');
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () =>
      api.links.create.mutate({
        ...{ notebookId, revision },
        origins: sites.split(/[\s,]+/).filter((site) => site !== ''),
        expiresAt: days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
      }),
    async onSuccess() {
      setSites('');
      await client.invalidateQueries({ queryKey: ['links', notebookId] });
      toast.done('The link is made.');
    },
  });
  return (
    <form
      className={styles.making}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <WhatGoesOut notebookId={notebookId} />
      <div className={styles.fields}>
        <Field label="It ends">
          <Select value={days} onChange={setDays} options={lives} />
        </Field>
        <Field
          label="Sites that may show it among their own"
          hint="One address to a line, such as https://example.com. None: it is shown on its own page only."
        >
          <TextArea rows={2} value={sites} onChange={(event) => setSites(event.target.value)} />
        </Field>
      </div>
      {create.isError && <ErrorNotice message={errorMessage(create.error)} />}
      <Button type="submit" variant="primary" busy={create.isPending}>
        Make a link
      </Button>
    </form>
  );
}

/** Said before anything is shared: data goes out whole, whatever the app shows of it. */
function WhatGoesOut({ notebookId }: { notebookId: string }) {
  const tables = useQuery({
    queryKey: ['datasets', 'granted', notebookId, 'shared'],
    queryFn: () => api.datasets.listGranted.query({ notebookId }),
  });
  const grants = useQuery({
    queryKey: ['notebooks', 'grants', notebookId, 'shared'],
    queryFn: () => api.notebooks.grants.query({ notebookId }),
  });
  const others = grants.data?.filter(({ kind }) => kind !== 'dataset') ?? [];
  return (
    <div className={styles.out}>
      <p>
        <b>What goes out.</b> Whoever has the link can get at the notebook’s code and at these data sets{' '}
        <b>as a whole</b>, not only at what the app shows. What you attach to the notebook later goes out,
        too.
      </p>
      {tables.isError && (
        <ErrorNotice message={errorMessage(tables.error)} onRetry={() => tables.refetch()} />
      )}
      {tables.data?.length === 0 && <p>No data set is attached.</p>}
      <ul>
        {tables.data?.map(({ table, name, version, rows, columns }) => {
          const personal = columns.filter((column) => column.personal);
          return (
            <li key={table}>
              {name}, version {version}: {formatNumber(rows)} rows × {columns.length} columns
              {personal.length > 0 && (
                <strong className={styles.personal}>
                  {' '}
                  with personal data in {personal.map((column) => column.name).join(', ')}
                </strong>
              )}
            </li>
          );
        })}
      </ul>
      {others.length > 0 && (
        <p>
          Not shared:{' '}
          {others.map(({ kind, name }) => (kind === 'workers' ? 'workers' : `${kind} of ${name}`)).join(', ')}
          . Cells that read it will say so.
        </p>
      )}
    </div>
  );
}

function LinkRow({ notebookId, link, isOn }: { notebookId: string; link: Link; isOn: boolean }) {
  const [isEmbedding, setEmbedding] = useState(false);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['links', notebookId] });
  const revoke = useMutation({
    mutationFn: () => api.links.revoke.mutate({ id: link.id }),
    async onSuccess() {
      await refresh();
      toast.done('The link leads nowhere now.', () => {
        api.links.restore.mutate({ id: link.id }).then(refresh, (error) => toast.failed(errorMessage(error)));
      });
    },
    onError: (error) => toast.failed(errorMessage(error)),
  });
  const address = link.token === null ? undefined : `${location.origin}/apps/${link.token}`;
  return (
    <li className={styles.link} data-ended={link.isExpired || !isOn || undefined}>
      {address && <Address address={address} label="Link" />}
      <p className={styles.facts}>
        {link.revision === null ? 'newest revision' : `revision ${link.revision}`}
        {' · made '}
        <Time value={link.createdAt} />
        {' · '}
        {link.lastUsedAt ? (
          <>
            last used <Time value={link.lastUsedAt} />
          </>
        ) : (
          'not used yet'
        )}
        {' · '}
        {!isOn ? (
          'off: the workspace shares nothing by link'
        ) : link.isExpired ? (
          'has run out'
        ) : link.expiresAt ? (
          <span title={formatExact(new Date(link.expiresAt))}>
            ends {new Date(link.expiresAt).toLocaleDateString()}
          </span>
        ) : (
          'does not end'
        )}
      </p>
      <span className={styles.acts}>
        {link.token !== null && link.origins.length > 0 && (
          <Button variant="quiet" aria-expanded={isEmbedding} onClick={() => setEmbedding(!isEmbedding)}>
            Embed
          </Button>
        )}
        <IconButton
          label="Take the link back"
          icon={Trash2}
          disabled={revoke.isPending}
          onClick={() => revoke.mutate()}
        />
      </span>
      {isEmbedding && link.token !== null && (
        <EmbedSnippet
          notebookId={notebookId}
          token={link.token}
          origins={link.origins}
          revision={link.revision}
        />
      )}
    </li>
  );
}
