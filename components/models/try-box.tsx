'use client';

import { useEffect, useMemo, useState } from 'react';
import type { Signature, SignatureField } from '@/cells/ml/model';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextArea, TextInput } from '@/components/ui/field';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { askServed } from './ask-served';
import { CallSnippets } from './call-snippets';
import { PictureInput } from './picture-input';
import styles from './try-box.module.css';
import { Why } from './why';

type Value = string | number | boolean | null;

interface Answer {
  readonly version: number;
  readonly predictions: readonly {
    prediction: string | number | null;
    probabilities?: Record<string, number>;
  }[];
}
interface Refusal {
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface TryBoxProps {
  /** `bike-demand` or `bike-demand@3`. */
  reference: string;
  signature: Signature;
  example: Readonly<Record<string, Value>>;
  /** Inputs whose example is made up. */
  personal: Readonly<Record<string, unknown>>;
  /** The call as code shows an API key; the page itself needs none. */
  requiresKey?: boolean;
}

/** A form made of the signature that calls the model as any program would, with the same call as code beside it. */
export function TryBox({ reference, signature, example, personal, requiresKey }: TryBoxProps) {
  const [texts, setTexts] = useState<Record<string, string>>(() => toTexts(signature, example));
  const [answer, setAnswer] = useState<Answer>();
  const [answered, setAnswered] = useState<Record<string, Value>>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [asking, setAsking] = useState(false);
  const [origin, setOrigin] = useState('');
  useEffect(() => setOrigin(location.origin), []);
  const body = useMemo(() => ({ rows: [toRow(signature, texts)] }), [signature, texts]);
  const madeUp = Object.keys(example).filter((name) => name in personal);

  const predict = async () => {
    setAsking(true);
    setRefusal(undefined);
    try {
      const response = await askServed(reference, 'predict', body);
      const result = await response.json();
      if (response.ok) {
        setAnswer(result);
        setAnswered(body.rows[0]);
      } else {
        setAnswer(undefined);
        setRefusal(readRefusal(result));
      }
    } catch {
      setAnswer(undefined);
      setRefusal({
        message: 'The server does not answer. Check that it is still running, then try again.',
        fields: {},
      });
    } finally {
      setAsking(false);
    }
  };

  return (
    <div className={styles.box}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void predict();
        }}
      >
        <div className={styles.fields}>
          {signature.inputs.map((field) => (
            <Field
              key={field.name}
              label={field.required ? field.name : `${field.name} (may be empty)`}
              error={refusal?.fields[field.name]}
            >
              <FieldInput
                field={field}
                value={texts[field.name] ?? ''}
                onChange={(text) => setTexts((all) => ({ ...all, [field.name]: text }))}
              />
            </Field>
          ))}
        </div>
        {madeUp.length > 0 && (
          <p className={styles.chances}>Made up, as the data is personal: {madeUp.join(', ')}.</p>
        )}
        <div className={styles.ask}>
          <Button variant="primary" type="submit" busy={asking}>
            Predict
          </Button>
          <output className={styles.answer}>
            {answer && <AnswerText answer={answer} name={signature.output.name} />}
          </output>
        </div>
        {answer && answered && <Why reference={reference} row={answered} />}
        {refusal && Object.keys(refusal.fields).length === 0 && <ErrorNotice message={refusal.message} />}
      </form>
      <CallSnippets
        asked={{ origin, reference, signature, row: body.rows[0] ?? {} }}
        requiresKey={requiresKey}
      />
    </div>
  );
}

interface FieldInputProps {
  field: SignatureField;
  value: string;
  onChange(text: string): void;
}

/** Takes the id that Field gives it, and hands it on. */
function FieldInput({ field, value, onChange, ...given }: FieldInputProps) {
  if (field.content === 'image') return <PictureInput {...given} value={value} onChange={onChange} />;
  if (field.type === 'boolean')
    return (
      <Select
        {...given}
        value={value}
        onChange={onChange}
        options={choices(['true', 'false'], field.required)}
      />
    );
  if (
    field.type === 'string' &&
    field.categories &&
    field.categories.length > 0 &&
    field.categories.length <= 30
  )
    return (
      <Select
        {...given}
        value={value}
        onChange={onChange}
        options={choices(field.categories, field.required)}
      />
    );
  if (field.text)
    return <TextArea {...given} value={value} onChange={(event) => onChange(event.target.value)} />;
  return (
    <TextInput
      {...given}
      value={value}
      inputMode={field.type === 'number' ? 'decimal' : undefined}
      placeholder={field.type === 'date' ? '2012-01-31T09:00:00Z' : undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

const choices = (values: readonly string[], required: boolean) => [
  ...(required ? [] : [{ value: '', label: '(empty)' }]),
  ...values.map((value) => ({ value, label: value })),
];

function AnswerText({ answer, name }: { answer: Answer; name: string }) {
  const [first] = answer.predictions;
  if (!first) return null;
  const value =
    typeof first.prediction === 'number' ? formatMetric(first.prediction) : (first.prediction ?? '—');
  const chances = Object.entries(first.probabilities ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <>
      <span>
        {name} = <strong>{value}</strong>
      </span>
      {chances.length > 0 && (
        <span className={styles.chances}>
          {chances
            .slice(0, 5)
            .map(([label, chance]) => `${label} ${formatNumber(chance * 100, 1)} %`)
            .join(' · ')}
        </span>
      )}
      <span className={styles.chances}>version {answer.version}</span>
    </>
  );
}

const toTexts = (signature: Signature, example: TryBoxProps['example']): Record<string, string> =>
  Object.fromEntries(
    signature.inputs.map(({ name }) => [name, example[name] === null ? '' : String(example[name] ?? '')]),
  );

/** What is typed goes to the server as it is: it says what is wrong with it. */
function toRow(signature: Signature, texts: Record<string, string>): Record<string, Value> {
  return Object.fromEntries(
    signature.inputs.map(({ name, type }) => {
      const text = (texts[name] ?? '').trim();
      if (text === '') return [name, null];
      if (type === 'number' && Number.isFinite(Number(text))) return [name, Number(text)];
      if (type === 'boolean') return [name, text === 'true'];
      return [name, text];
    }),
  );
}

interface Refused {
  readonly error?: {
    readonly message?: string;
    readonly detail?: { readonly rows?: readonly { field?: string; message: string }[] };
  };
}

function readRefusal({ error }: Refused): Refusal {
  const fields: Record<string, string> = {};
  for (const { field, message } of error?.detail?.rows ?? [])
    if (field) fields[field] ??= message.replace(/^Row \d+, field “.*?”: /, '');
  return { message: error?.message ?? 'The server refused the call and did not say why.', fields };
}
