import { useState } from 'react';
import type { ApiOutput } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Field, TextArea } from '@/components/ui/field';
import { formatExact } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import styles from './alerts.module.css';
import { useAlertActs } from './use-alert-acts';

type Alert = ApiOutput['alerts']['read'];
type Entry = Alert['history'][number];

/** What happened, by whom and when, and room for a note. */
export function AlertHistory({ alert }: { alert: Alert }) {
  const [text, setText] = useState('');
  const { note } = useAlertActs(alert.id);
  return (
    <>
      <ol className={styles.history}>
        {alert.history.map((entry) => (
          <li key={entry.id} data-kind={entry.kind}>
            <div>
              {sayEntry(entry)}{' '}
              <span className={styles.muted}>
                <Time value={entry.at} />
              </span>
            </div>
            {entry.kind === 'note' && <p>{entry.text}</p>}
          </li>
        ))}
      </ol>
      <form
        className={styles.note}
        onSubmit={(event) => {
          event.preventDefault();
          note.mutate(text, { onSuccess: () => setText('') });
        }}
      >
        <Field label="Note">
          <TextArea
            value={text}
            maxLength={4000}
            placeholder="What you found, or did"
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
        <Button type="submit" busy={note.isPending} disabled={!text.trim()}>
          Add note
        </Button>
      </form>
    </>
  );
}

function sayEntry({ kind, by, text }: Entry): string {
  const who = by ?? 'Somebody';
  const words: Record<Entry['kind'], () => string> = {
    opened: () => `It opened: ${text || 'the check fails'}`,
    changed: () => (text === 'passes' ? 'The check passes' : `The check fails: ${text}`),
    acknowledged: () => `${who} acknowledged it`,
    snoozed: () => `${who} snoozed it until ${text ? formatExact(new Date(text)) : 'later'}`,
    woke: () => 'The snooze was over; it is open again',
    owner: () => (text ? `${who} gave it to ${text}` : `${who} took its owner off`),
    note: () => `${who} wrote`,
    told: () => `Mailed to ${text}`,
    escalated: () => `Nobody had acknowledged it: ${text} are told`,
    reminded: () => 'Nobody had acknowledged it: they are told again',
    flapping: () => 'It passes and fails by turns: from now on its turns are told to nobody',
    steady: () => (text === 'passes' ? 'It is steady again, and passes' : 'It is steady again, and fails'),
    resolved: () => (by === 'Cellar' ? 'The check passes: resolved' : `${who} resolved it`),
  };
  return words[kind]();
}
