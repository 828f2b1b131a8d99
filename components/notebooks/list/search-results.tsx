import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Folder as FolderIcon } from 'lucide-react';
import Link from 'next/link';
import { kindOf } from '@/cells/kinds';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { useSettled } from '@/components/ui/use-settled';
import styles from './list.module.css';

type Found = ApiOutput['notebooks']['search']['notebooks'][number];

/** Notebooks in whose title, text or code it stands, with the lines. */
export function SearchResults({ text }: { text: string }) {
  const wanted = useSettled(text.trim());
  const found = useQuery({
    queryKey: ['notebooks', 'search', wanted],
    queryFn: () => api.notebooks.search.query({ text: wanted, limit: 30 }),
    placeholderData: keepPreviousData,
    enabled: wanted !== '',
  });
  if (found.isError)
    return <ErrorNotice message={errorMessage(found.error)} onRetry={() => found.refetch()} />;
  if (!found.data) return <Loading />;
  const { notebooks, isCommon } = found.data;
  if (notebooks.length === 0)
    return (
      <EmptyState title="No notebook has that">
        Titles, text and code were searched. Every word must be in one cell; “quotes” keep words together.
      </EmptyState>
    );
  return (
    <>
      <ol className={styles.found} aria-label="Notebooks found" aria-busy={found.isFetching}>
        {notebooks.map((notebook) => (
          <FoundNotebook key={notebook.id} notebook={notebook} />
        ))}
      </ol>
      {isCommon && (
        <p className={styles.note}>Very many cells have that: the notebooks changed last are shown.</p>
      )}
    </>
  );
}

function FoundNotebook({ notebook }: { notebook: Found }) {
  const { id, title, folder, updatedAt, cells, more } = notebook;
  return (
    <li>
      <div className={styles.foundHead}>
        <Link href={`/notebooks/${id}`}>{title}</Link>
        {folder !== '' && (
          <span className={styles.where}>
            <FolderIcon size={13} aria-hidden /> {folder}
          </span>
        )}
        <span className={styles.where}>
          <Time value={updatedAt} />
        </span>
      </div>
      {cells.length > 0 && (
        <ul className={styles.previews}>
          {cells.map(({ cellId, kind, preview }) => (
            <li key={cellId}>
              <Link href={`/notebooks/${id}#cell-${cellId}`} className={styles.preview}>
                <span className={styles.kind}>{labelOf(kind)}</span>
                <code>
                  {preview.stretches.map(({ text, isFound }, place) =>
                    isFound ? (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a preview never changes
                      <mark key={place}>{text}</mark>
                    ) : (
                      text
                    ),
                  )}
                </code>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className={styles.note}>{formatCount(more, 'more cell')}</p>}
    </li>
  );
}

/** A kind that this page does not know is shown by its name. */
const labelOf = (kind: string) =>
  kindOf({ kind: kind as Parameters<typeof kindOf>[0]['kind'] })?.label ?? kind;
