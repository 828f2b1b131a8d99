import { Play, Square } from 'lucide-react';
import { learnersAbout, type SearchableLearner, searchableLearners } from '@/cells/ml/learners-about';
import { metricNames } from '@/cells/ml/metric-names';
import { countGrid } from '@/cells/ml/tuning/grid-sampler';
import { searchableMetrics, toSearchSpace, tuneOptions } from '@/cells/ml/tuning/tune-options';
import { usualSearch } from '@/cells/ml/tuning/usual-search';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { formatCount } from '@/components/ui/format';
import type { KindEditorProps } from '../kind-editor';
import { DataFields } from '../training/data-fields';
import { describeFeatures, Features } from '../training/feature-fields';
import { FoldFields } from '../training/fold-fields';
import { isRecord, type Options, orMissing, withoutMissing } from '../training/option-values';
import { SplitFields } from '../training/split-fields';
import styles from './editor.module.css';
import { SearchFields } from './search-fields';
import { WhereFields } from './where-fields';

const { trials, validationShare, seed } = tuneOptions.shape;
const usual = {
  trials: trials.parse(undefined),
  validationShare: validationShare.parse(undefined),
  seed: seed.parse(undefined),
};

/** The form of a tune cell: data, target, learners with what is searched of each, how, and for how long. */
export function TuneEditor({
  options,
  onChange,
  tables,
  countWorkers,
  state,
  run,
  stop,
}: KindEditorProps<Options>) {
  const read = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const number = (key: string) => (typeof options[key] === 'number' ? options[key] : undefined);
  const set = (change: Options) => onChange(withoutMissing({ ...options, ...change }));
  const data = read('data');
  const target = read('target');
  const columns = tables.find(({ name }) => name === data)?.columns ?? [];
  const candidates = columns.filter(({ name }) => name !== target);
  const search: Options = isRecord(options.search) ? options.search : {};
  const folds = isRecord(options.validateBy) ? options.validateBy.folds : undefined;
  const isRunning = state === 'running' || state === 'queued';
  const setSearch = (learner: SearchableLearner, searched: unknown) =>
    set({
      search: withoutMissing({ ...search, [learner]: searched }),
      options: searched === undefined ? withoutLearner(options.options, learner) : options.options,
    });

  return (
    <div>
      <FormGrid>
        {isRecord(options.found) && (
          <p data-wide className={styles.about}>
            A search found these settings, and they are trained as they are.{' '}
            <button type="button" onClick={() => set({ found: undefined })}>
              Search again
            </button>
          </p>
        )}
        <DataFields options={options} tables={tables} onChange={set} />
        <Field label="Method" hint={methodHints[read('method') ?? 'tpe']}>
          <Select
            value={read('method') ?? 'tpe'}
            options={[
              { value: 'tpe', label: 'TPE' },
              { value: 'random', label: 'At random' },
              { value: 'grid', label: 'Grid' },
            ]}
            onChange={(method) => set({ method: method === 'tpe' ? undefined : method })}
          />
        </Field>
        <Field label="Trials" hint={sayTrials(options)}>
          <CommittedNumber
            value={number('trials')}
            placeholder={String(usual.trials)}
            onCommit={(trials) => set({ trials })}
          />
        </Field>
        <Field label="Minutes" hint="Then no more are tried.">
          <CommittedNumber
            value={
              number('seconds') === undefined ? undefined : Number(((number('seconds') ?? 0) / 60).toFixed(3))
            }
            placeholder="no limit"
            onCommit={(minutes) =>
              set({ seconds: minutes !== undefined && minutes > 0 ? minutes * 60 : undefined })
            }
          />
        </Field>
        <WhereFields where={read('where')} countWorkers={countWorkers} onChange={(where) => set({ where })} />
        <fieldset data-wide className={styles.learners}>
          <legend>Learners</legend>
          {searchableLearners.map((learner) => (
            <Checkbox
              key={learner}
              label={learnersAbout[learner].label}
              checked={search[learner] !== undefined}
              onChange={(isWanted) => {
                if (isWanted) setSearch(learner, usualSearch[learner]);
                else if (Object.keys(search).length > 1) setSearch(learner, undefined);
              }}
            />
          ))}
        </fieldset>
        {searchableLearners.map((learner) => {
          const searched = search[learner];
          return isRecord(searched) ? (
            <SearchFields
              key={learner}
              learner={learner}
              searched={searched}
              isGrid={options.method === 'grid'}
              onChange={(next) => setSearch(learner, next)}
            />
          ) : null;
        })}
        <MoreFields label={`Features: ${describeFeatures(options.features, candidates.length)}`}>
          <Features
            chosen={options.features}
            columns={candidates}
            onChange={(features) => set({ features })}
          />
        </MoreFields>
        <MoreFields label="Judging, pruning, workers and seed">
          <FormGrid>
            <Field label="Metric" hint="By which trials are compared, on rows that none of them learnt from.">
              <Select
                value={read('metric') ?? ''}
                options={[
                  { value: '', label: 'automatic' },
                  ...searchableMetrics.map((name) => ({
                    value: name,
                    label: metricNames[name]?.label ?? name,
                  })),
                ]}
                onChange={(metric) => set({ metric: metric || undefined })}
              />
            </Field>
            <Field
              label="Judge by"
              hint={
                folds === undefined
                  ? undefined
                  : 'Each trial is trained once a fold. The test rows stay unseen.'
              }
            >
              <Select
                value={folds === undefined ? 'rows' : 'folds'}
                options={[
                  { value: 'rows', label: 'Held-out rows' },
                  { value: 'folds', label: 'Folds' },
                ]}
                onChange={(next) =>
                  set(
                    next === 'folds'
                      ? { validateBy: { folds: foldsLike(options.split) }, validationShare: undefined }
                      : { validateBy: undefined },
                  )
                }
              />
            </Field>
            {folds !== undefined && (
              <FoldFields
                folds={typeof folds === 'number' ? { kind: 'k-fold', k: folds } : folds}
                columns={columns}
                onChange={(next) => set({ validateBy: { folds: next } })}
              />
            )}
            {folds === undefined && (
              <Field
                label="Judged on, %"
                hint="Share of the training rows. The test rows are for the best alone."
              >
                <CommittedNumber
                  value={asPercent(number('validationShare'))}
                  placeholder={String(asPercent(usual.validationShare))}
                  onCommit={(percent) =>
                    set({ validationShare: percent === undefined ? undefined : percent / 100 })
                  }
                />
              </Field>
            )}
            <Field
              label="Pruning"
              hint={
                folds === undefined
                  ? 'Ends trainings whose curve is among the worse: quicker, and may miss slow ones.'
                  : 'Ends trials that are among the worse after a fold.'
              }
            >
              <Select
                value={sayPruning(options.pruning)}
                options={[
                  { value: 'none', label: 'none' },
                  { value: '2', label: 'keeps every second' },
                  { value: '3', label: 'keeps every third' },
                  { value: '4', label: 'keeps every fourth' },
                ]}
                onChange={(next) =>
                  set({ pruning: next === 'none' ? undefined : { reduction: Number(next) } })
                }
              />
            </Field>
            <Field label="Workers" hint="Trainings at once in this tab. One makes the search repeatable.">
              <CommittedNumber
                value={number('workers')}
                placeholder="automatic"
                onCommit={(workers) => set({ workers })}
              />
            </Field>
            <SplitFields split={options.split} columns={columns} onChange={(split) => set({ split })} />
            <Field label="Seed" hint="Another seed begins another search.">
              <CommittedNumber
                value={number('seed')}
                placeholder={String(usual.seed)}
                onCommit={(seed) => set({ seed })}
              />
            </Field>
          </FormGrid>
        </MoreFields>
      </FormGrid>
      <div className={styles.foot}>
        {isRunning ? (
          <Button icon={Square} onClick={stop}>
            Stop and take the best
          </Button>
        ) : (
          <Button variant="primary" icon={Play} disabled={!data || !target} onClick={run}>
            Search
          </Button>
        )}
      </div>
    </div>
  );
}

/** Folds that part the rows as the test rows are parted from the rest. */
function foldsLike(split: unknown): Options {
  const { by, column }: Options = isRecord(split) ? split : {};
  if (by === 'group') return { kind: 'group', k: 5, column };
  if (by === 'time') return { kind: 'time-series', k: 5, column };
  return { kind: by === 'stratified' ? 'stratified' : 'k-fold', k: 5 };
}

const methodHints: Readonly<Record<string, string>> = {
  tpe: 'Looks near what did well.',
  random: 'Spreads evenly.',
  grid: 'Every combination.',
};

/** A grid says how many combinations there are. */
function sayTrials({ method, search }: Options): string {
  const parsed = method === 'grid' ? tuneOptions.shape.search.safeParse(search) : undefined;
  if (!parsed?.success) return 'In all: a larger number goes on.';
  const combinations = countGrid(toSearchSpace(parsed.data));
  return `Of ${formatCount(combinations, 'combination')}, in a shuffled order.`;
}

const asPercent = (share: number | undefined) =>
  share === undefined ? undefined : Number((share * 100).toFixed(4));

function sayPruning(pruning: unknown): string {
  if (!isRecord(pruning)) return 'none';
  return typeof pruning.reduction === 'number' ? String(pruning.reduction) : '3';
}

/** Fixed options of a learner that is searched no more would be refused. */
function withoutLearner(options: unknown, learner: string): Options | undefined {
  if (!isRecord(options)) return undefined;
  return orMissing(withoutMissing({ ...options, [learner]: undefined }));
}
