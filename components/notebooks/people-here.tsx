import { Popover } from 'radix-ui';
import { useState } from 'react';
import { longestName, type PresentPerson } from '@/cells/document/live-messages';
import { CommittedInput } from '@/components/ui/committed-input';
import { Field } from '@/components/ui/field';
import type { NotebookSession, SessionState } from './notebook-session';
import styles from './people-here.module.css';
import { keepPersonName } from './person-name';

/** "2 here": who else is in the notebook, where, and by which name others see oneself. */
export function PeopleHere({ session, state }: { session: NotebookSession; state: SessionState }) {
  const [isOpen, setOpen] = useState(false);
  const { people, you } = state;
  if (!you || people.length === 0) return null;
  const rename = (text: string) => {
    const name = text.trim().slice(0, longestName);
    if (!name) return;
    keepPersonName(name);
    session.rename(name);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.trigger} aria-label={`${people.length + 1} here: who and where`}>
        <span className={styles.dots} aria-hidden>
          {people.slice(0, 4).map((person) => (
            <Dot key={person.id} person={person} />
          ))}
        </span>
        {people.length + 1}
        <span className={styles.word}> here</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.list} align="start" sideOffset={6} aria-label="Who is here">
          <ul>
            {people.map((person) => (
              <li key={person.id}>
                <Dot person={person} />
                <span className={styles.name}>{person.name}</span>
                <Where person={person} session={session} onGo={() => setOpen(false)} />
              </li>
            ))}
            <li>
              <Dot person={you} />
              <span className={styles.name}>{you.name}</span>
              <span className={styles.where}>you</span>
            </li>
          </ul>
          <Field label="Your name, as others see it">
            <CommittedInput value={you.name} onCommit={rename} maxLength={longestName} />
          </Field>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const Dot = ({ person }: { person: PresentPerson }) => (
  <span className={styles.dot} style={{ background: `var(--chart-${person.colour})` }} />
);

function Where(props: { person: PresentPerson; session: NotebookSession; onGo(): void }) {
  const { person, session, onGo } = props;
  const cell = person.at && session.cellOf(person.at.cell);
  if (!cell) return <span className={styles.where}>reading</span>;
  const go = () => {
    session.order('scrollTo', { cellId: cell.id });
    onGo();
  };
  return (
    <button type="button" className={styles.where} onClick={go}>
      cell {cell.place + 1}
    </button>
  );
}
