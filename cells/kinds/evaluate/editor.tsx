import { FlaskConical, Table2 } from 'lucide-react';
import { judgeOptions } from '@/cells/ml/judging/judge-options';
import { columnIcons } from '@/components/ui/column-icons';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { IconSelect } from '@/components/ui/icon-select';
import { columnTone, type KindEditorProps, type NamedColumn } from '../kind-editor';
import { isRecord, type Options, orMissing, withoutMissing } from '../training/option-values';
import styles from './editor.module.css';

const usual = judgeOptions.parse({ costs: {} });

/** The form of an evaluate cell: which model, on which rows, beside which other one, and what a mistake costs. */
export function EvaluateEditor({ options, onChange, tables, models, trained }: KindEditorProps<Options>) {
  const read = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const set = (change: Options) => onChange(withoutMissing({ ...options, ...change }));
  const model = read('model');
  const names = [...new Set([...trained.map(({ name }) => name), ...models, ...(model ? [model] : [])])];
  const known = trained.find(({ name }) => name === model);
  const others = [...new Set([...names, ...(read('versus') ? [read('versus') ?? ''] : [])])].filter(
    (name) => name !== model,
  );
  const rows = tables.find(({ name }) => name === read('rows'));
  const columns = (rows?.columns ?? known?.columns ?? []).filter(({ name }) => name !== known?.target);
  const costs = isRecord(options.costs) ? options.costs : {};
  const setCost = (key: string, cost: number | undefined) =>
    set({ costs: orMissing(withoutMissing({ ...costs, [key]: cost })) });
  const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const isBinary = known?.task === 'binary' || options.positive !== undefined;

  return (
    <FormGrid>
      <Field label="Model">
        <IconSelect
          label="Model"
          value={model}
          placeholder="Choose a model"
          options={names.map((name) => ({ value: name, label: name, icon: FlaskConical }))}
          onChange={(value) =>
            set({
              model: value,
              positive: undefined,
              versus: value === read('versus') ? undefined : read('versus'),
            })
          }
        />
      </Field>
      <Field label="Rows">
        <IconSelect
          label="Rows"
          value={read('rows') ?? ''}
          placeholder="Held-out rows"
          options={[
            { value: '', label: 'Held-out rows', icon: FlaskConical },
            ...tables
              .filter(({ from }) => from === 'cell')
              .map(({ name }) => ({ value: name, label: name, icon: Table2 })),
          ]}
          onChange={(value) => set({ rows: value || undefined })}
        />
      </Field>
      <Field label="Compare with">
        <Select
          value={read('versus') ?? ''}
          options={[
            { value: '', label: 'the baseline only' },
            ...others.map((name) => ({ value: name, label: name })),
          ]}
          onChange={(value) => set({ versus: value || undefined })}
        />
      </Field>
      {isBinary && known && (
        <Field label="Positive class">
          <Select
            value={read('positive') ?? known.classes[1] ?? ''}
            options={known.classes.map((label) => ({ value: label, label }))}
            onChange={(value) => set({ positive: value === known.classes[1] ? undefined : value })}
          />
        </Field>
      )}
      {isBinary && (
        <>
          <Field label="A false alarm costs">
            <CommittedNumber
              value={numberOf(costs.falsePositive)}
              placeholder={String(usual.costs?.falsePositive)}
              onCommit={(cost) => setCost('falsePositive', cost)}
            />
          </Field>
          <Field label="A missed one costs">
            <CommittedNumber
              value={numberOf(costs.falseNegative)}
              placeholder={String(usual.costs?.falseNegative)}
              onCommit={(cost) => setCost('falseNegative', cost)}
            />
          </Field>
          <Field label="Threshold">
            <CommittedNumber
              value={numberOf(options.threshold)}
              placeholder="0.5"
              onCommit={(threshold) =>
                (threshold === undefined || (threshold >= 0 && threshold <= 1)) && set({ threshold })
              }
            />
          </Field>
        </>
      )}
      <MoreFields label={sayColumns('Sensitive columns', options.sensitive)}>
        <ColumnChoice
          about="By whose values a fair model does not differ. The model need not see them."
          chosen={options.sensitive}
          columns={columns}
          onChange={(sensitive) => set({ sensitive })}
        />
      </MoreFields>
      <MoreFields label={sayColumns('Slices', options.slices, 'found in all columns')}>
        <ColumnChoice
          about="In whose values weak spots are looked for; none chosen means all."
          chosen={options.slices}
          columns={columns}
          onChange={(slices) => set({ slices })}
        />
      </MoreFields>
      <MoreFields label="Weights and resamples">
        <FormGrid>
          <Field label="Weights" hint="A column that says how much each row counts.">
            <Select
              value={read('weight') ?? ''}
              options={[
                { value: '', label: 'all rows alike' },
                ...columns
                  .filter(({ type }) => columnTone(type) === 'number')
                  .map(({ name }) => ({ value: name, label: name })),
              ]}
              onChange={(value) => set({ weight: value || undefined })}
            />
          </Field>
          <Field label="Resamples" hint="Of the rows, for the intervals.">
            <CommittedNumber
              value={numberOf(options.resamples)}
              placeholder={String(usual.resamples)}
              onCommit={(resamples) =>
                (resamples === undefined || (resamples >= 100 && resamples <= 10_000)) &&
                set({ resamples: resamples === undefined ? undefined : Math.round(resamples) })
              }
            />
          </Field>
          <Field label="Seed">
            <CommittedNumber
              value={numberOf(options.seed)}
              placeholder={String(usual.seed)}
              onCommit={(seed) => set({ seed: seed === undefined ? undefined : Math.round(seed) })}
            />
          </Field>
        </FormGrid>
      </MoreFields>
    </FormGrid>
  );
}

function ColumnChoice({
  about,
  chosen,
  columns,
  onChange,
}: {
  about: string;
  chosen: unknown;
  columns: readonly NamedColumn[];
  onChange(columns: readonly string[] | undefined): void;
}) {
  const taken = Array.isArray(chosen) ? chosen : [];
  if (columns.length === 0)
    return <p className={styles.about}>Run the cell that trains the model to see its columns.</p>;
  const choose = (name: string, isWanted: boolean) => {
    const next = columns
      .map((column) => column.name)
      .filter((one) => (one === name ? isWanted : taken.includes(one)));
    onChange(next.length > 0 ? next : undefined);
  };
  return (
    <fieldset className={styles.columns}>
      <legend className={styles.about}>{about}</legend>
      {columns.map(({ name, type }) => {
        const Icon = columnIcons[columnTone(type)];
        return (
          <label key={name}>
            <input
              type="checkbox"
              checked={taken.includes(name)}
              onChange={(event) => choose(name, event.target.checked)}
            />
            <Icon size={13} aria-hidden /> {name}
          </label>
        );
      })}
    </fieldset>
  );
}

const sayColumns = (label: string, chosen: unknown, none = 'none') =>
  `${label}: ${Array.isArray(chosen) && chosen.length > 0 ? chosen.join(', ') : none}`;
