import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  type ColumnExpectation,
  type Expectations,
  sayExpectation,
  sayTable,
} from '@/cells/statistics/expectations';
import { Button, IconButton } from '@/components/ui/button';
import { MoreFields } from '@/components/ui/form-grid';
import { formatCount } from '@/components/ui/format';
import { Menu } from '@/components/ui/menu';
import styles from './checks.module.css';
import { ColumnDialog } from './column-dialog';
import { TableDialog } from './table-dialog';

interface ListProps {
  readonly expectations: Expectations;
  /** Columns of the version that is shown. */
  readonly columns: readonly string[];
  readonly isBusy: boolean;
  onSave(expectations: Expectations, done: string): void;
}

/** Expectations as sentences, each with its acts. */
export function ExpectationList({ expectations, columns, isBusy, onSave }: ListProps) {
  const [edited, setEdited] = useState<ColumnExpectation | 'table'>();
  const undescribed = columns.filter((name) => !expectations.columns.some((one) => one.name === name));
  const put = (next: ColumnExpectation) => {
    const isKnown = expectations.columns.some(({ name }) => name === next.name);
    onSave(
      {
        ...expectations,
        columns: isKnown
          ? expectations.columns.map((one) => (one.name === next.name ? next : one))
          : [...expectations.columns, next],
      },
      isKnown ? `What is expected of ${next.name} was changed.` : `${next.name} is described now.`,
    );
    setEdited(undefined);
  };
  return (
    <MoreFields
      label={`What is expected of the table and ${formatCount(expectations.columns.length, 'column')}`}
    >
      <ul className={styles.expectations}>
        <li>
          <strong>The table</strong>
          <span>{sayTable(expectations)}</span>
          <span className={styles.acts}>
            <IconButton
              label="Change what is expected of the table"
              icon={Pencil}
              disabled={isBusy}
              onClick={() => setEdited('table')}
            />
          </span>
        </li>
        {expectations.columns.map((one) => (
          <li key={one.name}>
            <strong>{one.name}</strong>
            <span>{sayExpectation(one)}</span>
            <span className={styles.acts}>
              <IconButton
                label={`Change what is expected of ${one.name}`}
                icon={Pencil}
                disabled={isBusy}
                onClick={() => setEdited(one)}
              />
              <IconButton
                label={`Expect nothing of ${one.name}`}
                icon={Trash2}
                disabled={isBusy}
                onClick={() =>
                  onSave(
                    {
                      ...expectations,
                      columns: expectations.columns.filter(({ name }) => name !== one.name),
                    },
                    `Nothing is expected of ${one.name} any more.`,
                  )
                }
              />
            </span>
          </li>
        ))}
      </ul>
      {undescribed.length > 0 && (
        <Menu
          align="start"
          trigger={<Button icon={Plus}>Describe a column</Button>}
          items={undescribed.map((name) => ({
            label: name,
            onSelect: () => setEdited({ name, type: 'text', required: true, present: 1 }),
          }))}
        />
      )}
      {edited === 'table' && (
        <TableDialog
          expectations={expectations}
          onClose={() => setEdited(undefined)}
          onSave={(next) => {
            onSave(next, 'What is expected of the table was changed.');
            setEdited(undefined);
          }}
        />
      )}
      {edited && edited !== 'table' && (
        <ColumnDialog expected={edited} onClose={() => setEdited(undefined)} onSave={put} />
      )}
    </MoreFields>
  );
}
