import type { ApiOutput } from '@/components/api';
import { Checkbox, Field, Select, TextArea, TextInput } from '@/components/ui/field';
import styles from './schedules.module.css';

type Input = ApiOutput['schedules']['inputs'][number];
type Values = Readonly<Record<string, unknown>>;

/** Values for the inputs of a notebook; an input that is left alone keeps what stands in the notebook. */
export function ParameterFields({
  inputs,
  values,
  onChange,
}: {
  inputs: readonly Input[];
  values: Values;
  onChange(values: Values): void;
}) {
  if (inputs.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>Inputs of the notebook</legend>
      <div className={styles.parameters}>
        {inputs.map((input) => (
          <ParameterField
            key={input.name}
            input={input}
            value={values[input.name]}
            onChange={(value) => {
              const { [input.name]: _, ...rest } = values;
              onChange(value === undefined ? rest : { ...rest, [input.name]: value });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}

function ParameterField({
  input: { name, options },
  value,
  onChange,
}: {
  input: Input;
  value: unknown;
  onChange(value: unknown): void;
}) {
  const label = options.label ? `${options.label} (${name})` : name;
  const standing = 'value' in options && options.value !== undefined ? show(options.value) : '';
  const hint = value === undefined ? undefined : `In the notebook: ${standing || 'nothing'}`;
  switch (options.control) {
    case 'toggle':
      return (
        <Checkbox
          label={label}
          checked={value === undefined ? options.value === true : value === true}
          onChange={(checked) => onChange(checked === (options.value === true) ? undefined : checked)}
        />
      );
    case 'select':
    case 'radio': {
      const { choices } = options;
      if (!Array.isArray(choices) || ('multiple' in options && options.multiple)) break;
      return (
        <Field label={label} hint={hint}>
          <Select
            value={value === undefined ? '' : JSON.stringify(value)}
            onChange={(chosen) => onChange(chosen === '' ? undefined : JSON.parse(chosen))}
            options={[
              { value: '', label: standing ? `As in the notebook: ${standing}` : 'As in the notebook' },
              ...choices.map((choice) => ({ value: JSON.stringify(choice), label: show(choice) })),
            ]}
          />
        </Field>
      );
    }
    case 'textarea':
      return (
        <Field label={label} hint={hint}>
          <TextArea
            value={value === undefined ? '' : String(value)}
            placeholder={standing}
            onChange={(event) => onChange(event.target.value || undefined)}
          />
        </Field>
      );
    default:
      break;
  }
  const isNumber = options.control === 'range' || options.control === 'number';
  const isList =
    !isNumber && options.control !== 'text' && options.control !== 'date' && options.control !== 'radio';
  return (
    <Field label={label} hint={isList && !hint ? 'Several with commas between.' : hint}>
      <TextInput
        type={isNumber ? 'number' : options.control === 'date' ? 'date' : 'text'}
        step="any"
        value={value === undefined ? '' : show(value)}
        placeholder={standing}
        onChange={(event) => {
          const text = event.target.value;
          if (text === '') onChange(undefined);
          else onChange(isNumber ? Number(text) : isList ? text.split(/\s*,\s*/) : text);
        }}
      />
    </Field>
  );
}

const show = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));
