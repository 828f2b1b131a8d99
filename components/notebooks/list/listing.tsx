import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { FolderInput, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import type { NotebookLabels } from './filters';
import { allFolders, type Folder, foldersIn, pathTo } from './folders-in';
import styles from './list.module.css';
import { MoveDialog } from './move-dialog';
import { type ListedNotebook, NotebookTable, useDropTarget } from './notebook-table';
import { TagsDialog } from './tags-dialog';
import { type Choice, isNarrowed } from './use-choice';
import type { Filing } from './use-filing';

const pageSize = 50;

type Asked =
  | { readonly what: 'move' | 'tags'; readonly notebooks: readonly ListedNotebook[] }
  | { readonly what: 'rename'; readonly folder: Folder };

/** The notebooks of a folder, a page at a time; narrowed, those of the folders below too. */
export function Listing({
  choice,
  labels,
  filing,
}: {
  choice: Choice;
  labels?: NotebookLabels;
  filing: Filing;
}) {
  const { folder, tags, by, kind, sort } = choice;
  const narrowed = isNarrowed(choice);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked>();
  const list = useInfiniteQuery({
    queryKey: ['notebooks', 'browse', folder, tags, by, kind, sort],
    queryFn: ({ pageParam }) =>
      api.notebooks.browse.query({
        ...{ folder, withSubfolders: narrowed, tags: [...tags] },
        ...{ createdBy: by || undefined, kind: kind || undefined },
        ...{ sort, descending: sort === 'changed', offset: pageParam, limit: pageSize },
      }),
    initialPageParam: 0,
    getNextPageParam(last, pages) {
      const shown = pages.reduce((sum, { notebooks }) => sum + notebooks.length, 0);
      return shown < last.total && last.notebooks.length > 0 ? shown : undefined;
    },
    placeholderData: keepPreviousData,
  });
  const target = useDropTarget('', (ids, to) => moveInto(ids, to));
  if (list.isError) return <ErrorNotice message={errorMessage(list.error)} onRetry={() => list.refetch()} />;
  if (!list.data || !labels) return <Loading />;

  const rows = [
    ...new Map(list.data.pages.flatMap((page) => page.notebooks).map((row) => [row.id, row])).values(),
  ];
  const total = list.data.pages.at(-1)?.total ?? 0;
  const folders = narrowed ? [] : foldersIn(labels.folders, folder);
  const chosen = rows.filter(({ id }) => selected.has(id));
  const moveInto = (ids: string[], to: string) => {
    const moved = rows.filter(({ id }) => ids.includes(id));
    setSelected(new Set());
    void filing.move(moved, to);
  };
  const remove = (notebooks: readonly ListedNotebook[]) => {
    setSelected(new Set());
    void filing.remove(notebooks);
  };
  return (
    <>
      {chosen.length > 0 && (
        <div className={styles.chosen} role="toolbar" aria-label="With the chosen notebooks">
          <span>{formatCount(chosen.length, 'notebook')} chosen</span>
          <Button icon={FolderInput} onClick={() => setAsked({ what: 'move', notebooks: chosen })}>
            Move
          </Button>
          <Button icon={Tag} onClick={() => setAsked({ what: 'tags', notebooks: chosen })}>
            Tags
          </Button>
          <Button icon={Trash2} onClick={() => remove(chosen)}>
            Delete
          </Button>
          <Button variant="quiet" icon={X} onClick={() => setSelected(new Set())}>
            Choose none
          </Button>
        </div>
      )}
      {folder !== '' && (
        <div {...target} className={styles.upward}>
          Drop here to move out of {pathTo(folder).at(-1)?.name}
        </div>
      )}
      {rows.length === 0 && folders.length === 0 ? (
        <Nothing choice={choice} />
      ) : (
        <NotebookTable
          folders={folders}
          notebooks={rows}
          showsFolder={narrowed}
          selected={selected}
          onSelect={setSelected}
          onDropInto={moveInto}
          onMove={(notebooks) => setAsked({ what: 'move', notebooks })}
          onTags={(notebooks) => setAsked({ what: 'tags', notebooks })}
          onDelete={remove}
          onRenameFolder={(renamed) => setAsked({ what: 'rename', folder: renamed })}
        />
      )}
      {rows.length > 0 && (
        <p className={styles.note}>
          {rows.length < total
            ? `${formatNumber(rows.length)} of ${formatCount(total, 'notebook')} `
            : formatCount(total, 'notebook')}
          {list.hasNextPage && (
            <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show {Math.min(pageSize, total - rows.length)} more
            </Button>
          )}
        </p>
      )}
      {asked?.what === 'move' && (
        <MoveDialog
          title={asked.notebooks.length === 1 ? `Move “${asked.notebooks[0]?.title}”` : 'Move notebooks'}
          count={asked.notebooks.length}
          folder={asked.notebooks[0]?.folder ?? ''}
          folders={allFolders(labels.folders)}
          onClose={() => setAsked(undefined)}
          onMove={(to) => {
            setAsked(undefined);
            setSelected(new Set());
            void filing.move(asked.notebooks, to);
          }}
        />
      )}
      {asked?.what === 'rename' && (
        <MoveDialog
          title={`Rename or move “${asked.folder.name}”`}
          count={asked.folder.notebooks}
          folder={asked.folder.path}
          folders={[]}
          onClose={() => setAsked(undefined)}
          onMove={(to) => {
            setAsked(undefined);
            void filing.renameFolder(asked.folder.path, to);
          }}
        />
      )}
      {asked?.what === 'tags' && (
        <TagsDialog
          notebooks={asked.notebooks}
          known={labels.tags.map(({ tag }) => tag)}
          onClose={() => setAsked(undefined)}
          onDone={(add, remove) => {
            setAsked(undefined);
            void filing.tag(add, remove);
          }}
        />
      )}
    </>
  );
}

function Nothing({ choice }: { choice: Choice }) {
  if (isNarrowed(choice))
    return <EmptyState title="No notebook is like that">Choose another tag, person or kind.</EmptyState>;
  if (choice.folder !== '')
    return (
      <EmptyState
        title="Nothing is in this folder"
        action={<ButtonLink href="/notebooks">To all notebooks</ButtonLink>}
      >
        A folder is there as long as a notebook is in it.
      </EmptyState>
    );
  return (
    <EmptyState title="No notebooks yet" action={<ButtonLink href="/">Open an example</ButtonLink>}>
      A notebook asks data questions, trains models and promotes them.
    </EmptyState>
  );
}
