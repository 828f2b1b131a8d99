import { useState } from 'react';
import type { AboutRows } from '@/cells/ml/asking';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import type { SliceBy } from '@/cells/ml/judging/measure-slices';
import type { SliceMetric } from '@/cells/ml/judging/row-losses';
import type { WorstSlices } from '@/cells/ml/judging/worst-slices';
import { metricNames } from '@/cells/ml/metric-names';
import { Field, Select } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { SliceTable } from './slice-table';
import { useAsked } from './use-asked';
import { Waiting } from './waiting';

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

function LiveSlices({ live, found }: { live: LiveJudgement; found: WorstSlices | undefined }) {
  const { answer: about, ...asking } = useAsked(live, { ask: 'about' });
  const [chosen, setMetric] = useState(found?.metric);
  const metrics = about?.metrics ?? (found ? [found.metric] : []);
  const metric = chosen ?? metrics[0];
  const isFound = found?.metric === metric;
  const { answer, ...asked } = useAsked(
    live,
    metric && !isFound ? { ask: 'worst-slices', metric } : undefined,
  );
  const worst = isFound ? found : asked.isAsking ? undefined : answer;
  if (!metric) return <Waiting {...asking} what="Opening the rows" />;
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
        {worst ? <Found found={worst} /> : <Waiting {...asked} what="Looking for slices" />}
      </section>
      {about && <ChosenSlices live={live} about={about} metric={metric} />}
    </div>
  );
}

function ChosenSlices({
  live,
  about,
  metric,
}: {
  live: LiveJudgement;
  about: AboutRows;
  metric: SliceMetric;
}) {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const choices = listChoices(about);
  const a = choices.get(first);
  const b = first === second ? undefined : choices.get(second);
  const { answer: figures, ...asked } = useAsked(live, a && { ask: 'slices', metric, by: b ? [a, b] : [a] });
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
      {!figures && <Waiting {...asked} what="Parting the rows" />}
      {a && figures && <SliceTable figures={figures} caption={`Slices by ${first}`} />}
    </section>
  );
}

/** Columns by their names, dates by their parts too. */
function listChoices({ columns }: AboutRows): ReadonlyMap<string, Pick<SliceBy, 'column' | 'part'>> {
  return new Map(
    columns.flatMap(({ name, parts }): [string, Pick<SliceBy, 'column' | 'part'>][] => [
      [name, { column: name }],
      ...parts.map((part): [string, Pick<SliceBy, 'column' | 'part'>] => [
        `${part} of ${name}`,
        { column: name, part },
      ]),
    ]),
  );
}
