import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import styles from './list.module.css';

/** Asks into which folder: one that is there, or a new one by its name. */
export function MoveDialog(props: {
  title: string;
  /** What moves, for the words. */
  count: number;
  folder: string;
  folders: readonly string[];
  onMove(folder: string): void;
  onClose(): void;
}) {
  const { title, count, folders, onMove, onClose } = props;
  const [folder, setFolder] = useState(props.folder);
  const typed = folder.trim().toLowerCase();
  const offered = folders.filter((path) => path.toLowerCase().includes(typed)).slice(0, 50);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description="A new name makes a new folder; a slash puts one into another."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={() => onMove(folder)}>
            {folder.trim() === '' ? 'Move out of folders' : `Move ${formatCount(count, 'notebook')}`}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onMove(folder);
        }}
      >
        <Field label="Folder">
          <TextInput
            value={folder}
            maxLength={500}
            placeholder="Team/Forecasts"
            autoComplete="off"
            onChange={(event) => setFolder(event.target.value)}
          />
        </Field>
      </form>
      {offered.length > 0 && (
        <ul className={styles.offered} aria-label="Folders there are">
          {offered.map((path) => (
            <li key={path}>
              <button type="button" className={styles.offer} onClick={() => setFolder(path)}>
                {path}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
