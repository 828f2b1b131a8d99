'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { CalendarFields, LimitFields } from './limit-fields';
import { MailFields } from './mail-fields';
import { ParameterFields } from './parameter-fields';
import { RuleFields, usePreview } from './rule-fields';
import { draftOf, inputOf, newDraft, type Schedule, type ScheduleDraft } from './schedule-draft';
import styles from './schedules.module.css';
import { TriggerFields } from './trigger-fields';
import { WebhookSecrets } from './webhook-secrets';

/** Schedules a notebook, or changes a schedule: `schedule` says which. `onDone` gets the schedule's id, or null when cancelled. */
export function ScheduleDialog({
  notebookId,
  schedule,
  onDone,
}: {
  notebookId: string;
  schedule?: Schedule;
  onDone(scheduleId: string | null): void;
}) {
  const [draft, setDraft] = useState<ScheduleDraft>(() => (schedule ? draftOf(schedule) : newDraft()));
  const preview = usePreview(draft);
  const inputs = useQuery({
    queryKey: ['schedules', 'inputs', notebookId],
    queryFn: () => api.schedules.inputs.query({ notebookId }),
    enabled: !schedule,
  });
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      schedule
        ? api.schedules.update.mutate({ id: schedule.id, ...inputOf(draft) })
        : api.schedules.create.mutate({ notebookId, ...inputOf(draft) }),
    onSuccess: ({ id, secrets }) => {
      void client.invalidateQueries({ queryKey: ['schedules'] });
      if (secrets.length === 0) onDone(id);
    },
  });
  if (save.data && save.data.secrets.length > 0)
    return <WebhookSecrets secrets={save.data.secrets} onDone={() => onDone(save.data.id)} />;
  const change = (part: Partial<ScheduleDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    save.reset();
  };
  return (
    <Dialog
      open
      width={640}
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
            disabled={draft.hasClock && preview.isError}
            onClick={() => save.mutate()}
          >
            {schedule ? 'Save schedule' : 'Schedule notebook'}
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <RuleFields draft={draft} preview={preview} onChange={change} />
        <TriggerFields
          scheduleId={schedule?.id}
          triggers={draft.triggers}
          onChange={(triggers) => change({ triggers })}
        />
        <ParameterFields
          inputs={schedule?.inputs ?? inputs.data ?? []}
          values={draft.parameters}
          onChange={(parameters) => change({ parameters })}
        />
        <MailFields draft={draft} onChange={change} />
        {draft.hasClock && <CalendarFields draft={draft} onChange={change} />}
        <LimitFields draft={draft} onChange={change} />
      </div>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}
