import { useSyncExternalStore } from 'react';
import styles from './cell.module.css';
import { useNotebook } from './notebook-context';

/** Who else is in a cell: a mark in their colour. */
export function CellPeople({ id }: { id: number }) {
  const { presence } = useNotebook();
  const people = useSyncExternalStore(presence.subscribe, () => presence.peopleIn(id));
  if (people.length === 0) return null;
  const names = people.map(({ name }) => name).join(', ');
  return (
    <span className={styles.people} title={`${names}: here`}>
      {people.slice(0, 4).map(({ id: person, name, colour }) => (
        <span key={person} data-person={name} style={{ background: `var(--chart-${colour})` }} />
      ))}
      <span className={styles.peopleNames}>{names} is here</span>
    </span>
  );
}
