import { lagOptions, stepLengths, windowFigures } from '@/cells/ml/lags/lag-options';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { columnTone, type NamedColumn } from '../kind-editor';
import { isRecord, type Options, withoutMissing } from './option-values';
import styles from './training.module.css';

/** Values of earlier rows as features: by which time, of which columns, how far back. Nothing where no column could order the rows. */
export function LagFields({
  lags,
  target,
  columns,
  onChange,
}: {
  lags: unknown;
  target: string | undefined;
  columns: readonly NamedColumn[];
  onChange(lags: Options | undefined): void;
}) {
  const times = columns.filter(({ name, type }) => name !== target && /number|date/.test(columnTone(type)));
  const numbers = columns.filter(({ type }) => columnTone(type) === 'number').map(({ name }) => name);
  if (times.length === 0 || numbers.length === 0) return null;
  const own = isRecord(lags) ? lags : undefined;
  const set = (change: Options) => onChange(withoutMissing({ ...own, ...change }));
  const first = target !== undefined && numbers.includes(target) ? target : numbers[0];
  const time = typeof own?.time === 'string' ? own.time : undefined;
  const isDated = /date/.test(columnTone(times.find(({ name }) => name === time)?.type ?? ''));
  const named = Array.isArray(own?.columns) ? own.columns.map(String) : [];
  const figures = Array.isArray(own?.figures)
    ? own.figures.map(String)
    : lagOptions.shape.figures.parse(undefined);
  return (
    <MoreFields label={`Earlier values: ${own ? `of ${named.join(', ')}` : 'none'}`}>
      <FormGrid>
        <Field
          label="In order of"
          hint="The split is by this time too: what tests is later than what trains."
        >
          <Select
            value={time ?? ''}
            options={[
              { value: '', label: 'no earlier values' },
              ...times.map(({ name }) => ({ value: name, label: name })),
            ]}
            onChange={(next) =>
              next ? set({ time: next, columns: named.length > 0 ? named : [first] }) : onChange(undefined)
            }
          />
        </Field>
        {own && (
          <>
            <Field label="Within" hint="Rows of one group have a history of their own.">
              <Select
                value={typeof own.group === 'string' ? own.group : ''}
                options={[
                  { value: '', label: 'all rows' },
                  ...columns.map(({ name }) => ({ value: name, label: name })),
                ]}
                onChange={(next) => set({ group: next || undefined })}
              />
            </Field>
            <Field label="Steps back" hint="With commas between: 1, 24.">
              <CommittedInput
                value={sayList(own.lags ?? lagOptions.shape.lags.parse(undefined))}
                onCommit={(text) => set({ lags: readList(text) })}
              />
            </Field>
            <Field label="Windows" hint="Steps that each holds; none where empty.">
              <CommittedInput
                value={sayList(own.windows)}
                onCommit={(text) => set({ windows: text.trim() === '' ? undefined : readList(text) })}
              />
            </Field>
            <Field label="A step is" hint="A row: the one before, however long before.">
              <Select
                value={typeof own.every === 'string' ? own.every : ''}
                options={[
                  { value: '', label: 'a row' },
                  ...(isDated ? Object.keys(stepLengths) : []).map((name) => ({
                    value: name,
                    label: `a ${name}`.replace('a hour', 'an hour'),
                  })),
                ]}
                onChange={(next) => set({ every: next || undefined })}
              />
            </Field>
            <Field
              label="Steps ahead"
              hint="That are predicted: nothing later than so many steps back is read."
            >
              <CommittedNumber
                value={typeof own.horizon === 'number' ? own.horizon : undefined}
                placeholder={String(lagOptions.shape.horizon.parse(undefined))}
                onCommit={(horizon) => set({ horizon })}
              />
            </Field>
            <Choices
              legend="Earlier values of"
              all={numbers}
              chosen={named}
              onChange={(next) => set({ columns: next })}
            />
            {Array.isArray(own.windows) && own.windows.length > 0 && (
              <Choices
                legend="Of each window"
                all={windowFigures}
                chosen={figures}
                onChange={(next) => set({ figures: next })}
              />
            )}
          </>
        )}
      </FormGrid>
    </MoreFields>
  );
}

/** Some of a list, one at least. */
function Choices({
  legend,
  all,
  chosen,
  onChange,
}: {
  legend: string;
  all: readonly string[];
  chosen: readonly string[];
  onChange(chosen: readonly string[]): void;
}) {
  return (
    <fieldset data-wide className={styles.features}>
      <legend className={styles.about}>{legend}</legend>
      {all.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={(event) => {
              const next = all.filter((one) => (one === name ? event.target.checked : chosen.includes(one)));
              if (next.length > 0) onChange(next);
            }}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

const sayList = (list: unknown): string => (Array.isArray(list) ? list.join(', ') : '');

/** Numbers with commas between; the options' schema judges them. */
const readList = (text: string): number[] =>
  text
    .split(',')
    .map((part) => Number(part.trim()))
    .filter((value) => Number.isFinite(value) && value > 0);
