import { useId, useMemo } from 'react';
import type { Column, SignatureField } from '@/cells/ml/model';
import { countValues } from '@/cells/ml/preprocessing';
import { maskCell } from '@/cells/personal';
import { Select, TextArea } from '@/components/ui/field';
import { sayInput } from '../explanation/say-input';
import { usePersonalColumns } from '../personal-columns';
import styles from './judgement.module.css';

/** One input of a row: a slider over the values seen, or a choice of them. What was moved is marked, with the row's own value. */
export function InputControl({
  field,
  known,
  value,
  original,
  onChange,
}: {
  field: SignatureField;
  /** The input in all rows. */
  known: Column;
  /** One value. */
  value: Column;
  original: Column;
  onChange(value: Column): void;
}) {
  const id = useId();
  const personal = usePersonalColumns();
  const isPersonal = personal.has(field.name);
  const say = (column: Column) => sayInput(column, 0, personal);
  const isMoved = !Object.is(value.values[0], original.values[0]);
  return (
    <div className={styles.input} data-moved={isMoved || undefined}>
      <label htmlFor={id}>
        {field.name}{' '}
        <span className={styles.hint}>
          {value.type === 'string' ? '' : say(value)}
          {isMoved && ` was ${say(original)}`}
        </span>
      </label>
      {field.text && value.type === 'string' ? (
        <TextArea
          id={id}
          // What a person writes is theirs to see; what stands in the data is masked.
          value={isPersonal && !isMoved ? '' : (value.values[0] ?? '')}
          placeholder={isPersonal ? say(original) : undefined}
          onChange={(event) => onChange({ ...value, values: [event.target.value] })}
        />
      ) : value.type === 'string' || value.type === 'boolean' ? (
        <Choice id={id} known={known} value={value} onChange={onChange} />
      ) : (
        <Slider id={id} known={known} value={value} onChange={onChange} />
      )}
    </div>
  );
}

interface ControlProps {
  id: string;
  known: Column;
  value: Column;
  onChange(value: Column): void;
}

const missing = '\u0000missing';

function Choice({ id, known, value, onChange }: ControlProps) {
  const personal = usePersonalColumns();
  const options = useMemo(() => {
    if (known.type !== 'string') return ['false', 'true'];
    return [...countValues(known.values).keys()].slice(0, 200);
  }, [known]);
  const own = value.type === 'string' ? (value.values[0] ?? missing) : readFlag(value);
  const all = own === missing || options.includes(own) ? options : [own, ...options];
  return (
    <Select
      id={id}
      value={own}
      onChange={(chosen) => {
        if (value.type === 'string') onChange({ ...value, values: [chosen === missing ? null : chosen] });
        else
          onChange({
            ...value,
            values: Float64Array.of(chosen === missing ? Number.NaN : Number(chosen === 'true')),
          });
      }}
      options={[
        ...all.map((text) => ({
          value: text,
          label: text === '' ? '(empty text)' : maskCell(personal, known.name, text),
        })),
        { value: missing, label: '(missing)' },
      ]}
    />
  );
}

const readFlag = ({ values }: Column) =>
  Number.isNaN(values[0]) ? missing : values[0] === 1 ? 'true' : 'false';

function Slider({ id, known, value, onChange }: ControlProps) {
  const personal = usePersonalColumns();
  const { low, high, step } = useMemo(() => spanOf(known), [known]);
  if (value.type === 'string') return null;
  const own = value.values[0] ?? Number.NaN;
  return (
    <input
      id={id}
      type="range"
      min={Math.min(low, Number.isNaN(own) ? low : own)}
      max={Math.max(high, Number.isNaN(own) ? high : own)}
      step={step}
      value={Number.isNaN(own) ? low : own}
      aria-valuetext={sayInput(value, 0, personal)}
      onChange={(event) => onChange({ ...value, values: Float64Array.of(Number(event.target.value)) })}
    />
  );
}

/** From the least to the most of the values; whole steps where all are whole. */
function spanOf(column: Column): { low: number; high: number; step: number | 'any' } {
  if (column.type === 'string') return { low: 0, high: 1, step: 'any' };
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  for (const value of column.values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    isWhole &&= Number.isInteger(value);
  }
  if (!(high >= low)) return { low: 0, high: 1, step: 'any' };
  return { low, high, step: isWhole ? 1 : 'any' };
}
