import type { ReactNode } from 'react';
import { columnIcons } from '@/components/ui/column-icons';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { IconSelect } from '@/components/ui/icon-select';
import { columnTone, type NamedColumn } from '../kind-editor';
import { type Options, withoutMissing } from './option-values';

type Split = { by?: unknown; testShare?: unknown; column?: unknown; boundary?: unknown };

/** Which rows test the model: how they are drawn, and how many. */
export function SplitFields({
  split,
  columns,
  onChange,
}: {
  split: unknown;
  columns: readonly NamedColumn[];
  onChange(split: Options): void;
}): ReactNode {
  const {
    by = 'random',
    testShare = 0.2,
    column,
    boundary,
  }: Split = typeof split === 'object' && split !== null ? split : {};
  const set = (change: Options) => onChange(withoutMissing({ by, testShare, column, boundary, ...change }));
  const ordered = columns.filter(({ type }) => /number|date/.test(columnTone(type)));
  return (
    <>
      <Field label="Test rows">
        <Select
          value={String(by)}
          options={[
            { value: 'random', label: 'At random' },
            { value: 'stratified', label: 'At random in each class' },
            { value: 'group', label: 'Whole groups' },
            { value: 'time', label: 'The latest' },
          ]}
          onChange={(next) =>
            onChange(
              withoutMissing({
                by: next,
                testShare,
                column: next === 'time' ? ordered[0]?.name : next === 'group' ? columns[0]?.name : undefined,
              }),
            )
          }
        />
      </Field>
      <Field label="Share of them, %">
        <CommittedNumber
          value={typeof testShare === 'number' ? Number((testShare * 100).toFixed(4)) : undefined}
          onCommit={(percent) =>
            percent !== undefined && percent > 0 && percent < 100 && set({ testShare: percent / 100 })
          }
        />
      </Field>
      {by === 'group' && (
        <Field label="Groups" hint="Rows of one group are all trained on, or all tested with.">
          <IconSelect
            label="Groups"
            value={typeof column === 'string' ? column : undefined}
            placeholder="Choose a column"
            options={columns.map(toOption)}
            onChange={(value) => set({ column: value })}
          />
        </Field>
      )}
      {by === 'time' && (
        <>
          <Field label="Time column">
            <IconSelect
              label="Time column"
              value={typeof column === 'string' ? column : undefined}
              placeholder="Choose a column"
              options={ordered.map(toOption)}
              onChange={(value) => set({ column: value })}
            />
          </Field>
          <Field label="Test from" hint="A date or a number; else the last rows.">
            <CommittedInput
              value={boundary === undefined ? '' : String(boundary)}
              onCommit={(text) =>
                set({
                  boundary:
                    text.trim() === ''
                      ? undefined
                      : Number.isFinite(Number(text))
                        ? Number(text)
                        : text.trim(),
                })
              }
            />
          </Field>
        </>
      )}
    </>
  );
}

/** A column with the icon of its type. */
export const toOption = ({ name, type }: NamedColumn) => ({
  value: name,
  label: name,
  icon: columnIcons[columnTone(type)],
});
