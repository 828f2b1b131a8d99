import { type FairnessMeasure, fairnessMeasures, type Rule } from '@/cells/gates/rules';
import { sliceMetricNames } from '@/cells/ml/judging/row-losses';
import { metricNames } from '@/cells/ml/metric-names';
import { CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import { metricLabel } from './metric-words';

const fairnessOf = {
  class: ['demographicParity', 'equalOpportunity', 'equalisedOdds', 'predictiveParity'],
  number: ['equalMeanAnswer', 'equalMeanError', 'equalAbsoluteError'],
} as const satisfies Record<'class' | 'number', readonly FairnessMeasure[]>;

/** What a model of this task can be held to, and what the rule holds it to already. */
function metricsFor(task: string, chosen: string, names: readonly string[] = Object.keys(metricNames)) {
  const of = task === 'regression' ? 'number' : 'class';
  return names
    .filter((name) => {
      const about = metricNames[name];
      return name === chosen || (about?.of === of && about.better !== 'target');
    })
    .map((value) => ({ value, label: metricLabel(value) }));
}

function fairnessFor(task: string, chosen: FairnessMeasure) {
  const usual: readonly FairnessMeasure[] = fairnessOf[task === 'regression' ? 'number' : 'class'];
  return (usual.includes(chosen) ? usual : [...usual, chosen]).map((value) => ({
    value,
    label: fairnessMeasures[value],
  }));
}

interface RuleFieldsProps {
  readonly rule: Rule;
  /** Of the model's versions. */
  readonly task: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  onChange(rule: Rule): void;
}

const NumberField = ({
  label,
  value,
  onCommit,
}: {
  label: string;
  value: number;
  onCommit(value: number): void;
}) => (
  <Field label={label}>
    <CommittedNumber value={value} onCommit={(next) => next !== undefined && onCommit(next)} />
  </Field>
);

/** The fields of one gate, each named for what it sets. */
export function RuleFields({ rule, task, people, onChange }: RuleFieldsProps) {
  /** The choices of a select are those of the schema, which has the last word when the gates are saved. */
  const set = (changed: object) => onChange({ ...rule, ...changed } as Rule);
  switch (rule.kind) {
    case 'metric':
      return (
        <>
          <Field label="Metric">
            <Select
              value={rule.metric}
              options={metricsFor(task, rule.metric)}
              onChange={(metric) => set({ metric })}
            />
          </Field>
          <NumberField
            label={metricNames[rule.metric]?.better === 'lower' ? 'At most' : 'At least'}
            value={rule.bound}
            onCommit={(bound) => set({ bound })}
          />
          <Field label="Judged by">
            <Select
              value={rule.end}
              options={[
                { value: 'interval', label: 'bad end of its interval' },
                { value: 'value', label: 'the figure itself' },
              ]}
              onChange={(end) => set({ end })}
            />
          </Field>
        </>
      );
    case 'champion':
      return (
        <>
          <Field label="Metric">
            <Select
              value={rule.metric}
              options={metricsFor(task, rule.metric)}
              onChange={(metric) => set({ metric })}
            />
          </Field>
          <Field label="On the same rows it is">
            <Select
              value={rule.proof}
              options={[
                { value: 'not-worse', label: 'surely not worse' },
                { value: 'better', label: 'clearly better' },
              ]}
              onChange={(proof) => set({ proof })}
            />
          </Field>
          {rule.proof === 'not-worse' && (
            <NumberField label="Margin allowed" value={rule.margin} onCommit={(margin) => set({ margin })} />
          )}
        </>
      );
    case 'slice':
      return (
        <>
          <Field label="Metric">
            <Select
              value={rule.metric}
              options={metricsFor(task, rule.metric, sliceMetricNames)}
              onChange={(metric) => set({ metric })}
            />
          </Field>
          <NumberField
            label={
              metricNames[rule.metric]?.better === 'lower' ? 'Worst slice at most' : 'Worst slice at least'
            }
            value={rule.bound}
            onCommit={(bound) => set({ bound })}
          />
        </>
      );
    case 'fairness':
      return (
        <>
          <Field label="Sensitive column">
            <TextInput value={rule.column} onChange={(event) => set({ column: event.target.value })} />
          </Field>
          <Field label="Measure">
            <Select
              value={rule.measure}
              options={fairnessFor(task, rule.measure)}
              onChange={(measure) => set({ measure })}
            />
          </Field>
          <NumberField
            label="Groups differ by at most"
            value={rule.bound}
            onCommit={(bound) => set({ bound })}
          />
        </>
      );
    case 'reproduced':
      return (
        <Field label="The re-run gives">
          <Select
            value={rule.accept}
            options={[
              { value: 'tolerance', label: 'the same within tolerance' },
              { value: 'exact', label: 'the same bit by bit' },
            ]}
            onChange={(accept) => set({ accept })}
          />
        </Field>
      );
    case 'latency':
      return (
        <NumberField
          label="Milliseconds for one row, at most"
          value={rule.milliseconds}
          onCommit={(milliseconds) => set({ milliseconds })}
        />
      );
    case 'size':
      return (
        <NumberField
          label="Megabytes, at most"
          value={rule.megabytes}
          onCommit={(megabytes) => set({ megabytes })}
        />
      );
    case 'data':
    case 'card':
      return null;
    case 'approval':
      return people.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={rule.approvers.includes(id)}
          onChange={(on) =>
            set({ approvers: on ? [...rule.approvers, id] : rule.approvers.filter((one) => one !== id) })
          }
        />
      ));
  }
}
