import { Play, Square } from 'lucide-react';
import { learnersAbout, trainableLearners, weightedLearners } from '@/cells/ml/learners-about';
import { trainOptions } from '@/cells/ml/train-options';
import { baseOptions } from '@/cells/ml/transfer/base-options';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { columnTone, type KindEditorProps, type NamedColumn } from '../kind-editor';
import { DataFields } from '../training/data-fields';
import { describeFeatures, Features, without } from '../training/feature-fields';
import { FoldFields } from '../training/fold-fields';
import { LagFields } from '../training/lag-fields';
import { isRecord, type Options, orMissing, withoutMissing } from '../training/option-values';
import { SplitFields } from '../training/split-fields';
import { TextFields } from '../training/text-fields';
import styles from './editor.module.css';
import { OptionFields } from './option-fields';
import type { KnownTask } from './relevant-options';

const usualSeed = trainOptions.shape.seed.parse(undefined);

/** The form of a train cell: data, target, features, split, learner with the options that it really has, seed. */
export function TrainEditor({
  options,
  onChange,
  tables,
  models,
  bases,
  state,
  run,
  stop,
}: KindEditorProps<Options>) {
  const read = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const set = (change: Options) => onChange(withoutMissing({ ...options, ...change }));
  const learner = trainableLearners.find((one) => one === options.learner) ?? 'boosted-trees';
  const about = learnersAbout[learner];
  const data = read('data');
  const columns = tables.find(({ name }) => name === data)?.columns ?? [];
  const target = read('target');
  const isRunning = state === 'running' || state === 'queued';
  const weight = read('weight');
  const candidates = columns.filter(({ name }) => name !== target && name !== weight);
  const own = isRecord(options.options) ? options.options : {};
  const task = knownTask(
    read('task'),
    columns.find(({ name }) => name === target),
  );
  const chosen = Array.isArray(options.features)
    ? candidates.filter(({ name }) => isIn(options.features, name))
    : candidates;

  return (
    <div>
      <FormGrid>
        <DataFields options={options} tables={tables} onChange={set} />
        <Field label="Learner">
          <Select
            value={learner}
            options={trainableLearners.map((value) => ({ value, label: learnersAbout[value].label }))}
            onChange={(value) =>
              set({
                learner: value,
                ...{ options: undefined, weight: undefined, warmStart: undefined, base: undefined },
              })
            }
          />
        </Field>
        <Field label="Validate by">
          <Select
            value={options.folds === undefined ? 'rows' : 'folds'}
            options={[
              { value: 'rows', label: 'Test rows: gives a model' },
              { value: 'folds', label: 'Folds: gives figures with their spread' },
            ]}
            onChange={(next) =>
              set({ folds: next === 'folds' ? { kind: 'k-fold', k: 5 } : undefined, warmStart: undefined })
            }
          />
        </Field>
        {options.folds === undefined ? (
          <SplitFields split={options.split} columns={columns} onChange={(split) => set({ split })} />
        ) : (
          <FoldFields folds={options.folds} columns={columns} onChange={(folds) => set({ folds })} />
        )}
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
        {learner !== 'random-forest' && learner !== 'dummy' && (
          <TextFields text={options.text} columns={chosen} onChange={(text) => set({ text })} />
        )}
        {learner === 'random-forest' && chosen.some(({ type }) => columnTone(type) === 'text') && (
          <p data-wide className={styles.about}>
            Columns of text that hold categories are read; those that hold free text are left out. The other
            learners read their words.
          </p>
        )}
        <LagFields
          lags={options.lags}
          target={target}
          columns={columns}
          onChange={(lags) =>
            set({
              lags,
              ...(lags && { split: { ...splitOf(options.split), by: 'time', column: lags.time } }),
            })
          }
        />
        <OptionFields
          key={learner}
          learner={learner}
          values={own}
          task={task}
          columns={chosen}
          base={
            learner === 'network'
              ? {
                  name: read('base'),
                  bases,
                  choose: (base) => set({ base, options: withoutBase(own, base) }),
                }
              : undefined
          }
          onChange={(next) => set({ options: next })}
        />
        <MoreFields label={sayRest(options)}>
          <FormGrid>
            <Field label="Task" hint="Automatic: many different numbers are numbers, all else is classes.">
              <Select
                value={read('task') ?? ''}
                options={[
                  { value: '', label: 'automatic' },
                  { value: 'regression', label: 'numbers' },
                  { value: 'classification', label: 'classes' },
                ]}
                onChange={(next) => set({ task: next || undefined })}
              />
            </Field>
            {about.weighted ? (
              <Field label="Weights" hint="A column that says how much each row counts; it is no feature.">
                <Select
                  value={weight ?? ''}
                  options={[
                    { value: '', label: 'all rows alike' },
                    ...columns
                      .filter(({ name, type }) => name !== target && columnTone(type) === 'number')
                      .map(({ name }) => ({ value: name, label: name })),
                  ]}
                  onChange={(next) =>
                    set({ weight: next || undefined, features: without(options.features, next) })
                  }
                />
              </Field>
            ) : (
              <p data-wide className={styles.about}>
                {about.label} takes no weights: every row counts alike. {weightedLearners()} take them.
              </p>
            )}
            {about.continues && options.folds === undefined && (
              <Field
                label="Go on from"
                hint="A model that another cell trained, with the same target and features."
              >
                <Select
                  value={read('warmStart') ?? ''}
                  options={[
                    { value: '', label: 'nothing' },
                    ...[...new Set([...models, ...(read('warmStart') ? [read('warmStart') ?? ''] : [])])].map(
                      (name) => ({ value: name, label: name }),
                    ),
                  ]}
                  onChange={(next) => set({ warmStart: next || undefined })}
                />
              </Field>
            )}
            <Field
              label="Seed"
              hint={
                about.seeded ? 'Equal seeds give equal models.' : 'Decides the split; this learner has none.'
              }
            >
              <CommittedNumber
                value={typeof options.seed === 'number' ? options.seed : undefined}
                placeholder={String(usualSeed)}
                onCommit={(seed) => set({ seed })}
              />
            </Field>
          </FormGrid>
        </MoreFields>
      </FormGrid>
      <div className={styles.foot}>
        {isRunning ? (
          <Button icon={Square} onClick={stop}>
            {sayStop(options.folds !== undefined, about.keepsBest)}
          </Button>
        ) : (
          <Button variant="primary" icon={Play} disabled={!data || !target} onClick={run}>
            {options.folds === undefined ? 'Train' : 'Cross-validate'}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What a split by time keeps of another. */
const splitOf = (split: unknown): Options =>
  isRecord(split) && split.testShare !== undefined ? { testShare: split.testShare } : {};

function sayStop(isFolded: boolean, keepsBest: boolean): string {
  if (isFolded) return 'Stop and keep the finished folds';
  return keepsBest ? 'Stop and keep the best' : 'Stop';
}

/** What is said of a base goes with it. */
const withoutBase = (options: Options, base: string | undefined): Options | undefined =>
  orMissing(
    Object.fromEntries(
      Object.entries(options).filter(([name]) => base !== undefined || !(name in baseOptions)),
    ),
  );

const isIn = (list: unknown, name: string): boolean => Array.isArray(list) && list.includes(name);

/** A target of text has classes; of numbers it may be either, unless the person says so. */
function knownTask(task: string | undefined, target: NamedColumn | undefined): KnownTask {
  if (task === 'regression' || task === 'classification') return task;
  return target && /text|boolean/.test(columnTone(target.type)) ? 'classification' : undefined;
}

/** The last group, with what was set in it. */
function sayRest({ task, weight, warmStart, seed }: Options): string {
  const isSet = [
    task !== undefined && String(task),
    weight !== undefined && `weights ${weight}`,
    warmStart !== undefined && `from ${warmStart}`,
    seed !== undefined && `seed ${seed}`,
  ].filter(Boolean);
  return ['Task, weights, start and seed', isSet.join(', ')].filter(Boolean).join(': ');
}
