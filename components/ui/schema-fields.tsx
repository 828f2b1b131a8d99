import { useState } from 'react';
import { z } from 'zod';
import { Field, Select, TextInput } from './field';
import { formatNumber } from './format';

type Values = Readonly<Record<string, unknown>>;

/** What JSON Schema says of one option, as far as a form needs it. */
interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: OptionSchema;
}

export interface SchemaFieldsProps {
  readonly schema: z.ZodType;
  readonly values: unknown;
  onChange(values: Values | undefined): void;
  /** The options shown, in order, with their words; all of them under their own names when left out. */
  readonly words?: Readonly<Record<string, { readonly label: string; readonly help: string }>>;
  /** Choices of an option, where not all of the schema's are offered. */
  readonly choices?: Readonly<Record<string, readonly string[]>>;
}

/** One field for each option of an object's schema (numbers, choices, lists of numbers), with its range and default. */
export function SchemaFields({ schema, values, onChange, words, choices }: SchemaFieldsProps) {
  const given: Values = typeof values === 'object' && values !== null ? (values as Values) : {}; // keys are checked by the schema
  const known = optionsOf(schema);
  /** Takes the value, or says what is allowed. */
  const set = (name: string, value: unknown): string | undefined => {
    const next = Object.fromEntries(
      Object.entries({ ...given, [name]: value }).filter(([, one]) => one !== undefined),
    );
    const { error } = schema.safeParse(next);
    const fault = error?.issues.find(({ path }) => path.length === 0 || path[0] === name);
    if (fault) return sayAllowed(known[name] ?? {}) ?? fault.message;
    onChange(Object.keys(next).length > 0 ? next : undefined);
    return undefined;
  };
  return Object.keys(words ?? known).map((name) => {
    const about = known[name];
    if (!about) return null;
    const { label = inWords(name), help } = words?.[name] ?? {};
    return (
      <OptionField
        key={name}
        label={label}
        help={help}
        about={{ ...about, enum: choices?.[name] ?? about.enum }}
        value={given[name]}
        onCommit={(value) => set(name, value)}
      />
    );
  });
}

interface OptionFieldProps {
  label: string;
  help: string | undefined;
  about: OptionSchema;
  value: unknown;
  onCommit(value: unknown): string | undefined;
}

/** A refused text stays where it was typed, with what is allowed beside it. */
function OptionField({ label, help, about, value, onCommit }: OptionFieldProps) {
  const [draft, setDraft] = useState<string>();
  const [fault, setFault] = useState<string>();
  if (about.enum)
    return (
      <Field label={label} hint={help}>
        <Select
          value={String(value ?? about.default)}
          options={about.enum.map((one) => ({ value: one, label: one }))}
          onChange={(next) => onCommit(next === about.default ? undefined : next)}
        />
      </Field>
    );
  const settle = () => {
    if (draft === undefined) return;
    const refusal = draft === toText(value) ? undefined : onCommit(fromText(draft, about));
    setFault(refusal);
    if (refusal === undefined) setDraft(undefined);
  };
  const range = sayRange(about);
  return (
    <Field label={label} hint={[help, range].filter(Boolean).join(' ') || undefined} error={fault}>
      <TextInput
        value={draft ?? toText(value)}
        placeholder={toText(about.default)}
        inputMode={about.type === 'array' ? undefined : 'decimal'}
        autoComplete="off"
        onChange={(event) => setDraft(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle();
          if (event.key !== 'Escape') return;
          setDraft(undefined);
          setFault(undefined);
        }}
      />
    </Field>
  );
}

const toText = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value);

/** Undefined for an emptied field, which takes the default; what is no number stays text, and the schema refuses it. */
function fromText(text: string, { type }: OptionSchema): unknown {
  if (text.trim() === '') return undefined;
  const toNumber = (part: string) => {
    const number = Number(part.trim().replace(/[\s\u202f]/g, ''));
    return part.trim() !== '' && Number.isFinite(number) ? number : part;
  };
  return type === 'array' ? text.split(/[,;]/).map(toNumber) : toNumber(text.replace(',', '.'));
}

function optionsOf(schema: z.ZodType): Readonly<Record<string, OptionSchema>> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return properties as Readonly<Record<string, OptionSchema>>; // JSON Schema's own shape
}

/** `learningRate` → `Learning rate`. */
const inWords = (name: string) => {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Larger bounds are there for the machine's sake. */
const sayable = 1e6;

function sayRange({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
}: OptionSchema): string | undefined {
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  if (low === undefined) return undefined;
  const from = formatNumber(low);
  const isOpen = high === undefined || high > sayable;
  if (low === exclusiveMinimum)
    return isOpen
      ? `Over ${from}.`
      : `Over ${from}, ${high === exclusiveMaximum ? 'under' : 'at most'} ${formatNumber(high)}.`;
  return isOpen
    ? `From ${from}.`
    : `${from} to ${high === exclusiveMaximum ? 'under ' : ''}${formatNumber(high)}.`;
}

function sayAllowed(about: OptionSchema): string | undefined {
  const one = about.type === 'array' ? about.items : about;
  if (!one || (one.type !== 'number' && one.type !== 'integer')) return undefined;
  const noun = one.type === 'integer' ? 'whole number' : 'number';
  const range = sayRange(one)
    ?.replace(/\.$/, '')
    .replace(/^(From|Over)/, (word) => word.toLowerCase());
  if (about.type === 'array')
    return `${inCapitals(noun)}s${range ? ` (${range})` : ''}, with commas between.`;
  return `A ${noun}${range ? `, ${range}` : ''}.`;
}

const inCapitals = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
