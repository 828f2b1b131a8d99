import { Plus, X } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Select } from '@/components/ui/field';
import { isRecord } from '../training/option-values';
import type { OptionWords } from '../training/option-words';
import styles from './editor.module.css';

interface ListFieldProps<Value> {
  readonly words: OptionWords;
  readonly value: unknown;
  onChange(value: Value | undefined): void;
}

/** Columns with which predictions must rise or fall: one line each. */
export function MonotoneField({
  words,
  value,
  onChange,
  columns,
}: ListFieldProps<Readonly<Record<string, number>>> & {
  /** Those whose values have an order. */
  readonly columns: readonly string[];
}) {
  const given = Object.entries(isRecord(value) ? value : {}).filter(([, way]) => way === 1 || way === -1);
  const set = (entries: readonly (readonly [string, unknown])[]) =>
    onChange(entries.length > 0 ? (Object.fromEntries(entries) as Record<string, number>) : undefined); // 1 or −1 each
  const free = columns.filter((name) => !given.some(([taken]) => taken === name));
  return (
    <ListField words={words}>
      {given.map(([name, way], place) => (
        <li key={name}>
          <span className={styles.itemName}>{name}</span>
          <Select
            aria-label={`Predictions and ${name}`}
            value={String(way)}
            options={[
              { value: '1', label: 'rising' },
              { value: '-1', label: 'falling' },
            ]}
            onChange={(next) =>
              set(given.map((one, i) => (i === place ? ([name, Number(next)] as const) : one)))
            }
          />
          <IconButton
            icon={X}
            label={`No constraint on ${name}`}
            onClick={() => set(given.filter((_, i) => i !== place))}
          />
        </li>
      ))}
      <AddColumn columns={free} onAdd={(name) => set([...given, [name, 1]])} words="Add a column" />
    </ListField>
  );
}

/** Groups of columns that may stand together on a path. */
export function InteractionsField({
  words,
  value,
  onChange,
  columns,
}: ListFieldProps<readonly (readonly string[])[]> & { readonly columns: readonly string[] }) {
  const groups: string[][] = Array.isArray(value) ? value.filter(Array.isArray) : [];
  const set = (next: readonly (readonly string[])[]) => onChange(next.length > 0 ? next : undefined);
  const setGroup = (place: number, group: readonly string[]) =>
    set(groups.flatMap((one, i) => (i !== place ? [one] : group.length > 0 ? [group] : [])));
  return (
    <ListField words={words}>
      {groups.map((group, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <li key={place} className={styles.group}>
          {group.map((name) => (
            <span key={name} className={styles.chip}>
              {name}
              <button
                type="button"
                aria-label={`Take ${name} out of group ${place + 1}`}
                onClick={() =>
                  setGroup(
                    place,
                    group.filter((one) => one !== name),
                  )
                }
              >
                <X size={12} aria-hidden />
              </button>
            </span>
          ))}
          <AddColumn
            columns={columns.filter((name) => !group.includes(name))}
            onAdd={(name) => setGroup(place, [...group, name])}
            words={`Add to group ${place + 1}`}
          />
        </li>
      ))}
      <AddColumn columns={columns} onAdd={(name) => set([...groups, [name]])} words="Begin a group with" />
    </ListField>
  );
}

/** None, balanced, or a weight for each class by its label. */
export function ClassWeightsField({
  words,
  value,
  onChange,
}: ListFieldProps<string | Readonly<Record<string, number>>>) {
  const own = isRecord(value) ? Object.entries(value) : undefined;
  const [label, setLabel] = useState('');
  const set = (entries: readonly (readonly [string, unknown])[]) =>
    onChange(Object.fromEntries(entries) as Record<string, number>); // numbers, checked by the field
  return (
    <ListField words={words}>
      <li>
        <Select
          aria-label={words.label}
          value={own ? 'own' : String(value ?? 'none')}
          options={[
            { value: 'none', label: 'all rows alike' },
            { value: 'balanced', label: 'balanced' },
            { value: 'own', label: 'by class' },
          ]}
          onChange={(next) => (next === 'own' ? set([]) : onChange(next === 'none' ? undefined : next))}
        />
      </li>
      {own?.map(([name, weight], place) => (
        <li key={name}>
          <span className={styles.itemName}>{name}</span>
          <CommittedNumber
            aria-label={`Weight of ${name}`}
            value={typeof weight === 'number' ? weight : undefined}
            placeholder="1"
            onCommit={(next) =>
              next !== undefined &&
              next >= 0 &&
              set(own.map((one, i) => (i === place ? ([name, next] as const) : one)))
            }
          />
          <IconButton
            icon={X}
            label={`No weight for ${name}`}
            onClick={() => set(own.filter((_, i) => i !== place))}
          />
        </li>
      ))}
      {own && (
        <li>
          <CommittedInput
            aria-label="Label of a class"
            value={label}
            placeholder="Label of a class"
            onCommit={(text) => setLabel(text.trim())}
          />
          <Button
            icon={Plus}
            disabled={!label || own.some(([name]) => name === label)}
            onClick={() => {
              set([...own, [label, 1]]);
              setLabel('');
            }}
          >
            Add
          </Button>
        </li>
      )}
    </ListField>
  );
}

export function ListField({ words, children }: { words: OptionWords; children: ReactNode }) {
  const id = useId();
  return (
    <fieldset data-wide className={styles.list} aria-describedby={id}>
      <legend>{words.label}</legend>
      <p id={id} className={styles.about}>
        {words.help}
      </p>
      <ul>{children}</ul>
    </fieldset>
  );
}

function AddColumn({
  columns,
  onAdd,
  words,
}: {
  columns: readonly string[];
  onAdd(name: string): void;
  words: string;
}) {
  if (columns.length === 0) return null;
  return (
    <Select
      className={styles.add}
      aria-label={words}
      value=""
      options={[{ value: '', label: `${words} …` }, ...columns.map((name) => ({ value: name, label: name }))]}
      onChange={(name) => name && onAdd(name)}
    />
  );
}
