import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextArea } from '@/components/ui/field';
import { formatExact } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { EmbedSnippet } from './embed-snippet';
import styles from './share-dialog.module.css';
import { useLinks } from './use-links';
import { type ShownByLink, useSharedImports } from './use-shared-imports';
import { WhatGoesOut } from './what-goes-out';

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
  const links = useLinks(notebookId);
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
                <NewLink notebookId={notebookId} revision={pinned ? revision : null} newest={revision} />
              ) : (
                <p className={styles.off}>
                  This workspace shares nothing by link. Who runs the server can allow it by starting it with{' '}
                  <code>PUBLIC_LINKS=on</code>.
                </p>
              )}
              {links.data.links.length > 0 && (
                <ul className={styles.links} aria-label="Links">
                  {links.data.links.map((link) => (
                    <LinkRow
                      key={link.id}
                      {...{ notebookId, link, newest: revision }}
                      isOn={links.data.isAllowed}
                    />
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
function NewLink({ notebookId, revision, newest }: ShownByLink) {
  // Nothing is shared before it could be read what is.
  const isKnown = useSharedImports({ notebookId, revision, newest }).isSuccess;
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
      <WhatGoesOut {...{ notebookId, revision, newest }} />
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
      <Button type="submit" variant="primary" busy={create.isPending} disabled={!isKnown}>
        Make a link
      </Button>
    </form>
  );
}

function LinkRow({
  notebookId,
  link,
  newest,
  isOn,
}: {
  notebookId: string;
  link: Link;
  newest: number;
  isOn: boolean;
}) {
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
  const shared = useSharedImports({ notebookId, revision: link.revision, newest }).data?.imports ?? [];
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
        {shared.length > 0 && (
          <>
            {' · '}shows cells of{' '}
            {shared.map((each) => `“${each.title}” (revision ${each.revision})`).join(', ')}
          </>
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
