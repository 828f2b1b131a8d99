import { useState } from 'react';
import type { Fairness, FairnessMeasure, GroupFigure, GroupRate } from '@/cells/ml/judging/fairness-figures';
import { fairnessWords, rateWords } from '@/cells/ml/judging/fairness-words';
import type { LiveJudgement } from '@/cells/ml/judging/judgement';
import { maskFairness } from '@/cells/ml/judging/mask-judgement';
import { Field, Select } from '@/components/ui/field';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { usePersonalColumns } from '../personal-columns';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { sayGap } from './say-gap';
import { useAsked } from './use-asked';
import { Waiting } from './waiting';
import { Whisker } from './whisker';

/** Whether groups of people are treated alike, by the definitions of the field in words. */
export function FairnessTab({ judgement: { fairness = [], live }, isRead }: TabProps) {
  if (live && !isRead) return <LiveFairness live={live} found={fairness} />;
  return (
    <div className={styles.tab}>
      {fairness.map((one) => (
        <FairnessOf key={one.column} fairness={one} />
      ))}
    </div>
  );
}

function LiveFairness({ live, found }: { live: LiveJudgement; found: readonly Fairness[] }) {
  const { classes } = live.signature.output;
  const [column, setColumn] = useState(found[0]?.column ?? '');
  const [positive, setPositive] = useState(found[0]?.positive ?? classes?.[1] ?? '');
  const { answer: about } = useAsked(live, { ask: 'about' });
  const { answer, ...asked } = useAsked(
    live,
    column ? { ask: 'fairness', column, ...(classes && { positive }) } : undefined,
  );
  const names = about?.columns.map(({ name }) => name) ?? (column ? [column] : []);
  return (
    <div className={styles.tab}>
      <div className={styles.choices}>
        <Field label="Sensitive column">
          <Select
            value={column}
            onChange={setColumn}
            options={[
              { value: '', label: 'Choose a column' },
              ...names.map((name) => ({ value: name, label: name })),
            ]}
          />
        </Field>
        {classes && (
          <Field label="Favourable answer">
            <Select
              value={positive}
              onChange={setPositive}
              options={classes.map((label) => ({ value: label, label }))}
            />
          </Field>
        )}
      </div>
      {column && <Waiting {...asked} what={`Comparing the groups of ${column}`} />}
      {column ? (
        answer && <FairnessOf fairness={answer} />
      ) : (
        <p className={styles.note}>
          Choose a column by whose values people should not be treated differently. It need not be an input of
          the model.
        </p>
      )}
    </div>
  );
}

function FairnessOf({ fairness: given }: { fairness: Fairness }) {
  const fairness = maskFairness(given, usePersonalColumns());
  const { column, positive = '', groups, measures } = fairness;
  const small = groups.filter(({ isSmall }) => isSmall).length;
  return (
    <section>
      <h4 className={styles.part}>By {column}</h4>
      {measures.length === 0 ? (
        <p className={styles.note}>
          Fewer than two groups of {column} have 30 rows, so there is nothing to compare.
        </p>
      ) : (
        <ul className={styles.definitions}>
          {measures.map((measure) => (
            <Definition key={measure.name} measure={measure} positive={positive} />
          ))}
        </ul>
      )}
      <Groups fairness={fairness} />
      <p className={styles.note}>
        Differences are those of the two groups furthest apart; their 95&nbsp;% intervals allow for having
        picked them. A difference whose interval holds 0 may be chance.
        {small > 0 &&
          ` ${small === 1 ? 'One group has' : `${small} groups have`} fewer than 30 rows and is shown, not compared.`}
      </p>
    </section>
  );
}

function Definition({ measure, positive }: { measure: FairnessMeasure; positive: string }) {
  const { name, rate, difference, ratio, between } = measure;
  const say = (value: number) => sayGap(measure, value);
  const may = difference.low <= 0;
  return (
    <li>
      <p>
        <strong>{fairnessWords[name].label}</strong>{' '}
        <span className={styles.hint}>{fairnessWords[name].means(positive)}</span>
      </p>
      <p className={styles.verdict} data-verdict={may ? 'open' : 'worse'}>
        {difference.value === 0 ? (
          'No difference between the groups.'
        ) : (
          <>
            {may ? 'May be chance: ' : ''}
            difference {say(difference.value)} ({say(difference.low)} to {say(difference.high)})
            {ratio &&
              `, ratio ${formatMetric(ratio.value)} (${formatMetric(ratio.low)} to ${formatMetric(ratio.high)})`}
            {`: ${rateWords[rate].label.toLowerCase()} highest of ${between[0]}, lowest of ${between[1]}.`}
          </>
        )}
      </p>
    </li>
  );
}

function Groups({ fairness: { column, groups, positive = '' } }: { fairness: Fairness }) {
  // The keys of figures are rates.
  const rates = Object.keys(groups[0]?.figures ?? {}) as GroupRate[];
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className={styles.hidden}>Rates by {column}</caption>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Rows</th>
            {rates.map((rate) => (
              <th key={rate} scope="col" title={rateWords[rate].means(positive)}>
                {rateWords[rate].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ name, size, figures, isSmall }) => (
            <tr key={name} className={isSmall ? styles.faint : undefined}>
              <th scope="row" className={styles.sliceName}>
                {name.replace(`${column} = `, '')}
                {isSmall && ' (few rows)'}
              </th>
              <td>{formatNumber(size)}</td>
              {rates.map((rate) => (
                <td key={rate}>
                  <Rate
                    figure={figures[rate]}
                    isShare={!rate.startsWith('mean')}
                    all={groups.flatMap((group) => figuresOf(group.figures[rate]))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const figuresOf = (figure: GroupFigure | undefined) =>
  figure ? [figure.low, figure.high].filter(Number.isFinite) : [];

function Rate({
  figure,
  isShare,
  all,
}: {
  figure: GroupFigure | undefined;
  isShare: boolean;
  all: readonly number[];
}) {
  if (!figure || !Number.isFinite(figure.value)) return <span className={styles.faint}>no rows</span>;
  const say = (value: number) => (isShare ? `${formatMetric(value * 100)}\u00a0%` : formatMetric(value));
  return (
    <span className={styles.rate} title={`95 % interval ${say(figure.low)} to ${say(figure.high)}`}>
      {say(figure.value)}
      <Whisker {...figure} range={{ low: Math.min(...all), high: Math.max(...all) }} />
    </span>
  );
}
