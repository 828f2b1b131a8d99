import { z } from 'zod';
import { CommittedInput, CommittedNumber } from './committed-input';
import { Field, Select } from './field';

type Values = Readonly<Record<string, unknown>>;

/** What JSON Schema says of one option, as far as a form needs it. */
interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** One field for each option of an object's schema (numbers, choices, lists of numbers), with its range and default. */
export function SchemaFields({
  schema,
  values,
  onChange,
}: {
  schema: z.ZodType;
  values: unknown;
  onChange(values: Values | undefined): void;
}) {
  const given: Values = typeof values === 'object' && values !== null ? (values as Values) : {}; // keys are checked by the schema
  const set = (name: string, value: unknown) => {
    const next = Object.fromEntries(
      Object.entries({ ...given, [name]: value }).filter(([, one]) => one !== undefined),
    );
    if (schema.safeParse(next).success) onChange(Object.keys(next).length > 0 ? next : undefined);
  };
  return Object.entries(optionsOf(schema)).map(([name, about]) => (
    <Field key={name} label={inWords(name)} hint={rangeOf(about)}>
      {fieldOf(about, given[name], (value) => set(name, value))}
    </Field>
  ));
}

function fieldOf(about: OptionSchema, value: unknown, onCommit: (value: unknown) => void) {
  if (about.enum)
    return (
      <Select
        value={String(value ?? about.default)}
        options={about.enum.map((one) => ({ value: one, label: one }))}
        onChange={(next) => onCommit(next === about.default ? undefined : next)}
      />
    );
  if (about.type === 'array')
    return (
      <CommittedInput
        value={Array.isArray(value) ? value.join(', ') : ''}
        placeholder={Array.isArray(about.default) ? about.default.join(', ') : ''}
        onCommit={(text) => onCommit(text.trim() === '' ? undefined : text.split(',').map(Number))}
      />
    );
  return (
    <CommittedNumber
      value={typeof value === 'number' ? value : undefined}
      placeholder={String(about.default ?? '')}
      onCommit={onCommit}
    />
  );
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

function rangeOf({ minimum, maximum, exclusiveMinimum, type }: OptionSchema): string | undefined {
  if (type === 'array') return 'With commas between';
  const low = minimum ?? exclusiveMinimum;
  if (low === undefined || maximum === undefined || maximum > 1e9) return undefined;
  return `${low === exclusiveMinimum ? 'over ' : ''}${low} to ${maximum}`;
}
