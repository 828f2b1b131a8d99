import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, TextInput } from '@/components/ui/field';
import { formatNumber } from '@/components/ui/format';
import type { Measure } from './format-cell';
import type { Filter } from './order';
import type { ColumnSummary } from './summarize';
import styles from './table-view.module.css';

interface FilterEditorProps {
  readonly column: string;
  readonly measure: Measure;
  readonly summary: ColumnSummary | undefined;
  readonly filter: Filter | undefined;
  onChange(filter: Filter | undefined): void;
}

/** Which rows to show by one column: a range, a text, one of the frequent values, or those with or without a value. */
export function FilterEditor({ column, measure, summary, filter, onChange }: FilterEditorProps) {
  return (
    <div className={styles.filter}>
      <strong>{column}</strong>
      {measure === 'number' || measure === 'date' ? (
        <RangeEditor measure={measure} filter={filter} onChange={onChange} />
      ) : (
        <TextEditor filter={filter} onChange={onChange} />
      )}
      {summary?.top && summary.top.length > 0 && (
        <ul className={styles.values}>
          {summary.top.map(({ value, count }) => {
            const isChosen = filter?.kind === 'equals' && filter.value === value;
            return (
              <li key={value}>
                <button
                  type="button"
                  aria-pressed={isChosen}
                  onClick={() => onChange(isChosen ? undefined : { kind: 'equals', value })}
                >
                  <span>{value === '' ? '(empty text)' : value}</span>
                  <span>{formatNumber(count)}</span>
                </button>
              </li>
            );
          })}
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

function RangeEditor({
  measure,
  filter,
  onChange,
}: Pick<FilterEditorProps, 'measure' | 'filter' | 'onChange'>) {
  const range = filter?.kind === 'range' ? filter : undefined;
  const [minimum, setMinimum] = useState(range?.minimum ?? '');
  const [maximum, setMaximum] = useState(range?.maximum ?? '');
  const type = measure === 'date' ? 'date' : 'number';
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
      <Field label="To">
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
