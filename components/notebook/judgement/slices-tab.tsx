import { useCallback, useMemo, useState } from 'react';
import { varyingDateParts } from '@/cells/ml/date-parts';
import type { JudgedRows } from '@/cells/ml/judging/judged-rows';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import { measureSlices, type SliceBy } from '@/cells/ml/judging/measure-slices';
import { type SliceMetric, sliceMetricsOf } from '@/cells/ml/judging/row-losses';
import type { WorstSlices } from '@/cells/ml/judging/worst-slices';
import { metricNames } from '@/cells/ml/metric-names';
import { Field, Select } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { SliceTable } from './slice-table';
import { useAnswer } from './use-answer';

/** Where the model is weak: slices that were found, and slices that a person chooses. */
export function SlicesTab({ judgement: { slices, live }, isRead }: TabProps) {
  if (live && !isRead) return <LiveSlices live={live} found={slices} />;
  return slices ? <Found found={slices} /> : null;
}

function Found({ found }: { found: WorstSlices }) {
  const { slices, candidates, minimumRows, metric } = found;
  const looked = `${formatNumber(candidates)} slices over one and two columns were looked at, of ${formatNumber(minimumRows)} rows and more.`;
  const name = metricNames[metric]?.label ?? metric;
  if (slices.length === 0)
    return (
      <p className={styles.note}>
        By {name}, no slice is worse than the rest by more than chance. {looked}
      </p>
    );
  return (
    <>
      <SliceTable figures={found} caption="Worst slices" />
      <p className={styles.note}>
        {looked} Told are those that are worse than the rest by 0.3 deviations of a row and more, beyond
        chance (false discoveries 5&nbsp;%), and two columns only where together they are worse than either.
        Slices that share most of their rows are told once.
      </p>
    </>
  );
}

function LiveSlices({
  live: { rows, work },
  found,
}: {
  live: LiveJudgement;
  found: WorstSlices | undefined;
}) {
  const metrics = useMemo(() => sliceMetricsOf(rows), [rows]);
  const [metric, setMetric] = useState<SliceMetric>(found?.metric ?? metrics[0] ?? 'accuracy');
  const ask = useCallback(
    () => work.findWorstSlices(rows, metric, found && { columns: found.columns }),
    [work, rows, metric, found],
  );
  const isFound = found?.metric === metric;
  const asked = useAnswer(isFound ? undefined : ask);
  const worst = isFound ? found : asked.isAsking ? undefined : asked.answer;
  return (
    <div className={styles.tab}>
      <div className={styles.choices}>
        <Field label="Metric">
          <Select
            value={metric}
            onChange={(value) => setMetric(metrics.find((one) => one === value) ?? metric)}
            options={metrics.map((one) => ({ value: one, label: metricNames[one]?.label ?? one }))}
          />
        </Field>
      </div>
      <section>
        <h4 className={styles.part}>Worst slices</h4>
        {worst ? (
          <Found found={worst} />
        ) : (
          <p className={styles.note} aria-live="polite">
            {asked.problem && !asked.isAsking ? asked.problem : 'Looking for slices…'}
          </p>
        )}
      </section>
      <ChosenSlices rows={rows} metric={metric} />
    </div>
  );
}

function ChosenSlices({ rows, metric }: { rows: JudgedRows; metric: SliceMetric }) {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const choices = useMemo(() => listChoices(rows), [rows]);
  const figures = useMemo(() => {
    const a = choices.get(first);
    const b = choices.get(second);
    if (!a) return undefined;
    return measureSlices(rows, b && first !== second ? [a, b] : [a], metric);
  }, [rows, metric, choices, first, second]);
  const names = [...choices.keys()].map((name) => ({ value: name, label: name }));
  return (
    <section>
      <h4 className={styles.part}>Slices by column</h4>
      <div className={styles.choices}>
        <Field label="By">
          <Select
            value={first}
            onChange={setFirst}
            options={[{ value: '', label: 'Choose a column' }, ...names]}
          />
        </Field>
        {first && (
          <Field label="And by">
            <Select value={second} onChange={setSecond} options={[{ value: '', label: 'none' }, ...names]} />
          </Field>
        )}
      </div>
      {figures && <SliceTable figures={figures} caption={`Slices by ${first}`} />}
    </section>
  );
}

/** Columns by their names, dates by their parts too. */
function listChoices({ columns }: JudgedRows): ReadonlyMap<string, SliceBy> {
  return new Map(
    columns.columns.flatMap((column): [string, SliceBy][] => [
      [column.name, { column: column.name }],
      ...(column.type === 'date'
        ? varyingDateParts(column.values).map((part): [string, SliceBy] => [
            `${part} of ${column.name}`,
            { column: column.name, part },
          ])
        : []),
    ]),
  );
}
