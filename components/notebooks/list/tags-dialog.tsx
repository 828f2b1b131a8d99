import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Checkbox, Field, TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import styles from './list.module.css';

interface Tagged {
  readonly id: string;
  readonly tags: readonly string[];
}

/** Puts tags on one notebook or several, and takes them off. */
export function TagsDialog(props: {
  notebooks: readonly Tagged[];
  /** Tags there are. */
  known: readonly string[];
  onDone(add: { id: string; tag: string }[], remove: { id: string; tag: string }[]): void;
  onClose(): void;
}) {
  const { notebooks, known, onDone, onClose } = props;
  const [wanted, setWanted] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [typed, setTyped] = useState('');
  const isOn = (tag: string) => wanted.get(tag) ?? notebooks.every(({ tags }) => tags.includes(tag));
  const all = [...new Set([...known, ...notebooks.flatMap(({ tags }) => tags), ...wanted.keys()])].sort();
  const fresh = typed.trim();
  const add = () => {
    if (fresh) setWanted(new Map(wanted).set(fresh, true));
    setTyped('');
  };
  const save = () => {
    const final = fresh ? new Map(wanted).set(fresh, true) : wanted;
    const pairs = (on: boolean) =>
      [...final]
        .filter(([, isWanted]) => isWanted === on)
        .flatMap(([tag]) =>
          notebooks.filter(({ tags }) => tags.includes(tag) !== on).map(({ id }) => ({ id, tag })),
        );
    onDone(pairs(true), pairs(false));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={notebooks.length === 1 ? 'Tags' : `Tags of ${formatCount(notebooks.length, 'notebook')}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={save}>
            Save tags
          </Button>
        </>
      }
    >
      <form
        className={styles.newTag}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field label="New tag">
          <TextInput
            value={typed}
            maxLength={100}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Button type="submit" disabled={!fresh}>
          Add
        </Button>
      </form>
      {all.length > 0 && (
        <div className={styles.tagChoices}>
          {all.map((tag) => (
            <Checkbox
              key={tag}
              label={tag}
              checked={isOn(tag)}
              onChange={(checked) => setWanted(new Map(wanted).set(tag, checked))}
            />
          ))}
        </div>
      )}
    </Dialog>
  );
}
