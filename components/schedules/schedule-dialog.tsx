'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { newDraft, readRecipients, type ScheduleDraft, ScheduleFields, usePreview } from './schedule-fields';

/** Schedules a notebook, or changes a schedule: `schedule` says which. `onDone` gets the schedule's id, or null when cancelled. */
export function ScheduleDialog({
  notebookId,
  schedule,
  onDone,
}: {
  notebookId: string;
  schedule?: { readonly id: string; readonly recipients: readonly string[] } & Omit<
    ScheduleDraft,
    'recipients'
  >;
  onDone(scheduleId: string | null): void;
}) {
  const [draft, setDraft] = useState<ScheduleDraft>(() =>
    schedule ? { ...schedule, recipients: schedule.recipients.join(', ') } : newDraft(),
  );
  const preview = usePreview(draft);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      const { cron, timeZone, notify } = draft;
      const input = { cron, timeZone, notify, recipients: readRecipients(draft.recipients) };
      return schedule
        ? api.schedules.update.mutate({ id: schedule.id, ...input })
        : api.schedules.create.mutate({ notebookId, ...input });
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['schedules'] });
      onDone(id);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone(null)}
      title={schedule ? 'Change schedule' : 'Schedule notebook'}
      description={
        schedule
          ? undefined
          : 'The notebook runs by itself as it is now, with the data it was given, and its report is mailed. Later edits join when you say so.'
      }
      footer={
        <>
          <Button onClick={() => onDone(null)}>Cancel</Button>
          <Button
            variant="primary"
            busy={save.isPending}
            disabled={preview.isError}
            onClick={() => save.mutate()}
          >
            {schedule ? 'Save schedule' : 'Schedule notebook'}
          </Button>
        </>
      }
    >
      <ScheduleFields
        draft={draft}
        preview={preview}
        onChange={(changed) => {
          setDraft(changed);
          save.reset();
        }}
      />
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}
