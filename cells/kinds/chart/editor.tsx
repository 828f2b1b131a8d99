import { Table2 } from 'lucide-react';
import { columnIcons } from '@/components/ui/column-icons';
import { CommittedInput, CommittedNumber } from '@/components/ui/committed-input';
import { Checkbox, Field, Select } from '@/components/ui/field';
import { FormGrid, MoreFields } from '@/components/ui/form-grid';
import { IconSelect } from '@/components/ui/icon-select';
import { columnTone, type KindEditorProps, type NamedColumn } from '../kind-editor';
import styles from './editor.module.css';
import { MarkPicker } from './mark-picker';
import { chartAggregates, chartIntervals, chartMarks } from './options';
import { suggestChart } from './suggest';

type Options = Readonly<Record<string, unknown>>;

const aggregateNames: Readonly<Record<(typeof chartAggregates)[number], string>> = {
  none: 'Every row',
  count: 'Number of rows',
  sum: 'Sum',
  mean: 'Mean',
  median: 'Median',
  quantile: 'Quantile',
  min: 'Smallest',
  max: 'Largest',
  deviation: 'Standard deviation',
  distinct: 'Distinct values',
};

const intervalNames: Readonly<Record<(typeof chartIntervals)[number], string>> = {
  year: 'Year',
  quarter: 'Quarter',
  month: 'Month',
  week: 'Week',
  day: 'Day',
  hour: 'Hour',
  minute: 'Minute',
  monthOfYear: 'Month of the year',
  dayOfWeek: 'Day of the week',
  hourOfDay: 'Hour of the day',
};

const automatic = { value: '', label: 'Automatic' };
const columnRoles = ['x', 'y', 'colour', 'size', 'row', 'column'] as const;
type Role = (typeof columnRoles)[number];

/** The form of a chart cell: data, mark, columns; titles and scales folded away. The chart below it follows each change. */
export function ChartEditor({ options, onChange, tables }: KindEditorProps<Options>) {
  const read = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const set = (change: Options) => onChange(withoutEmpty({ ...options, ...change }));
  const data = read('data') ?? '';
  const mark = chartMarks.find((one) => one === options.mark) ?? 'bar';
  const columns = tables.find(({ name }) => name === data)?.columns ?? [];
  const toneOf = (name: string | undefined) => {
    const column = columns.find((one) => one.name === name);
    return column && columnTone(column.type);
  };
  const gone = columnRoles.flatMap((role) => {
    const name = read(role);
    return name && columns.length > 0 && !columns.some((one) => one.name === name) ? [name] : [];
  });

  /** Columns that the new data lack are chosen anew. */
  const chooseData = (name: string) => {
    const next = tables.find((table) => table.name === name)?.columns ?? [];
    const isNew = !next.some((one) => one.name === options.x || one.name === options.y);
    set({
      data: name,
      ...(isNew ? { ...without(columnRoles), interval: undefined, ...suggestChart(next) } : {}),
    });
  };
  const column = (key: Role, label: string) => (
    <Field label={label}>
      <IconSelect
        label={label}
        value={read(key)}
        placeholder="None"
        options={[{ value: '', label: 'None' }, ...columns.map(toOption)]}
        onChange={(value) =>
          // A number is not cut by the calendar.
          set({ [key]: value, ...(key === 'x' && toneOf(value) !== 'date' ? { interval: undefined } : {}) })
        }
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
  const words = (key: string, label: string) => (
    <Field label={label}>
      <CommittedInput value={read(key) ?? ''} onCommit={(value) => set({ [key]: value })} />
    </Field>
  );
  const number = (key: string, label: string, placeholder = 'Automatic') => (
    <Field label={label}>
      <CommittedNumber
        value={numberOf(options[key])}
        onCommit={(value) => set({ [key]: value })}
        placeholder={placeholder}
      />
    </Field>
  );

  const isMap = mark === 'map';
  const isPie = mark === 'pie';
  const hasFacets = !isMap && !isPie;
  const isAggregated = mark !== 'histogram' && mark !== 'box' && !(isMap && toneOf(read('x')) === 'number');
  return (
    <div>
      <MarkPicker value={mark} onChange={(value) => set({ mark: value })} />
      {gone.length > 0 && (
        <p className={styles.gone} role="alert">
          {data} has no column {gone.join(', ')} any longer: choose another.
        </p>
      )}
      <FormGrid>
        <Field label="Data">
          <IconSelect
            label="Data"
            value={data || undefined}
            placeholder="Choose a table"
            options={tables.map(({ name }) => ({ value: name, label: name, icon: Table2 }))}
            onChange={chooseData}
          />
        </Field>
        {column(
          'x',
          isMap ? 'Longitude or country' : isPie ? 'Slices' : mark === 'histogram' ? 'Values' : 'Across (x)',
        )}
        {mark !== 'histogram' && column('y', isMap ? 'Latitude or figure' : isPie ? 'Size' : 'Up (y)')}
        {!isPie && column('colour', 'Colour')}
        {(mark === 'dot' || isMap) && column('size', 'Size')}
        {isAggregated &&
          choice(
            'aggregate',
            'Rows become',
            chartAggregates.map((value) => ({ value, label: aggregateNames[value] })),
          )}
        {options.aggregate === 'quantile' && number('quantile', 'Quantile, 0 to 1', '0.9')}
        {toneOf(read('x')) === 'date' &&
          choice(
            'interval',
            'Cut dates to',
            chartIntervals.map((value) => ({ value, label: intervalNames[value] })),
          )}
        {toneOf(read('x')) === 'number' && !isMap && !isPie && mark !== 'box' && number('bins', 'Bins')}
        <MoreFields label="Panels, order, titles, scales">
          <FormGrid>
            {hasFacets && column('column', 'A panel beside for each')}
            {hasFacets && column('row', 'A panel below for each')}
            {choice('order', 'Order', [
              { value: 'x', label: 'By x' },
              { value: 'y', label: 'Largest first' },
              { value: 'smallest', label: 'Smallest first' },
            ])}
            {number('top', 'Only the first', 'All')}
            {choice('arrangement', 'Several colours', [
              { value: 'stack', label: 'On top of each other' },
              { value: 'group', label: 'Beside each other' },
              { value: 'share', label: 'As shares of 100 %' },
            ])}
            {(mark === 'dot' || isMap) &&
              choice('crowd', 'Too many points', [
                { value: 'density', label: 'How many lie where' },
                { value: 'sample', label: 'A random sample' },
              ])}
            {words('title', 'Title')}
            {words('xTitle', 'Title across')}
            {words('yTitle', 'Title up')}
            {words('xUnit', 'Unit across')}
            {words('yUnit', 'Unit up')}
            {choice('xScale', 'Scale across', scales)}
            {choice('yScale', 'Scale up', scales)}
            {number('height', 'Height, pixels')}
          </FormGrid>
        </MoreFields>
      </FormGrid>
      <div className={styles.brush}>
        <Checkbox
          label="Filter by brushing, with all that is linked over the same data"
          checked={Boolean(options.brush)}
          onChange={(isOn) => set({ brush: isOn || undefined })}
        />
      </div>
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

const without = (keys: readonly string[]): Options => Object.fromEntries(keys.map((key) => [key, undefined]));

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** An emptied field is an option that is not given; the data stay, for the schema wants them. */
const withoutEmpty = (options: Options): Options =>
  Object.fromEntries(
    Object.entries(options).filter(([key, value]) => key === 'data' || (value !== '' && value !== undefined)),
  );
