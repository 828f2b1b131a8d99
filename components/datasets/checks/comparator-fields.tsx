import type { Comparator } from '@/cells/statistics/expectations';
import { Field, Select } from '@/components/ui/field';
import { DraftNumber } from './draft-number';

const measures = [
  { value: 'none', label: 'not compared' },
  { value: 'jensenShannon', label: 'Jensen–Shannon distance' },
  { value: 'lInfinity', label: 'largest change of a share' },
];

/** How far the distribution of a column may be from another one. */
export function ComparatorFields({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Comparator | undefined;
  onChange(value: Comparator | undefined): void;
}) {
  return (
    <>
      <Field label={label}>
        <Select
          value={value?.measure ?? 'none'}
          options={measures}
          onChange={(measure) =>
            onChange(
              measure === 'lInfinity' || measure === 'jensenShannon'
                ? { measure, most: value?.most ?? 0.1 }
                : undefined,
            )
          }
        />
      </Field>
      <Field label={`${label}, at most`}>
        <DraftNumber
          key={value === undefined ? 'none' : 'some'}
          disabled={value === undefined}
          value={value?.most}
          onChange={(most) => value && onChange({ ...value, most: most ?? 0 })}
        />
      </Field>
    </>
  );
}
