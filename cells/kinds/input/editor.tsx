import { Table2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { columnIcons } from '@/components/ui/column-icons';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { FormGrid } from '@/components/ui/form-grid';
import { IconSelect } from '@/components/ui/icon-select';
import { columnTone, type KindEditorProps, type NamedTable } from '../kind-editor';
import { fileForms, type InputControl, inputOptions } from './options';

type Options = Readonly<Record<string, unknown>>;

const controlNames: Readonly<Record<InputControl, string>> = {
  range: 'Slider',
  between: 'Slider with two ends',
  number: 'Number',
  text: 'Text',
  textarea: 'Long text',
  select: 'Choice from a list',
  radio: 'Choice of one',
  checkbox: 'Choice of several',
  toggle: 'On or off',
  date: 'Date',
  dates: 'From one day to another',
  table: 'Rows of a table',
  file: 'File',
  button: 'Button',
};
const controls = Object.keys(controlNames) as InputControl[]; // the keys of a Record are its key type

/** What a control begins with when it is chosen. */
const beginnings: Readonly<Record<InputControl, Options>> = {
  range: { min: 0, max: 100, step: 1, value: 50 },
  between: { min: 0, max: 100, step: 1 },
  number: { value: 0 },
  text: {},
  textarea: {},
  select: { choices: ['a', 'b', 'c'] },
  radio: { choices: ['a', 'b', 'c'] },
  checkbox: { choices: ['a', 'b', 'c'] },
  toggle: { value: false },
  date: {},
  dates: {},
  table: { table: '' },
  file: { as: 'table' },
  button: { text: 'Run' },
};

/** The form of an input cell: which control, and what that control takes. */
export function InputEditor({ options, onChange, tables }: KindEditorProps<Options>) {
  const control = controls.find((one) => one === options.control) ?? 'range';
  const set = (change: Options) => onChange(keepValid(withoutEmpty({ ...options, ...change })));
  const text = (key: string) => (typeof options[key] === 'string' ? options[key] : '');

  const number = (key: string, label: string) => (
    <Field label={label}>
      <CommittedNumber
        value={typeof options[key] === 'number' ? options[key] : undefined}
        onCommit={(value) => set({ [key]: value })}
      />
    </Field>
  );
  const words = (key: string, label: string) => (
    <Field label={label}>
      <CommittedInput value={text(key)} onCommit={(value) => set({ [key]: value })} />
    </Field>
  );
  const flag = (key: string, label: string) => (
    <Checkbox label={label} checked={options[key] === true} onChange={(value) => set({ [key]: value })} />
  );

  const bounds = (
    <>
      {number('min', 'Smallest')}
      {number('max', 'Largest')}
      {number('step', 'Step')}
      {number('value', 'Begins at')}
    </>
  );
  const ends = (
    <FromColumn
      label="Ends from a column"
      tables={tables}
      tones={['number']}
      value={options.ends}
      onChoose={(column) => set({ ends: column, ...(column ? { value: undefined } : {}) })}
    />
  );
  const choices = (
    <>
      {!isColumn(options.choices) && (
        <Choices value={options.choices} onCommit={(value) => set({ choices: value })} />
      )}
      <FromColumn
        label="Choices from a column"
        tables={tables}
        value={options.choices}
        onChoose={(column) => set({ choices: column ?? ['a', 'b', 'c'], value: undefined })}
      />
    </>
  );
  const own: Readonly<Record<InputControl, ReactNode>> = {
    range: (
      <>
        {!isColumn(options.ends) && bounds}
        {ends}
      </>
    ),
    between: (
      <>
        {!isColumn(options.ends) && number('min', 'Smallest')}
        {!isColumn(options.ends) && number('max', 'Largest')}
        {number('step', 'Step')}
        {ends}
      </>
    ),
    number: bounds,
    text: (
      <>
        {words('placeholder', 'Hint')}
        {words('value', 'Begins as')}
        {words('pattern', 'Must match (pattern)')}
        {flag('submit', 'Wait for Enter')}
        {flag('required', 'Must not be empty')}
      </>
    ),
    textarea: (
      <>
        {words('placeholder', 'Hint')}
        {number('rows', 'Lines')}
        {flag('submit', 'Wait for the button')}
      </>
    ),
    select: (
      <>
        {choices}
        {flag('multiple', 'Several at once')}
        {flag('sort', 'Sorted')}
        {flag('unique', 'Each once')}
      </>
    ),
    radio: choices,
    checkbox: choices,
    toggle: flag('value', 'Begins on'),
    date: (
      <>
        {date('min', 'Earliest')}
        {date('max', 'Latest')}
        {date('value', 'Begins at')}
        {flag('required', 'Must not be empty')}
      </>
    ),
    dates: (
      <>
        {date('min', 'Earliest')}
        {date('max', 'Latest')}
      </>
    ),
    table: (
      <>
        <Field label="Table">
          <IconSelect
            label="Table"
            value={text('table') || undefined}
            placeholder="Choose a table"
            options={tables.map(({ name }) => ({ value: name, label: name, icon: Table2 }))}
            onChange={(value) => set({ table: value, columns: undefined })}
          />
        </Field>
        {number('rows', 'Rows in view')}
      </>
    ),
    file: (
      <>
        <Field label="Becomes">
          <Select
            value={text('as') || 'table'}
            options={fileForms.map((value) => ({ value, label: fileFormNames[value] }))}
            onChange={(value) => set({ as: value })}
          />
        </Field>
        {words('accept', 'Kinds of files, as .csv')}
        {flag('multiple', 'Several at once')}
      </>
    ),
    button: words('text', 'Text on it'),
  };

  function date(key: string, label: string) {
    return (
      <Field label={label}>
        <TextInput type="date" value={text(key)} onChange={(event) => set({ [key]: event.target.value })} />
      </Field>
    );
  }

  return (
    <FormGrid>
      <Field label="Control">
        <Select
          value={control}
          options={controls.map((value) => ({ value, label: controlNames[value] }))}
          onChange={(value) => {
            const next = controls.find((one) => one === value) ?? 'range';
            onChange({
              control: next,
              ...(options.label ? { label: options.label } : {}),
              ...beginnings[next],
            });
          }}
        />
      </Field>
      {words('label', 'Label')}
      {own[control]}
    </FormGrid>
  );

  /** A change that the schema refuses (a largest value that is no number) leaves the options as they are. */
  function keepValid(next: Options): Options {
    return inputOptions.safeParse(next).success ? next : options;
  }
}

const fileFormNames: Readonly<Record<(typeof fileForms)[number], string>> = {
  table: 'A table (CSV, TSV, JSON)',
  json: 'What the JSON says',
  text: 'Its text',
  bytes: 'Its bytes',
  file: 'The file itself',
};

interface Column {
  readonly table: string;
  readonly column: string;
}

const isColumn = (value: unknown): value is Column =>
  typeof value === 'object' && value !== null && 'table' in value && 'column' in value;

/** A column of a table that gives a control its choices or its ends, or none. */
function FromColumn({
  label,
  tables,
  tones,
  value,
  onChoose,
}: {
  label: string;
  tables: readonly NamedTable[];
  tones?: readonly ReturnType<typeof columnTone>[];
  value: unknown;
  onChoose(column: Column | undefined): void;
}) {
  const all = tables.flatMap(({ name, columns }) =>
    columns.flatMap(({ name: column, type }) =>
      !tones || tones.includes(columnTone(type)) ? [{ table: name, column, tone: columnTone(type) }] : [],
    ),
  );
  const keyOf = ({ table, column }: Column) => JSON.stringify([table, column]);
  return (
    <Field label={label}>
      <IconSelect
        label={label}
        value={isColumn(value) ? keyOf(value) : ''}
        placeholder="None"
        options={[
          { value: '', label: 'None' },
          ...all.map((one) => ({
            value: keyOf(one),
            label: `${one.table} · ${one.column}`,
            icon: columnIcons[one.tone],
          })),
        ]}
        onChange={(key) => {
          const found = all.find((one) => keyOf(one) === key);
          onChoose(found && { table: found.table, column: found.column });
        }}
      />
    </Field>
  );
}

/** Choices, written with commas; or the name of a list that another cell gives. */
function Choices({ value, onCommit }: { value: unknown; onCommit(choices: unknown): void }) {
  const isNamed = typeof value === 'object' && value !== null && 'name' in value;
  const written = isNamed
    ? `= ${String(value.name)}`
    : Array.isArray(value)
      ? value.map(String).join(', ')
      : '';
  return (
    <Field label="Choices" hint="With commas between; “= name” takes another cell's list.">
      <CommittedInput
        value={written}
        onCommit={(text) => {
          const name = /^=\s*(\S+)\s*$/.exec(text)?.[1];
          const list = text
            .split(',')
            .map((one) => one.trim())
            .filter(Boolean);
          onCommit(name ? { name } : list.map(toScalar));
        }}
      />
    </Field>
  );
}

const toScalar = (text: string): string | number =>
  text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

const withoutEmpty = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== '' && value !== undefined));
