import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Field, Select, TextInput } from '@/components/ui/field';
import styles from './schedules.module.css';

/** What a person writes about a schedule; recipients as typed. */
export interface ScheduleDraft {
  readonly cron: string;
  readonly timeZone: string;
  readonly recipients: string;
  readonly notify: 'always' | 'changes' | 'problems';
}

const rules = [
  { value: '0 7 * * *', label: 'Every day at 7:00' },
  { value: '0 7 * * 1-5', label: 'Every working day at 7:00' },
  { value: '0 7 * * 1', label: 'Every Monday at 7:00' },
  { value: '0 7 1 * *', label: 'On the first of the month at 7:00' },
  { value: '0 * * * *', label: 'Every hour' },
  { value: '*/15 * * * *', label: 'Every 15 minutes' },
];

export const newDraft = (): ScheduleDraft => ({
  cron: '0 7 * * *',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  recipients: '',
  notify: 'always',
});

export const readRecipients = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((address) => address.replace(/^<|>$/g, ''))
    .filter(Boolean);

/** When, for whom: with the rule in words and its next runs as it is typed. */
export function ScheduleFields({
  draft,
  preview,
  onChange,
}: {
  draft: ScheduleDraft;
  preview: ReturnType<typeof usePreview>;
  onChange(draft: ScheduleDraft): void;
}) {
  const change = (part: Partial<ScheduleDraft>) => onChange({ ...draft, ...part });
  const error = preview.error ? errorMessage(preview.error) : undefined;
  const isZoneWrong = !isTimeZone(draft.timeZone.trim());
  const [isOwn, setOwn] = useState(() => !rules.some(({ value }) => value === draft.cron));
  return (
    <div className={styles.fields}>
      <Field label="Runs">
        <Select
          value={isOwn ? 'own' : draft.cron}
          onChange={(cron) => {
            setOwn(cron === 'own');
            if (cron !== 'own') change({ cron });
          }}
          options={[...rules, { value: 'own', label: 'By a rule of my own' }]}
        />
      </Field>
      <div className={styles.pair}>
        <Field label="Rule (cron)" error={isZoneWrong ? undefined : error}>
          <TextInput
            className={styles.code}
            value={draft.cron}
            spellCheck={false}
            onChange={(event) => {
              setOwn(true);
              change({ cron: event.target.value });
            }}
          />
        </Field>
        <Field label="Time zone" error={isZoneWrong ? error : undefined}>
          <TextInput
            list="time-zones"
            value={draft.timeZone}
            spellCheck={false}
            onChange={(event) => change({ timeZone: event.target.value })}
          />
        </Field>
        <datalist id="time-zones">
          {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      {!error && (
        <p className={styles.preview} aria-live="polite">
          {preview.data && (
            <>
              {preview.data.words}. Next:{' '}
              {preview.data.next.map((at) => inZone(at, draft.timeZone)).join(' · ')}
            </>
          )}
        </p>
      )}
      <Field
        label="Mail reports to"
        hint="Addresses with commas between. Without any, reports stay in the outbox."
      >
        <TextInput
          value={draft.recipients}
          placeholder="ada@example.org"
          onChange={(event) => change({ recipients: event.target.value })}
        />
      </Field>
      <Field label="Mail a report" hint="A run that fails is always mailed.">
        <Select
          value={draft.notify}
          // The options below are all there is.
          onChange={(notify) => change({ notify: notify as ScheduleDraft['notify'] })}
          options={[
            { value: 'always', label: 'After every run' },
            { value: 'changes', label: 'When other checks fail than last time' },
            { value: 'problems', label: 'When a check fails' },
          ]}
        />
      </Field>
    </div>
  );
}

/** The rule in words with its next runs, or why it is none. */
export function usePreview({ cron, timeZone }: ScheduleDraft) {
  const recurrence = useDeferredValue({ cron: cron.trim(), timeZone: timeZone.trim() });
  return useQuery({
    queryKey: ['schedules', 'preview', recurrence.cron, recurrence.timeZone],
    queryFn: () => api.schedules.preview.query(recurrence),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** "Mon 23 Nov, 07:00" on the clock of the schedule. */
export function inZone(at: string, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    }).format(new Date(at));
  } catch {
    return ''; // a time zone half typed
  }
}
