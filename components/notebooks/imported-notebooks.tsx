import { useQuery } from '@tanstack/react-query';
import { ArrowUpCircle } from 'lucide-react';
import type { RelockedNotebook, UsedNotebook } from '@/cells/bridge/notebooks';
import { type ApiOutput, api } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { CellLinks } from './cell-links';
import links from './cell-links.module.css';
import type { NotebookSession } from './notebook-session';
import styles from './packages-panel.module.css';
import { useFollowingLinks } from './use-links';

type Now = ApiOutput['notebooks']['imported'][number];

/** The notebooks whose cells run here, each at the revision that this one is locked to. */
export function ImportedNotebooks({
  notebookId,
  session,
  notebooks,
}: {
  notebookId: string;
  session: NotebookSession;
  notebooks: readonly UsedNotebook[];
}) {
  const ids = [...new Set(notebooks.flatMap(({ locked }) => locked?.id ?? []))].toSorted();
  const { data } = useQuery({
    queryKey: ['notebooks', 'imported', ids],
    queryFn: () => api.notebooks.imported.query({ ids }),
    enabled: ids.length > 0,
    // Somebody may be writing there now.
    refetchInterval: 15_000,
  });
  const following = useFollowingLinks(notebookId) ?? 0;
  const relock = (change: RelockedNotebook, said: string, back: RelockedNotebook) => {
    session.order('relockNotebooks', { notebooks: [change] });
    toast.done(said, () => session.order('relockNotebooks', { notebooks: [back] }));
  };
  return (
    <>
      {ids.length > 0 && following > 0 && (
        <p className={styles.about}>
          This notebook is shared by {following === 1 ? 'a link' : `${following} links`}: what it imports of
          other notebooks is shown there, too, at these revisions.
        </p>
      )}
      {notebooks.map((used) => (
        <Entry
          key={used.key}
          used={used}
          // Until the answer is here nothing is known to be missing.
          now={data ? (data.find(({ id }) => id === used.locked?.id) ?? 'gone') : undefined}
          {...{ notebooks, session }}
          onRelock={relock}
        />
      ))}
    </>
  );
}

function Entry({
  used: { key, title, locked, cells },
  now,
  notebooks,
  session,
  onRelock,
}: {
  used: UsedNotebook;
  now: Now | 'gone' | undefined;
  notebooks: readonly UsedNotebook[];
  session: NotebookSession;
  onRelock(change: RelockedNotebook, said: string, back: RelockedNotebook): void;
}) {
  const known = now === 'gone' ? undefined : now;
  const [importer] = key.split('/');
  const by = key.includes('/') ? notebooks.find((each) => each.locked?.id === importer) : undefined;
  const name = known?.title ?? title ?? key;
  const back = { key, locked };
  // This allows nothing: which notebook the lock names is the frame's word. Where it was not allowed, the cell asks.
  const takeNewest = ({ id, revision, hash }: Now) =>
    onRelock({ key, locked: { id, revision, hash } }, `${name} becomes revision ${revision}.`, back);
  return (
    <section className={styles.package} aria-label={`Notebook ${name}`}>
      <h3 className={styles.name}>
        {locked && now !== 'gone' ? (
          <a className={links.link} href={`/notebooks/${locked.id}`}>
            {name}
          </a>
        ) : (
          <span>{name}</span>
        )}
        <span className={styles.version}>{locked ? `revision ${locked.revision}` : 'not run yet'}</span>
      </h3>
      {by ? (
        <p className={styles.about}>{by.title ?? by.key} imports from it.</p>
      ) : cells.length === 0 ? (
        <p className={styles.about}>No cell imports from it.</p>
      ) : (
        <p className={styles.about}>
          <code>notebook:{key}</code> in <CellLinks cells={cells} session={session} />
        </p>
      )}
      {known?.isDeleted && (
        <p className={styles.note}>It is in the trash. Restore it there, or import from another notebook.</p>
      )}
      {locked && now === 'gone' && (
        <>
          <p className={styles.note}>
            The notebook that this meant is not in this workspace: it was deleted for ever, or this one came
            from elsewhere.
          </p>
          <div className={styles.acts}>
            <Button onClick={() => onRelock({ key }, `${key} is looked for by its name.`, back)}>
              Look for it by name
            </Button>
          </div>
        </>
      )}
      {locked &&
        known &&
        !known.isDeleted &&
        cells.length + (by ? 1 : 0) > 0 &&
        (known.revision > locked.revision ? (
          <>
            <p className={styles.about}>
              Revision {known.revision} was saved <Time value={String(known.savedAt)} />.
            </p>
            <div className={styles.acts}>
              <Button icon={ArrowUpCircle} onClick={() => takeNewest(known)}>
                Take revision {known.revision}
              </Button>
            </div>
          </>
        ) : (
          <p className={styles.about}>This is its newest revision.</p>
        ))}
      {locked && cells.length === 0 && !by && (
        <div className={styles.acts}>
          <Button onClick={() => onRelock({ key }, `${name} is no longer in the lock.`, back)}>Remove</Button>
        </div>
      )}
    </section>
  );
}
