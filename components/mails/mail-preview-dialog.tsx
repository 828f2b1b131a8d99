'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, TextInput } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { MailView } from './mail-view';
import styles from './mails.module.css';

type Schedule = ApiOutput['schedules']['read'];

/** What a schedule mails: who gets it, and the mail itself, from what its last run showed and the notebook as it is now. */
export function MailPreviewDialog({ scheduleId, onClose }: { scheduleId: string; onClose(): void }) {
  const schedule = useQuery({
    queryKey: ['schedules', 'read', scheduleId],
    queryFn: () => api.schedules.read.query({ id: scheduleId }),
  });
  if (schedule.data) return <ReportDialog schedule={schedule.data} onClose={onClose} />;
  return (
    <Dialog open title="Report mail" onOpenChange={(open) => !open && onClose()}>
      {schedule.isError ? <ErrorNotice message={errorMessage(schedule.error)} /> : <Loading />}
    </Dialog>
  );
}

const list = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

function ReportDialog({ schedule, onClose }: { schedule: Schedule; onClose(): void }) {
  const { id } = schedule;
  const [recipients, setRecipients] = useState(schedule.recipients.join(', '));
  const [onFailure, setOnFailure] = useState(schedule.failureRecipients.join(', '));
  const [attachPdf, setAttachPdf] = useState(schedule.attachPdf);
  const runs = useQuery({
    queryKey: ['executions', 'list', { scheduleId: id, outcomes: ['ok', 'problems'], limit: 1 }],
    queryFn: () => api.executions.list.query({ scheduleId: id, outcomes: ['ok', 'problems'], limit: 1 }),
    select: ({ executions }) => executions.length > 0,
  });
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      api.schedules.update.mutate({
        ...{ id, recipients: list(recipients), failureRecipients: list(onFailure), attachPdf },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['schedules'] });
      toast.done('Reports are mailed like this from now on.');
      onClose();
    },
  });
  return (
    <Dialog
      open
      width={720}
      title="Report mail"
      onOpenChange={(open) => !open && onClose()}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save report mail
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field
          label="Mail reports to"
          hint="Addresses, @owners, @editors, or =name for a cell of the notebook that gives addresses."
        >
          <TextInput value={recipients} onChange={(event) => setRecipients(event.target.value)} />
        </Field>
        <Field label="Mail failures to" hint="The readers above when empty.">
          <TextInput value={onFailure} onChange={(event) => setOnFailure(event.target.value)} />
        </Field>
        <Checkbox label="Attach the report as a PDF" checked={attachPdf} onChange={setAttachPdf} />
        {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
      </div>
      {runs.data ? (
        <>
          <p className={styles.muted}>What the last run showed, chosen as the notebook chooses now:</p>
          <MailView src={`/reports/previews/${id}.html`} title="Preview of the report" />
        </>
      ) : (
        <p className={styles.muted}>Run it once to see the mail here as its readers will.</p>
      )}
    </Dialog>
  );
}
