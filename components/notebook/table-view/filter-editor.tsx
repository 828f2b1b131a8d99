import { useState } from 'react';
import { type Filter, stepValue } from '@/cells/data/arrangement';
import { edgeOf } from '@/cells/data/bins';
import type { Measure } from '@/cells/data/measure';
import { Button } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import styles from './column-popover.module.css';
import type { ColumnSummary } from './summarize';

interface FilterEditorProps {
  readonly measure: Measure;
  readonly summary: ColumnSummary | undefined;
  readonly filter: Filter | undefined;
  onChange(filter: Filter | undefined): void;
}

/** Whole numbers of so few values are chosen one by one as well. */
const mostChoices = 12;

/** Which rows to show by one column: a range, a text, some of the frequent values, or those with or without a value. */
export function FilterEditor({ measure, summary, filter, onChange }: FilterEditorProps) {
  const choices = choicesIn(measure, summary);
  return (
    <div className={styles.filter}>
      {measure === 'number' || measure === 'date' ? (
        <RangeEditor measure={measure} filter={filter} onChange={onChange} />
      ) : (
        <TextEditor filter={filter} onChange={onChange} />
      )}
      {choices.length > 0 && (
        <ul className={styles.values}>
          {choices.map(({ value, count }) => (
            <li key={value}>
              <label>
                <input
                  type="checkbox"
                  checked={filter?.kind === 'values' && filter.values.includes(value)}
                  onChange={() => onChange(stepValue(filter, value))}
                />
                <span>{value === '' ? '(empty text)' : value}</span>
                <span>{formatNumber(count)}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.filterActs}>
        {summary && summary.missing > 0 && (
          <>
            <Button variant="quiet" onClick={() => onChange({ kind: 'missing', isMissing: false })}>
              With a value
            </Button>
            <Button variant="quiet" onClick={() => onChange({ kind: 'missing', isMissing: true })}>
              Missing
            </Button>
          </>
        )}
        {filter && (
          <Button variant="quiet" onClick={() => onChange(undefined)}>
            Show all
          </Button>
        )}
      </div>
    </div>
  );
}

function choicesIn(measure: Measure, summary: ColumnSummary | undefined) {
  if (summary?.top) return summary.top;
  const { bins } = summary ?? {};
  if (measure !== 'number' || bins?.step !== 1 || bins.count > mostChoices) return [];
  return bins.rows.map((count, bin) => ({ value: String(edgeOf(bins, bin)), count }));
}

function RangeEditor({
  measure,
  filter,
  onChange,
}: Pick<FilterEditorProps, 'measure' | 'filter' | 'onChange'>) {
  const range = filter?.kind === 'range' ? filter : undefined;
  const [minimum, setMinimum] = useState(range?.minimum ?? '');
  const [maximum, setMaximum] = useState(range?.maximum ?? range?.below ?? '');
  const hasTime = [minimum, maximum].some((text) => text.length > 10);
  const type = measure === 'number' ? 'number' : hasTime ? 'datetime-local' : 'date';
  const apply = (next: { minimum: string; maximum: string }) =>
    onChange(
      next.minimum || next.maximum
        ? { kind: 'range', minimum: next.minimum || undefined, maximum: next.maximum || undefined }
        : undefined,
    );
  return (
    <div className={styles.range}>
      <Field label="From">
        <TextInput
          type={type}
          step="any"
          value={minimum}
          onChange={({ target }) => {
            setMinimum(target.value);
            apply({ minimum: target.value, maximum });
          }}
        />
      </Field>
      <Field label={range?.below ? 'Below' : 'To'}>
        <TextInput
          type={type}
          step="any"
          value={maximum}
          onChange={({ target }) => {
            setMaximum(target.value);
            apply({ minimum, maximum: target.value });
          }}
        />
      </Field>
    </div>
  );
}

function TextEditor({ filter, onChange }: Pick<FilterEditorProps, 'filter' | 'onChange'>) {
  const [text, setText] = useState(filter?.kind === 'contains' ? filter.text : '');
  return (
    <Field label="Contains">
      <TextInput
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          onChange(target.value ? { kind: 'contains', text: target.value } : undefined);
        }}
      />
    </Field>
  );
}
