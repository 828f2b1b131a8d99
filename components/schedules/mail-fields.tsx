import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';
import type { ScheduleDraft } from './schedule-draft';

/** Who is told of a schedule's runs, and when. */
export function MailFields({
  draft,
  onChange,
}: {
  draft: ScheduleDraft;
  onChange(part: Partial<ScheduleDraft>): void;
}) {
  return (
    <>
      <Field
        label="Mail reports to"
        hint="Addresses, @owners, @editors, or =name for a cell that gives them. Without any, reports stay in the outbox."
      >
        <TextInput
          value={draft.recipients}
          placeholder="ada@example.org"
          onChange={(event) => onChange({ recipients: event.target.value })}
        />
      </Field>
      <Field label="Mail a report">
        <Select
          value={draft.notify}
          // The options below are all there is.
          onChange={(notify) => onChange({ notify: notify as ScheduleDraft['notify'] })}
          options={[
            { value: 'always', label: 'After every run' },
            { value: 'changes', label: 'When other checks fail than last time' },
            { value: 'problems', label: 'When a check fails' },
          ]}
        />
      </Field>
      <Field
        label="Each report"
        hint={
          draft.digest &&
          'Gathered with the reports of other schedules for the same reader, the worst verdict first. Failures are mailed at once.'
        }
      >
        <Select
          value={draft.digest}
          // The options below are all there is.
          onChange={(digest) => onChange({ digest: digest as ScheduleDraft['digest'] })}
          options={[
            { value: '', label: 'In a mail of its own' },
            { value: 'daily', label: 'In one mail with others, every day at 8:00' },
            { value: 'weekly', label: 'In one mail with others, every Monday at 8:00' },
          ]}
        />
      </Field>
      <Field
        label="Mail failures to"
        hint="A run that fails is always mailed; to the same people when empty."
      >
        <TextInput
          value={draft.failureRecipients}
          onChange={(event) => onChange({ failureRecipients: event.target.value })}
        />
      </Field>
      <Field
        label="Keep each report in storage"
        hint="A folder, for example bikes/weekly: there a file is written after every run, named by its day and time."
      >
        <TextInput value={draft.keepIn} onChange={(event) => onChange({ keepIn: event.target.value })} />
      </Field>
      {(!draft.digest || draft.keepIn) && (
        <Checkbox
          label={draft.digest ? 'The report is kept as a PDF too' : 'The report goes along as a PDF'}
          checked={draft.attachPdf}
          onChange={(attachPdf) => onChange({ attachPdf })}
        />
      )}
    </>
  );
}
