import { type ComponentProps, useState } from 'react';
import { TextInput } from './field';

interface Committed extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  value: string;
  onCommit(value: string): void;
}

/** A text field that tells its value when it is left or Enter is pressed, not at each key; Escape takes back what was typed. */
export function CommittedInput({ value, onCommit, ...rest }: Committed) {
  const [draft, setDraft] = useState<string>();
  const settle = () => {
    if (draft !== undefined && draft !== value) onCommit(draft);
    setDraft(undefined);
  };
  return (
    <TextInput
      {...rest}
      value={draft ?? value}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}

interface CommittedNumber extends Omit<Committed, 'value' | 'onCommit'> {
  value: number | undefined;
  /** Undefined when the field was emptied. What is no number is not told. */
  onCommit(value: number | undefined): void;
}

export function CommittedNumber({ value, onCommit, ...rest }: CommittedNumber) {
  return (
    <CommittedInput
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={value === undefined ? '' : String(value)}
      onCommit={(text) => {
        const number = Number(text.trim().replace(',', '.'));
        if (text.trim() === '') onCommit(undefined);
        else if (Number.isFinite(number)) onCommit(number);
      }}
    />
  );
}
