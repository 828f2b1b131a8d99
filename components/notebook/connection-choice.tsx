import { useSyncExternalStore } from 'react';
import type { Cell } from '@/cells/document/notebook';
import { connectionOf } from '@/cells/kinds/sql/connection-of';
import styles from './cell-source.module.css';
import { useNotebook } from './notebook-context';

const here = '';

/** What a SQL cell asks: this notebook's tables, or a database elsewhere. Nothing to choose, nothing to see. */
export function ConnectionChoice({ cell }: { cell: Cell }) {
  const { actions, kernel, services } = useNotebook();
  const { connections } = services;
  const granted = useSyncExternalStore(connections.subscribe, connections.get);
  const chosen = connectionOf(cell);
  if (chosen === undefined && granted.length === 0) return null;
  const isMissing = chosen !== undefined && !granted.some(({ name }) => name === chosen);
  const choose = (name: string) => {
    const { database: _, ...others } = cell.attributes;
    actions.change(cell.id, { attributes: name === here ? others : { ...others, database: name } });
    if (kernel.get(cell.id).state !== 'idle') actions.run(cell.id);
  };
  return (
    <label className={styles.connection} data-missing={isMissing || undefined}>
      <span>on</span>
      <select
        aria-label="Where this query is asked"
        value={chosen ?? here}
        onChange={(event) => choose(event.target.value)}
      >
        <option value={here}>this notebook</option>
        {granted.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {isMissing && <option value={chosen}>{chosen} (not connected)</option>}
      </select>
    </label>
  );
}
