import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Field, Select, TextInput } from '@/components/ui/field';
import { limitsOf, type ScheduleDraft } from './schedule-draft';
import styles from './schedules.module.css';

const rules = [
  { value: '0 7 * * *', label: 'Every day at 7:00' },
  { value: '0 7 * * 1-5', label: 'Every working day at 7:00' },
  { value: '0 7 * * 1', label: 'Every Monday at 7:00' },
  { value: '0 7 1 * *', label: 'On the first of the month at 7:00' },
  { value: '0 * * * *', label: 'Every hour' },
  { value: '*/15 * * * *', label: 'Every 15 minutes' },
];

/** When a schedule is due: its rule, with what was understood and its next times as it is typed. */
export function RuleFields({
  draft,
  preview,
  onChange,
}: {
  draft: ScheduleDraft;
  preview: ReturnType<typeof usePreview>;
  onChange(part: Partial<ScheduleDraft>): void;
}) {
  const error = draft.hasClock && preview.error ? errorMessage(preview.error) : undefined;
  const isZoneWrong = !isTimeZone(draft.timeZone.trim());
  const [isOwn, setOwn] = useState(() => !rules.some(({ value }) => value === draft.rule));
  return (
    <>
      <Field label="Runs">
        <Select
          value={draft.hasClock ? (isOwn ? 'own' : draft.rule) : 'events'}
          onChange={(chosen) => {
            setOwn(chosen === 'own');
            if (chosen === 'events') onChange({ hasClock: false });
            else onChange({ hasClock: true, ...(chosen !== 'own' && { rule: chosen }) });
          }}
          options={[
            ...rules,
            { value: 'own', label: 'By a rule of my own' },
            { value: 'events', label: 'Only when something happens' },
          ]}
        />
      </Field>
      <div className={styles.pair}>
        {draft.hasClock && (
          <Field
            label="Rule"
            hint="In words, such as “every weekday at 7:30” or “first Monday of the month at 9”, or as cron."
            error={isZoneWrong ? undefined : error}
          >
            <TextInput
              value={draft.rule}
              spellCheck={false}
              onChange={(event) => {
                setOwn(true);
                onChange({ rule: event.target.value });
              }}
            />
          </Field>
        )}
        <Field label="Time zone" error={isZoneWrong ? (error ?? 'This is not a time zone.') : undefined}>
          <TextInput
            list="time-zones"
            value={draft.timeZone}
            spellCheck={false}
            onChange={(event) => onChange({ timeZone: event.target.value })}
          />
        </Field>
        <datalist id="time-zones">
          {['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      {draft.hasClock && !error && (
        <p className={styles.preview} aria-live="polite">
          {preview.data && (
            <>
              {preview.data.words} <code>{preview.data.cron}</code>. Next:{' '}
              {preview.data.next.map((at) => inZone(at, draft.timeZone)).join(' · ')}
            </>
          )}
        </p>
      )}
    </>
  );
}

/** What was understood of the rule, or why it is none. */
export function usePreview(draft: ScheduleDraft) {
  const recurrence = useDeferredValue(draft);
  const input = {
    cron: recurrence.rule.trim(),
    timeZone: recurrence.timeZone.trim(),
    ...limitsOf(recurrence),
  };
  return useQuery({
    queryKey: ['schedules', 'preview', input],
    queryFn: () => api.schedules.preview.query(input),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: draft.hasClock,
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
