import { boostingObjectives } from '@/cells/ml/boosted-trees/options';
import { learnersAbout, type TrainableLearner } from '@/cells/ml/learners-about';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { SchemaFields } from '@/components/ui/schema-fields';
import { columnTone, type NamedColumn } from '../kind-editor';
import { type OptionGroup, optionGroups } from '../training/option-words';
import { LayerFields } from './layer-fields';
import { ClassWeightsField, InteractionsField, MonotoneField } from './list-fields';
import { isRelevant, type KnownTask, relevantObjectives } from './relevant-options';

type Values = Readonly<Record<string, unknown>>;

interface OptionFieldsProps {
  readonly learner: TrainableLearner;
  readonly values: Values;
  readonly task: KnownTask;
  /** The features, as far as they are known. */
  readonly columns: readonly NamedColumn[];
  onChange(values: Values | undefined): void;
}

/** The learner's own options, in groups that open one by one. A closed group says how many of its options were set. */
export function OptionFields(props: OptionFieldsProps) {
  const { learner, values, task } = props;
  return optionGroups[learner].map((group) => {
    const shown = Object.entries(group.options).filter(([name]) =>
      isRelevant(learner, name, { values, task }),
    );
    if (shown.length === 0) return null;
    const isSet = shown.filter(([name]) => values[name] !== undefined).map(([, words]) => words.label);
    return (
      <MoreFields
        key={group.title}
        label={isSet.length > 0 ? `${group.title}: ${isSet.join(', ')}` : group.title}
      >
        <FormGrid>
          <GroupFields {...props} options={Object.fromEntries(shown)} />
        </FormGrid>
      </MoreFields>
    );
  });
}

/** Options that are more than a number or a choice. */
const lists: ReadonlySet<string> = new Set(['layers', 'monotone', 'interactions', 'classWeights']);

function GroupFields({
  learner,
  values,
  task,
  columns,
  onChange,
  options,
}: OptionFieldsProps & { options: OptionGroup['options'] }) {
  const set = (name: string, value: unknown) => {
    const next = Object.fromEntries(
      Object.entries({ ...values, [name]: value }).filter(([, one]) => one !== undefined),
    );
    onChange(Object.keys(next).length > 0 ? next : undefined);
  };
  const plain = Object.fromEntries(Object.entries(options).filter(([name]) => !lists.has(name)));
  const names = columns.map(({ name }) => name);
  const ordered = columns.filter(({ type }) => /number|boolean/.test(columnTone(type)));
  return (
    <>
      <SchemaFields
        schema={learnersAbout[learner].options}
        values={values}
        words={plain}
        choices={
          options.objective && {
            objective: relevantObjectives(boostingObjectives, task, values.objective),
          }
        }
        onChange={onChange}
      />
      {options.layers && (
        <LayerFields
          words={options.layers}
          value={values.layers}
          values={values}
          onChange={(value) => set('layers', value)}
        />
      )}
      {options.classWeights && (
        <ClassWeightsField
          words={options.classWeights}
          value={values.classWeights}
          onChange={(value) => set('classWeights', value)}
        />
      )}
      {options.monotone && (
        <MonotoneField
          words={options.monotone}
          value={values.monotone}
          columns={ordered.map(({ name }) => name)}
          onChange={(value) => set('monotone', value)}
        />
      )}
      {options.interactions && (
        <InteractionsField
          words={options.interactions}
          value={values.interactions}
          columns={names}
          onChange={(value) => set('interactions', value)}
        />
      )}
    </>
  );
}
