import { Play, Square, Table2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { learnersAbout, trainableLearners } from '@/cells/ml/learners-about';
import { Button } from '@/components/ui/button';
import { columnIcons } from '@/components/ui/column-icons';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { IconSelect } from '@/components/ui/icon-select';
import { SchemaFields } from '@/components/ui/schema-fields';
import { columnTone, type KindEditorProps, type NamedColumn } from '../kind-editor';
import styles from './editor.module.css';

type Options = Readonly<Record<string, unknown>>;

/** The form of a train cell: data, target, features, split, learner with the options that it really has, seed. */
export function TrainEditor({ options, onChange, tables, state, run, stop }: KindEditorProps<Options>) {
  const read = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const set = (change: Options) => onChange(withoutMissing({ ...options, ...change }));
  const learner = trainableLearners.find((one) => one === options.learner) ?? 'boosted-trees';
  const about = learnersAbout[learner];
  const data = read('data');
  const columns = tables.find(({ name }) => name === data)?.columns ?? [];
  const target = read('target');
  const isRunning = state === 'running' || state === 'queued';
  const candidates = columns.filter(({ name }) => name !== target);

  return (
    <div>
      <FormGrid>
        <Field label="Data">
          <IconSelect
            label="Data"
            value={data}
            placeholder="Choose a table"
            options={tables
              .filter(({ from }) => from === 'cell')
              .map(({ name }) => ({ value: name, label: name, icon: Table2 }))}
            onChange={(value) => set({ data: value })}
          />
        </Field>
        <Field label="Target">
          <IconSelect
            label="Target"
            value={target}
            placeholder="Choose a column"
            options={columns.map(toOption)}
            onChange={(value) => set({ target: value, features: without(options.features, value) })}
          />
        </Field>
        <Field label="Learner">
          <Select
            value={learner}
            options={trainableLearners.map((value) => ({ value, label: learnersAbout[value].label }))}
            onChange={(value) => set({ learner: value, options: undefined })}
          />
        </Field>
        <SplitFields split={options.split} columns={columns} onChange={(split) => set({ split })} />
        <p data-wide className={styles.about}>
          {about.description}
        </p>
        <MoreFields label={`Features: ${describeFeatures(options.features, candidates.length)}`}>
          <Features
            chosen={options.features}
            columns={candidates}
            onChange={(features) => set({ features })}
          />
        </MoreFields>
        <MoreFields label="Options and seed">
          <FormGrid>
            <SchemaFields
              schema={about.options}
              values={options.options}
              onChange={(own) => set({ options: own })}
            />
            <Field label="Seed" hint={about.seeded ? undefined : 'Decides the split; this learner has none.'}>
              <CommittedNumber
                value={typeof options.seed === 'number' ? options.seed : undefined}
                placeholder="1"
                onCommit={(seed) => set({ seed })}
              />
            </Field>
          </FormGrid>
        </MoreFields>
      </FormGrid>
      <div className={styles.foot}>
        {isRunning ? (
          <Button icon={Square} onClick={stop}>
            {about.keepsBest ? 'Stop and keep the best' : 'Stop'}
          </Button>
        ) : (
          <Button variant="primary" icon={Play} disabled={!data || !target} onClick={run}>
            Train
          </Button>
        )}
      </div>
    </div>
  );
}

type Split = { by?: unknown; testShare?: unknown; column?: unknown; boundary?: unknown };

/** Which rows test the model: how they are drawn, and how many. */
function SplitFields({
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
            { value: 'time', label: 'The latest' },
          ]}
          onChange={(next) =>
            onChange(
              next === 'time'
                ? { by: next, column: ordered[0]?.name ?? '', testShare }
                : { by: next, testShare },
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

function Features({
  chosen,
  columns,
  onChange,
}: {
  chosen: unknown;
  columns: readonly NamedColumn[];
  onChange(features: readonly string[] | undefined): void;
}) {
  const all = columns.map(({ name }) => name);
  const isChosen = new Set(Array.isArray(chosen) ? chosen : all);
  const choose = (name: string, isWanted: boolean) => {
    const next = all.filter((one) => (one === name ? isWanted : isChosen.has(one)));
    if (next.length > 0) onChange(next.length === all.length ? undefined : next);
  };
  if (columns.length === 0)
    return <p className={styles.about}>Run the cell that gives the data to see its columns.</p>;
  return (
    <fieldset className={styles.features}>
      <legend className={styles.about}>
        <button type="button" onClick={() => onChange(undefined)}>
          All
        </button>
        {' · '}
        <button type="button" onClick={() => all[0] && onChange([all[0]])}>
          None but the first
        </button>
      </legend>
      {columns.map(({ name, type }) => {
        const Icon = columnIcons[columnTone(type)];
        return (
          <label key={name}>
            <input
              type="checkbox"
              checked={isChosen.has(name)}
              onChange={(event) => choose(name, event.target.checked)}
            />
            <Icon size={13} aria-hidden /> {name}
          </label>
        );
      })}
    </fieldset>
  );
}

const toOption = ({ name, type }: NamedColumn) => ({
  value: name,
  label: name,
  icon: columnIcons[columnTone(type)],
});

const describeFeatures = (chosen: unknown, all: number) =>
  Array.isArray(chosen) ? `${chosen.length} of ${all}` : 'all other columns';

function without(features: unknown, name: string): readonly unknown[] | undefined {
  if (!Array.isArray(features)) return undefined;
  const rest = features.filter((one) => one !== name);
  return rest.length > 0 ? rest : undefined;
}

const withoutMissing = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
