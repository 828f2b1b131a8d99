import { CopyPlus, Ellipsis, Folder as FolderIcon, FolderInput, FolderPen, Tag, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { type DragEvent, useState } from 'react';
import type { ApiOutput } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Menu } from '@/components/ui/menu';
import { Time } from '@/components/ui/time';
import type { Folder } from './folders-in';
import styles from './list.module.css';
import { addressOf } from './use-choice';

export type ListedNotebook = ApiOutput['notebooks']['browse']['notebooks'][number];

/** What a drag of notebooks carries. */
const dragType = 'application/x-cellar-notebooks';

/** What is dropped here goes into the folder; the answer is for an element. */
export function useDropTarget(folder: string, onDrop: (ids: string[], folder: string) => void) {
  const [isOver, setOver] = useState(false);
  const carries = (event: DragEvent) => event.dataTransfer.types.includes(dragType);
  return {
    'data-over': isOver || undefined,
    onDragOver(event: DragEvent) {
      if (!carries(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      setOver(false);
      if (!carries(event)) return;
      event.preventDefault();
      onDrop(event.dataTransfer.getData(dragType).split('\n'), folder);
    },
  };
}

/** Folders, then notebooks: several can be chosen, and dragged into a folder. */
export function NotebookTable(props: {
  folders: readonly Folder[];
  notebooks: readonly ListedNotebook[];
  /** Shown beside titles where the list holds those of several folders. */
  showsFolder: boolean;
  selected: ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
  onDropInto(ids: string[], folder: string): void;
  onMove(notebooks: readonly ListedNotebook[]): void;
  onTags(notebooks: readonly ListedNotebook[]): void;
  onDelete(notebooks: readonly ListedNotebook[]): void;
  onRenameFolder(folder: Folder): void;
}) {
  const { folders, notebooks, showsFolder, selected, onSelect, onDropInto, onRenameFolder } = props;
  const isAll = notebooks.length > 0 && notebooks.every(({ id }) => selected.has(id));
  const [last, setLast] = useState<string>();
  /** With Shift, all between the one that was chosen last and this. */
  const toggle = (id: string, withShift: boolean) => {
    const next = new Set(selected);
    const [from, to] = [last ?? id, id].map((one) => notebooks.findIndex((row) => row.id === one));
    const between =
      withShift && from !== undefined && to !== undefined && from >= 0
        ? notebooks.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id)
        : [id];
    for (const one of between)
      if (selected.has(id)) next.delete(one);
      else next.add(one);
    setLast(id);
    onSelect(next);
  };
  const drag = (event: DragEvent, id: string) => {
    const ids = selected.has(id) ? [...selected] : [id];
    event.dataTransfer.setData(dragType, ids.join('\n'));
    event.dataTransfer.effectAllowed = 'move';
  };
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>Notebooks</caption>
      <thead>
        <tr>
          <th scope="col" className={styles.choose}>
            <input
              type="checkbox"
              aria-label="Choose all that are shown"
              checked={isAll}
              onChange={() => onSelect(isAll ? new Set() : new Set(notebooks.map(({ id }) => id)))}
            />
          </th>
          <th scope="col">Title</th>
          <th scope="col" className={styles.wideOnly}>
            By
          </th>
          <th scope="col" className={styles.right}>
            Changed
          </th>
          <th scope="col" aria-label="Acts" />
        </tr>
      </thead>
      <tbody>
        {folders.map((folder) => (
          <FolderRow key={folder.path} folder={folder} onDropInto={onDropInto} onRename={onRenameFolder} />
        ))}
        {notebooks.map((notebook) => {
          const { id, title, folder, tags, by, updatedAt } = notebook;
          const acts = [notebook];
          return (
            <tr
              key={id}
              data-selected={selected.has(id) || undefined}
              draggable
              onDragStart={(event) => drag(event, id)}
            >
              <td className={styles.choose}>
                <input
                  type="checkbox"
                  aria-label={`Choose ${title}`}
                  checked={selected.has(id)}
                  onChange={(event) =>
                    toggle(id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
                  }
                />
              </td>
              <td className={styles.title}>
                <Link href={`/notebooks/${id}`} draggable={false}>
                  {title}
                </Link>
                {showsFolder && folder !== '' && <span className={styles.where}>{folder}</span>}
                {tags.map((tag) => (
                  <Link key={tag} href={addressOf({ tags: [tag] })} className={styles.tag} draggable={false}>
                    {tag}
                  </Link>
                ))}
              </td>
              <td className={styles.wideOnly}>{by ?? ''}</td>
              <td className={styles.right}>
                <Time value={updatedAt} />
              </td>
              <td className={styles.acts}>
                <Menu
                  trigger={<IconButton label={`Options of ${title}`} icon={Ellipsis} />}
                  items={[
                    { label: 'Move to a folder', icon: FolderInput, onSelect: () => props.onMove(acts) },
                    { label: 'Tags', icon: Tag, onSelect: () => props.onTags(acts) },
                    {
                      label: selected.has(id) ? 'Choose it no more' : 'Choose it',
                      icon: CopyPlus,
                      onSelect: () => toggle(id, false),
                    },
                    'separator',
                    { label: 'Delete', icon: Trash2, danger: true, onSelect: () => props.onDelete(acts) },
                  ]}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function FolderRow(props: {
  folder: Folder;
  onDropInto(ids: string[], folder: string): void;
  onRename(folder: Folder): void;
}) {
  const { folder, onDropInto, onRename } = props;
  const target = useDropTarget(folder.path, onDropInto);
  return (
    <tr {...target} className={styles.folderRow}>
      <td className={styles.choose}>
        <FolderIcon size={15} aria-hidden />
      </td>
      <td>
        <Link href={addressOf({ folder: folder.path })}>{folder.name}</Link>
      </td>
      <td className={styles.wideOnly} />
      <td className={styles.right}>{formatCount(folder.notebooks, 'notebook')}</td>
      <td className={styles.acts}>
        <IconButton
          label={`Rename the folder ${folder.name}`}
          icon={FolderPen}
          onClick={() => onRename(folder)}
        />
      </td>
    </tr>
  );
}
