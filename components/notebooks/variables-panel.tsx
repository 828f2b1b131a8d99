import { useState } from 'react';
import { TextInput } from '@/components/ui/field';
import styles from './cells-panel.module.css';
import type { NotebookSession, SessionState } from './notebook-session';
import { useWatched } from './use-watched';

/** From so many variables on there is a field to find one. */
const many = 12;

/** The names that cells define: what each is, how large, and the way to its cell. */
export function VariablesPanel({ session, state }: { session: NotebookSession; state: SessionState }) {
  useWatched(session, state, 'variables');
  const [wanted, setWanted] = useState('');
  const { variables } = state;
  const found = variables.filter(({ name, type }) =>
    `${name} ${type}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  if (variables.length === 0)
    return <p className={styles.hint}>Names that cells define stand here, with what they hold.</p>;
  return (
    <>
      {variables.length > many && (
        <TextInput
          type="search"
          aria-label="Find a variable"
          placeholder="Find a name or type"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul className={styles.variables}>
        {found.map(({ cellId, name, state: cellState, type, shape, glance }) => (
          <li key={`${cellId} ${name}`}>
            <button
              type="button"
              className={styles.variable}
              data-state={cellState}
              onClick={() => session.order('scrollTo', { cellId })}
            >
              <span className={styles.name}>{name}</span>
              <span className={styles.type}>{type || (cellState === 'failed' ? 'failed' : 'not run')}</span>
              {(shape || glance) && (
                <span className={styles.glance} title={glance}>
                  {[shape, glance].filter(Boolean).join(' · ')}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.hint}>No variable is called that.</p>}
    </>
  );
}
