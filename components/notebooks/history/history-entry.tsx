import { useQuery } from '@tanstack/react-query';
import { Bookmark, ChevronRight, Ellipsis, FileClock, GitCompareArrows, Pencil, X } from 'lucide-react';
import { useId, useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatExact } from '@/components/ui/format';
import lineButton from '@/components/ui/line-button.module.css';
import { Menu } from '@/components/ui/menu';
import { Loading } from '@/components/ui/progress';
import type { RevisionChoice } from './comparison-dialog';
import styles from './history.module.css';
import { type HistoryEntry, sayChanges, saySaves, saySpan } from './say-history';

interface EntryActs {
  readonly notebookId: string;
  onCompare(before: RevisionChoice, after: RevisionChoice): void;
  onName(revision: number, name: string | null): void;
  onUnname(revision: number): void;
}

/** One sitting, or one named revision: when, whose, what changed; its saves unfold. */
export function HistoryEntryRow(props: EntryActs & { entry: HistoryEntry }) {
  const { entry, ...acts } = props;
  const { newest, previous, saves, name, by, to } = entry;
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  const used = sayUses(entry);
  return (
    <li>
      <div className={styles.entry} data-named={name !== null || undefined}>
        {saves > 1 ? (
          <button
            type="button"
            className={styles.unfold}
            aria-expanded={isOpen}
            aria-controls={list}
            aria-label={`The ${saves} saves of ${saySpan(new Date(entry.from), new Date(to))}`}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronRight size={14} aria-hidden />
          </button>
        ) : (
          <span className={styles.noUnfold} aria-hidden>
            {name !== null && <Bookmark size={13} />}
          </span>
        )}
        <button
          type="button"
          className={`${lineButton.line} ${styles.open}`}
          title={`Revision ${newest}, ${formatExact(new Date(to))}: compare with now`}
          onClick={() => props.onCompare(newest, 'now')}
        >
          <span className={styles.words}>
            <span className={styles.title}>{name ?? saySaves(entry)}</span>
            <span className={styles.when}>
              {sayChanges(entry.changes)}
              {name !== null && ` · ${saySaves(entry)}`}
              {by && ` · ${by}`}
            </span>
            {used && <span className={styles.when}>{used}</span>}
          </span>
        </button>
        <RevisionMenu
          {...acts}
          revision={newest}
          base={previous}
          name={name}
          label={`Options of revision ${newest}`}
        />
      </div>
      {isOpen && <Saves {...acts} id={list} entry={entry} />}
    </li>
  );
}

function RevisionMenu(
  props: EntryActs & {
    readonly revision: number;
    /** The revision before what the row stands for; null of the first. */
    readonly base: number | null;
    readonly name: string | null;
    readonly label: string;
  },
) {
  const { revision, base, name, label, onCompare, onName, onUnname } = props;
  return (
    <Menu
      trigger={<IconButton className={styles.more} label={label} icon={Ellipsis} />}
      items={[
        {
          label: 'Compare with now',
          icon: GitCompareArrows,
          onSelect: () => onCompare(revision, 'now'),
        },
        {
          label: 'Show what it changed',
          icon: FileClock,
          disabled: base === null,
          onSelect: () => base !== null && onCompare(base, revision),
        },
        'separator',
        {
          label: name === null ? 'Name it' : 'Name it otherwise',
          icon: Pencil,
          onSelect: () => onName(revision, name),
        },
        ...(name === null
          ? []
          : [{ label: 'Take the name away', icon: X, onSelect: () => onUnname(revision) }]),
      ]}
    />
  );
}

/** The saves of a sitting, one by one. */
function Saves(props: EntryActs & { id: string; entry: HistoryEntry }) {
  const { id, entry, ...acts } = props;
  const { notebookId } = acts;
  const { newest, oldest } = entry;
  const saves = useQuery({
    queryKey: ['notebooks', 'saves', notebookId, oldest, newest],
    queryFn: () =>
      api.notebooks.revisions.query({ id: notebookId, from: oldest, before: newest + 1, limit: 1000 }),
  });
  if (saves.isError)
    return <ErrorNotice message={errorMessage(saves.error)} onRetry={() => saves.refetch()} />;
  if (saves.isPending) return <Loading />;
  return (
    <ol id={id} className={styles.saves}>
      {saves.data.map(({ revision, previous, at, title }) => (
        <li key={revision} className={styles.entry}>
          <button
            type="button"
            className={`${lineButton.line} ${styles.open}`}
            title={`${title}, ${formatExact(new Date(at))}: compare with now`}
            onClick={() => acts.onCompare(revision, 'now')}
          >
            <span className={styles.number}>{revision}</span>
            <time dateTime={at}>{saySpan(new Date(at), new Date(at))}</time>
          </button>
          <RevisionMenu
            {...acts}
            revision={revision}
            base={previous}
            name={null}
            label={`Options of save ${revision}`}
          />
        </li>
      ))}
    </ol>
  );
}

/** "ran twice, became bike-demand v8". */
function sayUses({ runs, versions }: HistoryEntry): string {
  const said: string[] = [];
  if (runs > 0) said.push(runs === 1 ? 'ran once' : `ran ${runs} times`);
  for (const { model, version } of versions.slice(0, 3)) said.push(`became ${model} v${version}`);
  return said.join(', ');
}
