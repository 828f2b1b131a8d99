import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Cell } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { kindOf } from '@/cells/kinds';
import { errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { CommittedInput } from '@/components/ui/committed-input';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';
import type { NotebookSession } from '../notebook-session';
import styles from './comments.module.css';
import { Composer } from './composer';
import { TalkView } from './talk-view';
import { type Comments, countUnread } from './use-comments';

/** A moment in which what has come into sight counts as read. */
const readMs = 2000;

/** What is said at the cells of this notebook. It is drawn here, outside the frame: no cell can write it, or read it. */
export function CommentsPanel(props: {
  session: NotebookSession;
  comments: Comments;
  /** The cell at which somebody wants to comment. */
  asked?: number;
  onAsked(cellId: number | undefined): void;
}) {
  const { session, comments, asked, onAsked } = props;
  const { read, threads, markRead } = comments;
  const [showsResolved, setShowsResolved] = useState(false);
  const html = useSyncExternalStore(session.subscribe, session.html);
  const cells = useMemo(() => new Map(parseNotebook(html).cells.map((cell) => [cell.id, cell])), [html]);
  const unread = countUnread(threads);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is unread decides; the act is made anew with each drawing
  useEffect(() => {
    if (unread === 0) return;
    const timer = setTimeout(() => void markRead(), readMs);
    return () => clearTimeout(timer);
  }, [unread]);

  if (read.isError) return <ErrorNotice message={errorMessage(read.error)} onRetry={() => read.refetch()} />;
  if (!read.data) return <Loading />;
  const { people, me } = read.data;
  const order = [...cells.keys()];
  const shown = threads
    .filter(({ resolvedAt }) => showsResolved || !resolvedAt)
    .sort((a, b) => placeOf(order, a.cellId) - placeOf(order, b.cellId));
  const resolved = threads.filter(({ resolvedAt }) => resolvedAt).length;
  const askedCell = asked === undefined ? undefined : cells.get(asked);
  return (
    <div className={styles.panel}>
      {asked !== undefined && askedCell && (
        <section className={styles.fresh} aria-label="New comment">
          <p className={styles.place}>{sayCell(askedCell)}</p>
          <Composer
            key={asked}
            label="Comment, @ calls somebody"
            send="Comment"
            people={people}
            takesFocus
            onCancel={() => onAsked(undefined)}
            onSend={async (text) => {
              const isTaken = await comments.add(
                { cellId: asked, quote: askedCell.source.slice(0, 300) },
                text,
              );
              if (isTaken) onAsked(undefined);
              return isTaken;
            }}
          />
        </section>
      )}
      {shown.length === 0 && askedCell === undefined && (
        <p className={styles.hint}>
          {threads.length > 0
            ? 'Everything is resolved.'
            : 'Talk about a cell beside it: its menu has Comment. Comments stay in this workspace; they are not in the notebook’s file.'}
        </p>
      )}
      <ol className={styles.talks}>
        {shown.map((talk) => {
          const cell = cells.get(talk.cellId);
          return (
            <TalkView
              key={talk.id}
              talk={talk}
              comments={comments}
              people={people}
              cell={cell && sayCell(cell)}
              onGo={() => session.order('scrollTo', { cellId: talk.cellId })}
            />
          );
        })}
      </ol>
      {resolved > 0 && (
        <Checkbox label={`Show resolved (${resolved})`} checked={showsResolved} onChange={setShowsResolved} />
      )}
      {threads.length === 0 && asked === undefined && (
        <Button onClick={() => onAsked(order[0])} disabled={order.length === 0}>
          Comment on the first cell
        </Button>
      )}
      <Field label="You write as">
        <CommittedInput value={me} maxLength={40} onCommit={(name) => comments.chooseName(name.trim())} />
      </Field>
    </div>
  );
}

/** What is gone stands below what is there. */
const placeOf = (order: readonly number[], cellId: number) => {
  const place = order.indexOf(cellId);
  return place < 0 ? order.length : place;
};

const sayCell = ({ kind, type, output, source }: Cell): string => {
  const words =
    output ??
    source
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim()
      .slice(0, 60);
  return [kindOf({ kind })?.label ?? type, words].filter(Boolean).join(' · ');
};
