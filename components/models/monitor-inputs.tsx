import type { ApiOutput } from '@/components/api';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';

export type MonitorTemplate = ApiOutput['monitors']['templates'][number];
type Input = MonitorTemplate['inputs'][number];

/** Values of the notebooks' inputs that are another than what stands there. */
export type WrittenInputs = Readonly<Record<string, string | number | boolean>>;

/** Not asked beforehand: they are for looking at the notebook. */
const later = new Set(['follow', 'until']);

/** The inputs of the chosen notebooks, each name once: what is written goes to every notebook that has it. */
export function MonitorInputs({
  templates,
  written,
  onChange,
}: {
  templates: readonly MonitorTemplate[];
  written: WrittenInputs;
  onChange(written: WrittenInputs): void;
}) {
  const inputs = new Map(
    templates.flatMap((template) => template.inputs).map((input) => [input.name, input] as const),
  );
  return [...inputs.values()]
    .filter(({ name }) => !later.has(name))
    .map((input) => (
      <InputField
        key={input.name}
        input={input}
        value={written[input.name]}
        onChange={(value) => onChange({ ...written, [input.name]: value })}
      />
    ));
}

function InputField({
  input: { name, options },
  value,
  onChange,
}: {
  input: Input;
  value: string | number | boolean | undefined;
  onChange(value: string | number | boolean): void;
}) {
  const label = options.label ?? name;
  switch (options.control) {
    case 'range':
    case 'number':
      return (
        <Field label={label}>
          <TextInput
            type="number"
            {...{ min: options.min, max: options.max, step: options.step ?? 'any' }}
            // What is half typed is no number yet, and stays.
            defaultValue={String(value ?? options.value ?? '')}
            onChange={({ target }) => {
              if (!Number.isNaN(target.valueAsNumber)) onChange(target.valueAsNumber);
            }}
          />
        </Field>
      );
    case 'select':
    case 'radio': {
      const choices = Array.isArray(options.choices) ? options.choices.map(String) : [];
      return (
        <Field label={label}>
          <Select
            value={String(value ?? options.value ?? choices[0] ?? '')}
            onChange={onChange}
            options={choices.map((choice) => ({ value: choice, label: choice }))}
          />
        </Field>
      );
    }
    case 'toggle':
      return <Checkbox label={label} checked={Boolean(value ?? options.value)} onChange={onChange} />;
    case 'text':
      return (
        <Field label={label}>
          <TextInput
            placeholder={options.placeholder}
            value={String(value ?? options.value ?? '')}
            onChange={({ target }) => onChange(target.value)}
          />
        </Field>
      );
    default:
      return null; // no template has another
  }
}
