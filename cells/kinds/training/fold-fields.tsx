import type { ReactNode } from 'react';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { IconSelect } from '@/components/ui/icon-select';
import { columnTone, type NamedColumn } from '../kind-editor';
import { type Options, withoutMissing } from './option-values';
import { toOption } from './split-fields';

const kinds = [
  { value: 'k-fold', label: 'At random' },
  { value: 'repeated', label: 'At random, repeated' },
  { value: 'stratified', label: 'At random in each class' },
  { value: 'group', label: 'Whole groups' },
  { value: 'time-series', label: 'In time' },
] as const;

/** How the rows are dealt out in folds. */
export function FoldFields({
  folds,
  columns,
  onChange,
}: {
  folds: unknown;
  columns: readonly NamedColumn[];
  onChange(folds: Options): void;
}): ReactNode {
  const given: Options = typeof folds === 'object' && folds !== null ? { ...folds } : {};
  const { kind = 'k-fold', k = 5 } = given;
  const set = (change: Options) => onChange(withoutMissing({ ...given, ...change }));
  const ordered = columns.filter(({ type }) => /number|date/.test(columnTone(type)));
  const candidates = kind === 'time-series' ? ordered : columns;
  const choose = (next: string) =>
    onChange(
      withoutMissing({
        kind: next,
        k,
        column: next === 'group' ? columns[0]?.name : next === 'time-series' ? ordered[0]?.name : undefined,
      }),
    );
  return (
    <>
      <Field label="Deal rows">
        <Select value={String(kind)} options={kinds} onChange={choose} />
      </Field>
      <WholeField
        label="Folds"
        value={k}
        placeholder="5"
        least={2}
        onCommit={(next) => set({ k: next ?? 5 })}
      />
      {kind === 'repeated' && (
        <WholeField
          label="Repeats"
          value={given.repeats}
          placeholder="3"
          least={1}
          onCommit={(repeats) => set({ repeats })}
        />
      )}
      {(kind === 'group' || kind === 'time-series') && (
        <Field
          label={kind === 'group' ? 'Groups' : 'Time column'}
          hint={
            kind === 'group'
              ? 'Rows of one group are in one fold.'
              : 'Each fold tests what follows its training rows.'
          }
        >
          <IconSelect
            label={kind === 'group' ? 'Groups' : 'Time column'}
            value={typeof given.column === 'string' ? given.column : undefined}
            placeholder="Choose a column"
            options={candidates.map(toOption)}
            onChange={(column) => set({ column })}
          />
        </Field>
      )}
      {kind === 'time-series' && (
        <WholeField
          label="Gap, rows"
          hint="Rows between training and test that are not used."
          value={given.gap}
          placeholder="0"
          least={0}
          onCommit={(gap) => set({ gap })}
        />
      )}
    </>
  );
}

function WholeField({
  label,
  hint,
  value,
  placeholder,
  least,
  onCommit,
}: {
  label: string;
  hint?: string;
  value: unknown;
  placeholder: string;
  least: number;
  onCommit(value: number | undefined): void;
}) {
  return (
    <Field label={label} hint={hint}>
      <CommittedNumber
        value={typeof value === 'number' ? value : undefined}
        placeholder={placeholder}
        onCommit={(next) =>
          (next === undefined || (Number.isInteger(next) && next >= least)) && onCommit(next)
        }
      />
    </Field>
  );
}
