import { useId } from 'react';
import type { InputSpan, RowValues } from '@/cells/ml/asking';
import type { SignatureField } from '@/cells/ml/model';
import { maskCell, type PersonalColumns } from '@/cells/personal';
import { CommittedInput } from '@/components/ui/committed-input';
import { Select, TextArea } from '@/components/ui/field';
import { sayNumber } from '../explanation/say-input';
import { usePersonalColumns } from '../personal-columns';
import styles from './judgement.module.css';

type Value = RowValues[string];

/** One input of a row: a slider over the values seen, or a choice of them. What was moved is marked, with the row's own value. */
export function InputControl({
  field,
  span,
  value,
  original,
  onChange,
}: {
  field: SignatureField;
  span: InputSpan;
  value: Value;
  original: Value;
  onChange(value: Value): void;
}) {
  const id = useId();
  const personal = usePersonalColumns();
  const isPersonal = personal.has(field.name);
  const isMoved = value !== original;
  const say = (one: Value) => sayValue(one, field, personal);
  return (
    <div className={styles.input} data-moved={isMoved || undefined}>
      <label htmlFor={id}>
        {field.name}{' '}
        <span className={styles.hint}>
          {span.is === 'span' && say(value)}
          {isMoved && !(span.is === 'free' && field.text) && ` was ${say(original)}`}
        </span>
      </label>
      {span.is === 'span' ? (
        <Slider {...{ id, span, value, say, onChange }} />
      ) : span.is === 'choice' ? (
        <Choice {...{ id, span, field, value, say, onChange }} />
      ) : field.content ? (
        <Picture value={value} name={field.name} />
      ) : field.text ? (
        <TextArea
          id={id}
          // What a person writes is theirs to see; what stands in the data is masked.
          value={(isPersonal && !isMoved) || typeof value !== 'string' ? '' : value}
          placeholder={isPersonal ? say(original) : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <CommittedInput
          id={id}
          value={isMoved ? String(value ?? '') : ''}
          placeholder={say(original)}
          onCommit={(text) => onChange(readText(text, field, original))}
        />
      )}
    </div>
  );
}

interface ControlProps<S extends InputSpan['is']> {
  id: string;
  span: Extract<InputSpan, { is: S }>;
  value: Value;
  say(value: Value): string;
  onChange(value: Value): void;
}

/** What was typed, as the input takes it; the server or the model says what does not fit. Nothing typed is the row's own. */
function readText(text: string, { type }: SignatureField, original: Value): Value {
  if (text === '') return original;
  if (type === 'number' && Number.isFinite(Number(text))) return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

const missing = '\u0000missing';

function Choice({
  id,
  span: { values },
  field,
  value,
  say,
  onChange,
}: ControlProps<'choice'> & { field: SignatureField }) {
  const own = value === null ? missing : String(value);
  const all = own === missing || values.includes(own) ? values : [own, ...values];
  const mayMiss = !field.required || own === missing;
  return (
    <Select
      id={id}
      value={own}
      onChange={(chosen) => {
        if (chosen === missing) onChange(null);
        else onChange(field.type === 'boolean' ? chosen === 'true' : chosen);
      }}
      options={[
        ...all.map((label) => ({ value: label, label: label === '' ? '(empty text)' : say(label) })),
        ...(mayMiss ? [{ value: missing, label: '(missing)' }] : []),
      ]}
    />
  );
}

function Slider({ id, span: { low, high, isWhole }, value, say, onChange }: ControlProps<'span'>) {
  const own = typeof value === 'number' ? value : low;
  return (
    <input
      id={id}
      type="range"
      min={Math.min(low, own)}
      max={Math.max(high, own)}
      step={isWhole ? 1 : 'any'}
      value={own}
      aria-valuetext={say(value)}
      onChange={(event) => onChange(Number(event.target.value))}
    />
  );
}

/** To be seen, not changed: pictures of one's own go to the form that calls the model. */
const Picture = ({ value, name }: { value: Value; name: string }) =>
  typeof value === 'string' && value.startsWith('data:image/') ? (
    // biome-ignore lint/performance/noImgElement: the frame has no Next, and this picture is no file
    <img className={styles.picture} src={value} alt={name} />
  ) : (
    <span className={styles.hint}>missing</span>
  );

/** A value of a row in words, masked where its input is personal. */
export function sayValue(
  value: Value | undefined,
  { name, type }: SignatureField,
  personal: PersonalColumns,
): string {
  if (value === null || value === undefined) return 'missing';
  return maskCell(personal, name, typeof value === 'number' ? sayNumber(value, type) : String(value));
}
