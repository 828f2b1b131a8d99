import { boostingObjectives } from '@/cells/ml/boosted-trees/options';
import { learnersAbout, type TrainableLearner } from '@/cells/ml/learners-about';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { SchemaFields } from '@/components/ui/schema-fields';
import { columnTone, type NamedColumn } from '../kind-editor';
import { orMissing, withoutMissing } from '../training/option-values';
import { type OptionGroup, optionGroups } from '../training/option-words';
import { BaseFields, type ChosenBase } from './base-fields';
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
  /** Of a learner that can have one. */
  readonly base?: ChosenBase;
  onChange(values: Values | undefined): void;
}

/** The learner's own options, in groups that open one by one. A closed group says how many of its options were set. */
export function OptionFields(props: OptionFieldsProps) {
  const { learner, values, task, columns, base } = props;
  const seesPictures = columns.some(({ type }) => type === 'picture');
  const known = { values, task, seesPictures, hasBase: base?.name !== undefined };
  return optionGroups[learner].map((group) => {
    const shown = Object.entries(group.options).filter(([name]) => isRelevant(learner, name, known));
    const isOfBase = 'cut' in group.options && base !== undefined && (seesPictures || known.hasBase);
    if (shown.length === 0 && !isOfBase) return null;
    const isSet = shown.filter(([name]) => values[name] !== undefined).map(([, words]) => words.label);
    return (
      <MoreFields
        key={group.title}
        label={[group.title, [...(isOfBase && base.name ? [base.name] : []), ...isSet].join(', ')]
          .filter(Boolean)
          .join(': ')}
      >
        <FormGrid>
          {isOfBase && (
            <BaseFields
              base={base}
              words={shown.length > 0 ? group.options.cut : undefined}
              cut={values.cut}
              onCut={(cut) => props.onChange(orMissing(withoutMissing({ ...values, cut })))}
            />
          )}
          <GroupFields {...props} options={Object.fromEntries(shown)} />
        </FormGrid>
      </MoreFields>
    );
  });
}

/** Options that are more than a number or a choice. */
const lists: ReadonlySet<string> = new Set(['layers', 'monotone', 'interactions', 'classWeights', 'cut']);

function GroupFields({
  learner,
  values,
  task,
  columns,
  base,
  onChange,
  options,
}: OptionFieldsProps & { options: OptionGroup['options'] }) {
  const set = (name: string, value: unknown) =>
    onChange(orMissing(withoutMissing({ ...values, [name]: value })));
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
          seesPictures={columns.some(({ type }) => type === 'picture') && base?.name === undefined}
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
