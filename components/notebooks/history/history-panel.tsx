import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import type { SaveState } from '../autosave';
import type { NotebookSession } from '../notebook-session';
import { ComparisonDialog, type RevisionChoice } from './comparison-dialog';
import styles from './history.module.css';
import { HistoryEntryRow } from './history-entry';
import { NameDialog } from './name-dialog';
import { sayDay, saySaves } from './say-history';

/** Every saved state, newest first; any two can be compared without running anything, and what was can be brought back undoably. */
export function HistoryPanel(props: { notebookId: string; session: NotebookSession; save: SaveState }) {
  const { notebookId, session, save } = props;
  const [compared, setCompared] = useState<{ before: RevisionChoice; after: RevisionChoice }>();
  const [naming, setNaming] = useState<{ revision: number; name: string | null }>();
  const client = useQueryClient();
  const history = useInfiniteQuery({
    queryKey: ['notebooks', 'history', notebookId],
    queryFn: ({ pageParam }) => api.notebooks.history.query({ id: notebookId, before: pageParam }),
    initialPageParam: undefined as number | undefined, // the newest page begins nowhere
    getNextPageParam: ({ next }) => next ?? undefined,
  });

  useEffect(() => {
    if (save.kind === 'saved')
      void client.invalidateQueries({ queryKey: ['notebooks', 'history', notebookId] });
  }, [client, notebookId, save.kind]);

  const name = async (revision: number, next: string | null) => {
    try {
      const { before } = await api.notebooks.nameRevision.mutate({ id: notebookId, revision, name: next });
      await client.invalidateQueries({ queryKey: ['notebooks', 'history', notebookId] });
      void client.invalidateQueries({ queryKey: ['notebooks', 'saves', notebookId] });
      toast.done(
        next ? `Revision ${revision} is called “${next}”.` : `Revision ${revision} has no name.`,
        () => void name(revision, before),
      );
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };

  if (history.isPending) return <Loading />;
  if (history.isError)
    return <ErrorNotice message={errorMessage(history.error)} onRetry={() => history.refetch()} />;
  const entries = history.data.pages.flatMap((page) => page.entries);
  const choices = entries.map((entry) => ({
    revision: entry.newest,
    label: `${entry.name ?? `Revision ${entry.newest}`} · ${sayDay(new Date(entry.to))}, ${saySaves(entry)}`,
  }));
  return (
    <>
      <ol className={styles.entries} aria-label="Saved states, the newest first">
        {entries.map((entry, place) => {
          const day = sayDay(new Date(entry.to));
          const above = entries[place - 1];
          return (
            <Fragment key={entry.newest}>
              {day !== (above && sayDay(new Date(above.to))) && (
                <li className={styles.day}>
                  <h3>{day}</h3>
                </li>
              )}
              <HistoryEntryRow
                notebookId={notebookId}
                entry={entry}
                onCompare={(before, after) => setCompared({ before, after })}
                onName={(revision, given) => setNaming({ revision, name: given })}
                onUnname={(revision) => void name(revision, null)}
              />
            </Fragment>
          );
        })}
      </ol>
      {history.hasNextPage && (
        <Button
          variant="quiet"
          busy={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
      {compared && (
        <ComparisonDialog
          notebookId={notebookId}
          session={session}
          chosen={compared}
          choices={choices}
          onChoose={setCompared}
          onClose={() => setCompared(undefined)}
        />
      )}
      {naming && (
        <NameDialog
          {...naming}
          onClose={() => setNaming(undefined)}
          onName={(next) => {
            setNaming(undefined);
            void name(naming.revision, next);
          }}
        />
      )}
    </>
  );
}
