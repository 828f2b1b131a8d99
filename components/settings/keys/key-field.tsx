import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { isText, nameOfKey, printKey } from '@/components/notebook/key-names';
import { sequenceMs } from '@/components/notebook/read-keys';
import styles from './key-list.module.css';

interface KeyFieldProps {
  readonly label: string;
  /** Two letters one after the other are a key too. */
  readonly acceptsTwo: boolean;
  /** What was pressed last. */
  readonly value: string | undefined;
  onKey(key: string): void;
  onCancel(): void;
}

/** A field that takes a key for what it is. Tab leaves it, Escape cancels. It is an input, so that screen readers hand keys on. */
export function KeyField({ label, acceptsTwo, value, onKey, onCancel }: KeyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  /** The first of perhaps two. */
  const [first, setFirst] = useState<string>();
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    field.current?.focus();
    return () => clearTimeout(waiting.current);
  }, []);
  const finish = (key: string) => {
    clearTimeout(waiting.current);
    setFirst(undefined);
    onKey(key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const name = nameOfKey(event.nativeEvent);
    if (/^(shift\+)?Tab$/.test(name) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || /^(Control|Shift|Alt|Meta|AltGraph|CapsLock)$/.test(event.key)) return;
    if (name === 'Escape') return onCancel();
    if (first !== undefined) return finish(isText(name) ? `${first} ${name}` : name);
    if (!acceptsTwo || !isText(name)) return finish(name);
    setFirst(name);
    waiting.current = setTimeout(() => finish(name), sequenceMs);
  };
  const shown = first === undefined ? value && printKey(value) : `${printKey(first)} …`;
  return (
    <input
      ref={field}
      readOnly
      data-takes-keys
      className={styles.field}
      aria-label={label}
      placeholder="Press a key"
      value={shown ?? ''}
      onKeyDown={onKeyDown}
    />
  );
}
