import type { ColumnType } from '@/cells/ml/model';
import { Select, TextInput } from '@/components/ui/field';
import type { DraftColumn } from './draft';
import styles from './import.module.css';

/** A line for each column that the model takes, in its order: name, type, and the example row. */
export function ColumnsForm({
  columns,
  isFixed,
  onChange,
}: {
  columns: readonly DraftColumn[];
  /** Only the example may be changed. */
  isFixed: boolean;
  onChange(columns: readonly DraftColumn[]): void;
}) {
  const change = (index: number, part: Partial<DraftColumn>) =>
    onChange(columns.map((column, i) => (i === index ? { ...column, ...part } : column)));
  /** Several names at once go into this field and those after it. */
  const paste = (index: number, event: React.ClipboardEvent) => {
    const names = event.clipboardData
      .getData('text')
      .split(/[\t\n,;]+/)
      .map((name) => name.trim())
      .filter(Boolean);
    if (names.length < 2) return;
    event.preventDefault();
    onChange(columns.map((column, i) => ({ ...column, name: names[i - index] ?? column.name })));
  };
  return (
    <table className={styles.columns}>
      <caption>
        {isFixed
          ? 'The columns that it takes, and a row to try.'
          : 'Columns in the model’s order, and a row to try. Several names can be pasted into the first field.'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">May be empty</th>
          <th scope="col">Example</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ name, type, types, required, example }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a column is, its name changes while it is typed
          <tr key={index}>
            <td>
              <TextInput
                aria-label={`Name of column ${index + 1}`}
                value={name}
                disabled={isFixed}
                onPaste={(event) => paste(index, event)}
                onChange={(event) => change(index, { name: event.target.value })}
              />
            </td>
            <td>
              <Select
                aria-label={`Type of ${name}`}
                value={type}
                disabled={isFixed}
                onChange={(chosen) => change(index, { type: types.find((one) => one === chosen) ?? type })}
                options={types.map((value) => ({ value, label: typeWords[value] }))}
              />
            </td>
            <td>
              <label>
                <input
                  type="checkbox"
                  aria-label={`${name} may be empty`}
                  checked={!required}
                  disabled={isFixed}
                  onChange={(event) => change(index, { required: !event.target.checked })}
                />
                <span className={styles.narrow}>may be empty</span>
              </label>
            </td>
            <td>
              <TextInput
                aria-label={`Example of ${name}`}
                value={example}
                onChange={(event) => change(index, { example: event.target.value })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const typeWords: Readonly<Record<ColumnType, string>> = {
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  date: 'date',
};
