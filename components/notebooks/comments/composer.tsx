import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextArea } from '@/components/ui/field';
import styles from './comments.module.css';

/** The name that is being written after an `@`, up to the cursor. */
function callAt(text: string, cursor: number): { from: number; typed: string } | undefined {
  const match = /(?:^|[\s(])@([^@\n]{0,40})$/.exec(text.slice(0, cursor));
  return match?.[1] === undefined ? undefined : { from: cursor - match[1].length, typed: match[1] };
}

/** Where a comment is written: names are offered after an `@`; Ctrl or ⌘ with Enter sends. */
export function Composer(props: {
  label: string;
  people: readonly string[];
  send: string;
  text?: string;
  takesFocus?: boolean;
  /** Whether it was taken: then the field is empty again. */
  onSend(text: string): Promise<boolean>;
  onCancel?(): void;
}) {
  const { label, people, send, takesFocus, onSend, onCancel } = props;
  const [text, setText] = useState(props.text ?? '');
  const [cursor, setCursor] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);

  const call = callAt(text, cursor);
  const offered = call
    ? people
        .filter(
          (name) =>
            name.toLowerCase().startsWith(call.typed.toLowerCase()) &&
            name.toLowerCase() !== call.typed.toLowerCase(),
        )
        .slice(0, 6)
    : [];
  const take = (name: string | undefined) => {
    if (!call || name === undefined) return;
    const next = `${text.slice(0, call.from)}${name} ${text.slice(cursor)}`;
    setText(next);
    setCursor(call.from + name.length + 1);
    setChosen(0);
    field.current?.focus();
  };
  const submit = async () => {
    const wanted = text.trim();
    if (!wanted || isBusy) return;
    setBusy(true);
    if (await onSend(wanted)) setText('');
    setBusy(false);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void submit();
    } else if (offered.length > 0 && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      take(offered[chosen] ?? offered[0]);
    } else if (offered.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setChosen((chosen + (event.key === 'ArrowDown' ? 1 : -1) + offered.length) % offered.length);
    } else if (event.key === 'Escape') onCancel?.();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextArea
        ref={field}
        aria-label={label}
        placeholder={label}
        rows={2}
        maxLength={10_000}
        value={text}
        aria-autocomplete="list"
        aria-controls={offered.length > 0 ? list : undefined}
        aria-activedescendant={offered.length > 0 ? `${list}-${chosen}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setCursor(event.target.selectionStart);
          setChosen(0);
        }}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
        onKeyDown={press}
      />
      {offered.length > 0 && (
        <div id={list} role="listbox" aria-label="People" className={styles.people}>
          {offered.map((name, place) => (
            <button
              key={name}
              id={`${list}-${place}`}
              type="button"
              role="option"
              aria-selected={place === chosen}
              tabIndex={-1}
              onClick={() => take(name)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <span className={styles.composerActs}>
        {onCancel && (
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" disabled={text.trim() === ''} busy={isBusy}>
          {send}
        </Button>
      </span>
    </form>
  );
}
