import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Field, Select, TextInput } from '@/components/ui/field';
import { MoreFields } from '@/components/ui/form-grid';
import { CalendarsDialog } from './calendars-dialog';
import type { ScheduleDraft } from './schedule-draft';
import styles from './schedules.module.css';

interface Props {
  draft: ScheduleDraft;
  onChange(part: Partial<ScheduleDraft>): void;
}

/** Between which days a rule counts, and on which it does not. */
export function CalendarFields({ draft, onChange }: Props) {
  const [editing, setEditing] = useState(false);
  const { data: calendars = [] } = useQuery({
    queryKey: ['schedules', 'calendars'],
    queryFn: () => api.schedules.calendars.query({}),
  });
  return (
    <MoreFields label="Start, end, and days on which it does not run">
      <div className={styles.pair}>
        <Field label="First day">
          <TextInput
            type="date"
            value={draft.firstDay}
            onChange={(event) => onChange({ firstDay: event.target.value })}
          />
        </Field>
        <Field label="Last day">
          <TextInput
            type="date"
            value={draft.lastDay}
            onChange={(event) => onChange({ lastDay: event.target.value })}
          />
        </Field>
        <Field label="Calendar" hint="Days on which nothing is due.">
          <Select
            value={draft.calendarId}
            onChange={(calendarId) => onChange({ calendarId })}
            options={[
              { value: '', label: 'None: it runs on every day' },
              ...calendars.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </Field>
        <Field label="Due on such a day">
          <Select
            value={draft.onDayOff}
            disabled={!draft.calendarId}
            // The options below are all there is.
            onChange={(onDayOff) => onChange({ onDayOff: onDayOff as ScheduleDraft['onDayOff'] })}
            options={[
              { value: 'leave-out', label: 'Leave it out' },
              { value: 'next-day', label: 'Run on the next working day instead' },
            ]}
          />
        </Field>
      </div>
      <Button variant="quiet" onClick={() => setEditing(true)}>
        Edit calendars
      </Button>
      {editing && <CalendarsDialog onClose={() => setEditing(false)} />}
    </MoreFields>
  );
}

/** What becomes of runs that meet, fail, take too long or were missed. */
export function LimitFields({ draft, onChange }: Props) {
  const text =
    (
      name:
        | 'priority'
        | 'timeLimitMinutes'
        | 'memoryLimitMegabytes'
        | 'retryLimit'
        | 'retryWaitSeconds'
        | 'jitterMinutes',
    ) =>
    (event: { target: { value: string } }) =>
      onChange({ [name]: event.target.value });
  return (
    <MoreFields label="Limits, retries, and runs that meet or were missed">
      <div className={styles.pair}>
        <Field label="While the run before goes on">
          <Select
            value={draft.overlap}
            // The options below are all there is.
            onChange={(overlap) => onChange({ overlap: overlap as ScheduleDraft['overlap'] })}
            options={[
              { value: 'queue', label: 'Wait for its end' },
              { value: 'skip', label: 'Leave the new one out' },
              { value: 'replace', label: 'Stop it: the new one takes its place' },
            ]}
          />
        </Field>
        <Field label="Missed while no worker was up">
          <Select
            value={draft.missed}
            onChange={(missed) => onChange({ missed: missed as ScheduleDraft['missed'] })} // as above
            options={[
              { value: 'once', label: 'Run once for all of them' },
              { value: 'all', label: 'Run each of them, 100 at most' },
              { value: 'none', label: 'Leave them out' },
            ]}
          />
        </Field>
        <Field label="Time limit (minutes)" hint="As the server’s, when empty.">
          <TextInput inputMode="decimal" value={draft.timeLimitMinutes} onChange={text('timeLimitMinutes')} />
        </Field>
        <Field label="Memory limit (MB)" hint="As the machine’s, when empty.">
          <TextInput
            inputMode="numeric"
            value={draft.memoryLimitMegabytes}
            onChange={text('memoryLimitMegabytes')}
          />
        </Field>
        <Field label="Tries again after a failure" hint="0 to 5 times.">
          <TextInput inputMode="numeric" value={draft.retryLimit} onChange={text('retryLimit')} />
        </Field>
        <Field label="First wait (seconds)" hint="Four times as long before each other try.">
          <TextInput inputMode="numeric" value={draft.retryWaitSeconds} onChange={text('retryWaitSeconds')} />
        </Field>
        <Field label="Spread (minutes)" hint="Begins up to so much later, so that not all begin at once.">
          <TextInput inputMode="decimal" value={draft.jitterMinutes} onChange={text('jitterMinutes')} />
        </Field>
        <Field label="Priority" hint="−10 to 10; the higher goes first.">
          <TextInput inputMode="numeric" value={draft.priority} onChange={text('priority')} />
        </Field>
      </div>
    </MoreFields>
  );
}
