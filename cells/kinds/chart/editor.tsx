import {
  BarChart3,
  ChartArea,
  ChartLine,
  ChartScatter,
  Grid3x3,
  type LucideIcon,
  RectangleEllipsis,
  Rows3,
  Table2,
} from 'lucide-react';
import { columnIcons } from '@/components/ui/column-icons';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { IconSelect } from '@/components/ui/icon-select';
import { columnTone, type KindEditorProps, type NamedColumn } from '../kind-editor';
import { chartAggregates, chartIntervals, chartMarks } from './options';

type Options = Readonly<Record<string, unknown>>;
type Mark = (typeof chartMarks)[number];

const markNames: Readonly<Record<Mark, { label: string; icon: LucideIcon }>> = {
  bar: { label: 'Bars', icon: BarChart3 },
  line: { label: 'Line', icon: ChartLine },
  area: { label: 'Area', icon: ChartArea },
  dot: { label: 'Points', icon: ChartScatter },
  histogram: { label: 'Histogram', icon: Rows3 },
  box: { label: 'Box', icon: RectangleEllipsis },
  heatmap: { label: 'Heatmap', icon: Grid3x3 },
};

const aggregateNames: Readonly<Record<(typeof chartAggregates)[number], string>> = {
  none: 'Every row',
  count: 'Number of rows',
  sum: 'Sum',
  mean: 'Mean',
  median: 'Median',
  min: 'Smallest',
  max: 'Largest',
  deviation: 'Standard deviation',
  distinct: 'Distinct values',
};

const automatic = { value: '', label: 'Automatic' };

/** The form of a chart cell: data, mark, columns; titles and scales folded away. */
export function ChartEditor({ options, onChange, tables }: KindEditorProps<Options>) {
  const read = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const set = (change: Options) => onChange(withoutEmpty({ ...options, ...change }));
  const data = read('data') ?? '';
  const mark = chartMarks.find((one) => one === options.mark) ?? 'bar';
  const columns = tables.find(({ name }) => name === data)?.columns ?? [];

  const column = (key: 'x' | 'y' | 'colour', label: string) => (
    <Field label={label}>
      <IconSelect
        label={label}
        value={read(key)}
        placeholder="None"
        options={[{ value: '', label: 'None' }, ...columns.map(toOption)]}
        onChange={(value) => set({ [key]: value })}
      />
    </Field>
  );
  const choice = (key: string, label: string, choices: readonly { value: string; label: string }[]) => (
    <Field label={label}>
      <Select
        value={read(key) ?? ''}
        options={[automatic, ...choices]}
        onChange={(value) => set({ [key]: value })}
      />
    </Field>
  );
  const title = (key: string, label: string) => (
    <Field label={label}>
      <CommittedInput value={read(key) ?? ''} onCommit={(value) => set({ [key]: value })} />
    </Field>
  );

  return (
    <div>
      <FormGrid>
        <Field label="Data">
          <IconSelect
            label="Data"
            value={data || undefined}
            placeholder="Choose a table"
            options={tables.map(({ name }) => ({ value: name, label: name, icon: Table2 }))}
            onChange={(value) => set({ data: value })}
          />
        </Field>
        <Field label="Mark">
          <IconSelect
            label="Mark"
            value={mark}
            options={chartMarks.map((value) => ({ value, ...markNames[value] }))}
            onChange={(value) => set({ mark: value })}
          />
        </Field>
        {column('x', mark === 'histogram' ? 'Values' : 'Across (x)')}
        {mark !== 'histogram' && column('y', 'Up (y)')}
        {column('colour', 'Colour')}
        {mark !== 'histogram' &&
          mark !== 'box' &&
          choice(
            'aggregate',
            'Rows become',
            chartAggregates.map((value) => ({ value, label: aggregateNames[value] })),
          )}
        <MoreFields label="Titles, scales, order">
          <FormGrid>
            {title('title', 'Title')}
            {title('xTitle', 'Title across')}
            {title('yTitle', 'Title up')}
            <Field label="Bins">
              <CommittedNumber
                value={numberOf(options.bins)}
                onCommit={(bins) => set({ bins })}
                placeholder="Automatic"
              />
            </Field>
            {choice(
              'interval',
              'Cut dates to',
              chartIntervals.map((value) => ({ value, label: value })),
            )}
            {choice('order', 'Order of bars', [
              { value: 'x', label: 'By x' },
              { value: 'y', label: 'Largest first' },
            ])}
            {choice('arrangement', 'Several colours', [
              { value: 'stack', label: 'On top of each other' },
              { value: 'group', label: 'Beside each other' },
              { value: 'share', label: 'As shares of 100 %' },
            ])}
            {choice('xScale', 'Scale across', scales)}
            {choice('yScale', 'Scale up', scales)}
            <Field label="Height, pixels">
              <CommittedNumber
                value={numberOf(options.height)}
                onCommit={(height) => set({ height })}
                placeholder="Automatic"
              />
            </Field>
          </FormGrid>
        </MoreFields>
      </FormGrid>
    </div>
  );
}

const scales = [
  { value: 'linear', label: 'Linear' },
  { value: 'log', label: 'Logarithmic' },
];

const toOption = ({ name, type }: NamedColumn) => ({
  value: name,
  label: name,
  icon: columnIcons[columnTone(type)],
});

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** An emptied field is an option that is not given; the data stay, for the schema wants them. */
const withoutEmpty = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).filter(([key, value]) => key === 'data' || (value !== '' && value !== undefined)),
  );
