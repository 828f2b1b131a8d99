import { Plus, RotateCcw } from 'lucide-react';
import { useRef, useState } from 'react';
import { printKey } from '@/components/notebook/key-names';
import {
  giveKey,
  holdersOf,
  type KeyChanges,
  keysOf,
  refusalOf,
  takeKey,
} from '@/components/notebook/keymap';
import type { Key } from '@/components/notebook/keys';
import { Button, IconButton } from '@/components/ui/button';
import { KeyField } from './key-field';
import styles from './key-list.module.css';

interface KeyRowProps {
  readonly act: Key;
  readonly changes: KeyChanges;
  /** `told`: what was done, in words. */
  onChange(next: KeyChanges, told: string): void;
  onUsual(): void;
}

/** An act and its keys, each of which becomes another one by pressing that. */
export function KeyRow({ act, changes, onChange, onUsual }: KeyRowProps) {
  /** The key that is to become another one; empty for a further one. */
  const [asked, setAsked] = useState<string>();
  const row = useRef<HTMLFieldSetElement>(null);
  const held = keysOf(act, changes);
  /** The focus goes back to where it came from, or near it. */
  const close = () => {
    setAsked(undefined);
    requestAnimationFrame(() => row.current?.querySelector('button')?.focus());
  };
  const instead = asked || undefined;
  return (
    <fieldset ref={row} className={styles.row} aria-label={act.says}>
      <span>{act.says}</span>
      <span className={styles.keys}>
        {held.map((key) => (
          <button
            key={key}
            type="button"
            className={styles.key}
            aria-label={`${printKey(key)}: change`}
            aria-expanded={asked === key}
            onClick={() => setAsked(key)}
          >
            <kbd>{printKey(key)}</kbd>
          </button>
        ))}
        {held.length < mostKeys && (
          <IconButton
            label={`Add a key for “${act.says}”`}
            icon={Plus}
            className={styles.add}
            aria-expanded={asked === ''}
            onClick={() => setAsked('')}
          />
        )}
        {act.says in changes && (
          <IconButton
            label={`Usual keys for “${act.says}”`}
            icon={RotateCcw}
            className={styles.add}
            onClick={onUsual}
          />
        )}
      </span>
      {asked !== undefined && (
        <Asking
          key={asked}
          {...{ act, changes, instead }}
          onDone={(next, told) => {
            onChange(next, told);
            close();
          }}
          onCancel={close}
        />
      )}
    </fieldset>
  );
}

/** As many as the bridge takes. */
const mostKeys = 8;

interface AskingProps {
  readonly act: Key;
  readonly changes: KeyChanges;
  readonly instead: string | undefined;
  onDone(next: KeyChanges, told: string): void;
  onCancel(): void;
}

/** Waits for a key, and says where it is not free. */
function Asking({ act, changes, instead, onDone, onCancel }: AskingProps) {
  const [pressed, setPressed] = useState<string>();
  const refusal = pressed === undefined ? undefined : refusalOf(pressed, act);
  const holders = pressed === undefined || refusal ? [] : holdersOf(pressed, act, changes);
  const give = (key: string) =>
    onDone(giveKey(changes, act, { key, instead }), `${printKey(key)} does “${act.says}” now.`);
  const take = (key: string) => {
    setPressed(key);
    if (!refusalOf(key, act) && holdersOf(key, act, changes).length === 0) give(key);
  };
  return (
    <div className={styles.asking}>
      <KeyField
        label={`New key for “${act.says}”`}
        acceptsTwo={act.where !== 'text'}
        value={pressed}
        onKey={take}
        onCancel={onCancel}
      />
      <div role="status" className={styles.said}>
        {refusal ??
          (pressed !== undefined && holders.length > 0
            ? `${printKey(pressed)} is taken by ${holders.map(({ says }) => `“${says}”`).join(' and ')}.`
            : 'Press the key. Esc leaves it as it is.')}
      </div>
      {pressed !== undefined && holders.length > 0 && (
        <Button variant="primary" onClick={() => give(pressed)}>
          Take it over
        </Button>
      )}
      {instead !== undefined && (
        <Button
          onClick={() => onDone(takeKey(changes, act, instead), `${printKey(instead)} does nothing now.`)}
        >
          Remove {printKey(instead)}
        </Button>
      )}
      <Button variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
