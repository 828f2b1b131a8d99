import { useId, useState } from 'react';
import type { BinaryJudgement } from '@/cells/ml/judging/judgement';
import { atPlace, atThreshold, type Costs, costAt, findLeastCost } from '@/cells/ml/judging/thresholds';
import { Button } from '@/components/ui/button';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Field } from '@/components/ui/field';
import { formatMetric, formatNumber } from '@/components/ui/format';
import { ConfusionTable } from '../model-result/confusion-table';
import { CurvePlot } from './curve-plot';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { Panel } from './panel';

/** From which probability on to say yes: what it finds, what it misses, what it costs. */
export function ThresholdTab({ judgement: { binary, classes }, isRead }: TabProps) {
  return binary ? <Thresholds binary={binary} classes={classes} isRead={isRead} /> : null;
}

function Thresholds({
  binary,
  classes,
  isRead,
}: {
  binary: BinaryJudgement;
  classes: readonly string[];
  isRead: boolean;
}) {
  const [threshold, setThreshold] = useState(binary.threshold);
  const [costs, setCosts] = useState<Costs>(binary.costs);
  const slider = useId();
  const { table, positive } = binary;
  const at = atThreshold(table, threshold);
  const least = findLeastCost(table, costs);
  const cost = costAt(at, costs);
  const negative = classes.find((label) => label !== positive) ?? `not ${positive}`;
  return (
    <div className={styles.tab}>
      {isRead ? (
        <p>
          Threshold <strong>{formatMetric(threshold)}</strong>; a false alarm costs{' '}
          {formatNumber(costs.falsePositive)}, a missed one {formatNumber(costs.falseNegative)}.
        </p>
      ) : (
        <>
          <div className={styles.slider}>
            <label htmlFor={slider}>
              {positive} from a probability of <strong>{formatMetric(threshold)}</strong> on
            </label>
            <input
              id={slider}
              type="range"
              min={0}
              max={1}
              step={0.005}
              value={Math.min(threshold, 1)}
              onChange={(event) => setThreshold(Number(event.target.value))}
            />
          </div>
          <div className={styles.costs}>
            <CostField
              label={`Cost of a false alarm (${positive}, but ${negative})`}
              value={costs.falsePositive}
              onChange={(falsePositive) => setCosts({ ...costs, falsePositive })}
            />
            <CostField
              label={`Cost of a missed ${positive}`}
              value={costs.falseNegative}
              onChange={(falseNegative) => setCosts({ ...costs, falseNegative })}
            />
            <CostField
              label={`Cost of a ${positive} found (a gain is below 0)`}
              value={costs.truePositive}
              onChange={(truePositive) => setCosts({ ...costs, truePositive })}
            />
          </div>
        </>
      )}
      <dl className={styles.figures} aria-live="polite">
        <Figure name="Precision" value={percent(at.precision)} />
        <Figure name="Recall" value={percent(at.recall)} />
        <Figure name="Specificity" value={percent(at.specificity)} />
        <Figure name="F1" value={formatMetric(at.f1)} />
        <Figure name="Accuracy" value={percent(at.accuracy)} />
        <Figure name={`Called ${positive}`} value={percent(at.flagged)} />
        <Figure name="Cost per row" value={formatMetric(cost)} />
      </dl>
      <div className={styles.panels}>
        <Panel title="Confusion" hint="at this threshold">
          <ConfusionTable
            classes={[negative, positive]}
            counts={[
              [at.trueNegatives, at.falsePositives],
              [at.falseNegatives, at.truePositives],
            ]}
          />
        </Panel>
        <Panel title="Cost per row">
          <CostPlot binary={binary} costs={costs} at={{ threshold, cost }} />
        </Panel>
      </div>
      <p className={styles.note}>
        Least cost: {formatMetric(least.cost)} per row,{' '}
        {least.threshold > 1
          ? `when nothing is called ${positive}`
          : `from ${formatMetric(least.threshold)} on`}
        .{' '}
        {!isRead && (
          <Button onClick={() => setThreshold(Math.min(least.threshold, 1))}>Go to the least cost</Button>
        )}
      </p>
    </div>
  );
}

/** More points than the plot has places for would only slow the slider. */
const mostPoints = 200;

function CostPlot({
  binary: { table },
  costs,
  at,
}: {
  binary: BinaryJudgement;
  costs: Costs;
  at: { readonly threshold: number; readonly cost: number };
}) {
  const every = Math.ceil(table.thresholds.length / mostPoints);
  const points = table.thresholds.flatMap((threshold, place) =>
    place % every === 0 || place === table.thresholds.length - 1
      ? [[Math.min(threshold, 1), costAt(atPlace(table, place), costs)] as const]
      : [],
  );
  const values = [...points.map(([, cost]) => cost), at.cost];
  return (
    <CurvePlot
      lines={[{ name: 'Cost', points }]}
      marks={[
        { x: at.threshold, y: at.cost, words: `${formatMetric(at.cost)} at ${formatMetric(at.threshold)}` },
      ]}
      y={{ low: Math.min(...values, 0), high: Math.max(...values) }}
      xLabel="threshold →"
      yLabel="↑ cost per row"
      label="Cost per row by threshold"
    />
  );
}

function CostField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange(cost: number): void;
}) {
  return (
    <Field label={label}>
      <CommittedNumber value={value} onCommit={(cost) => onChange(cost ?? 0)} />
    </Field>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const percent = (value: number) => (Number.isNaN(value) ? '—' : `${formatMetric(value * 100)}\u00a0%`);
