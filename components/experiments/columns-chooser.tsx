import { useState } from 'react';
import { metricLabel } from '@/components/notebook/model-result/metric-value';
import { Checkbox, Field, TextInput } from '@/components/ui/field';
import styles from './experiments.module.css';

const mostShown = 60;

/** Which figures and parameters stand as columns: of `metrics.…` and `params.…`, those in `shown`. */
export function ColumnsChooser(props: {
  all: readonly string[];
  shown: readonly string[];
  onChange(shown: readonly string[]): void;
}) {
  const { all, shown, onChange } = props;
  const [wanted, setWanted] = useState('');
  const found = all.filter((column) => columnLabel(column).toLowerCase().includes(wanted.toLowerCase()));
  return (
    <details className={styles.chooser}>
      <summary>Columns ({shown.length})</summary>
      {all.length > 12 && (
        <Field label="Find a column">
          <TextInput value={wanted} onChange={(event) => setWanted(event.target.value)} />
        </Field>
      )}
      {(['metrics.', 'params.'] as const).map((part) => {
        const columns = found.filter((column) => column.startsWith(part));
        return (
          columns.length > 0 && (
            <fieldset key={part} className={styles.columns}>
              <legend>{part === 'metrics.' ? 'Figures' : 'Parameters'}</legend>
              {columns.slice(0, mostShown).map((column) => (
                <Checkbox
                  key={column}
                  label={columnLabel(column)}
                  checked={shown.includes(column)}
                  onChange={() =>
                    onChange(
                      shown.includes(column) ? shown.filter((other) => other !== column) : [...shown, column],
                    )
                  }
                />
              ))}
              {columns.length > mostShown && (
                <span className={styles.note}>and {columns.length - mostShown} more: find them by name</span>
              )}
            </fieldset>
          )
        );
      })}
    </details>
  );
}

/** `metrics.rmse` → RMSE, `params.depth` → depth. */
export const columnLabel = (column: string): string =>
  column.startsWith('metrics.') ? metricLabel(keyOf(column)) : keyOf(column);

/** The name behind the first point. */
export const keyOf = (column: string): string => column.slice(column.indexOf('.') + 1);
