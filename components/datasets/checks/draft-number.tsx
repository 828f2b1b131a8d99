import { type ComponentProps, useState } from 'react';
import { TextInput } from '@/components/ui/field';

interface DraftNumberProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> {
  readonly value: number | undefined;
  /** At each key: undefined for an empty field. What is no number is not told. */
  onChange(value: number | undefined): void;
}

/** A number in a form that is saved as a whole. */
export function DraftNumber({ value, onChange, ...rest }: DraftNumberProps) {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      autoComplete="off"
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const trimmed = event.target.value.trim();
        const number = Number(trimmed.replace(',', '.'));
        if (trimmed === '') onChange(undefined);
        else if (Number.isFinite(number)) onChange(number);
      }}
    />
  );
}

export const toPercent = (share: number | undefined): number | undefined =>
  share === undefined ? undefined : Number((share * 100).toPrecision(12));
export const fromPercent = (percent: number | undefined): number | undefined =>
  percent === undefined ? undefined : percent / 100;
