import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { readRecipients } from '@/components/schedules/schedule-fields';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextInput } from '@/components/ui/field';
import { toast } from '@/components/ui/toast';

/** Makes a notebook that watches the model and a schedule that runs it daily, asks who gets its reports, and opens it. */
export function MonitorDialog({ model, onClose }: { model: string; onClose(): void }) {
  const [recipients, setRecipients] = useState('');
  const client = useQueryClient();
  const router = useRouter();
  const create = useMutation({
    mutationFn: () =>
      api.monitors.create.mutate({
        model,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        recipients: readRecipients(recipients),
      }),
    onSuccess: async ({ notebookId }) => {
      await client.invalidateQueries({ queryKey: ['monitors'] });
      toast.done(`${model} is watched every morning at seven`);
      router.push(`/notebooks/${notebookId}`);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !create.isPending && onClose()}
      title={`Monitor ${model}`}
      description="Makes a notebook that compares what the model is asked with what it was trained on, and its answers with the truth that arrives later. It runs every morning at seven; its schedule can be changed."
      footer={
        <>
          <Button onClick={onClose} disabled={create.isPending}>
            Cancel
          </Button>
          <Button variant="primary" busy={create.isPending} onClick={() => create.mutate()}>
            Make monitor
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate();
        }}
      >
        <Field
          label="Mail reports to"
          hint="Addresses with commas between. Without any, reports stay in the outbox."
        >
          <TextInput
            value={recipients}
            placeholder="ada@example.org"
            onChange={(event) => {
              setRecipients(event.target.value);
              create.reset();
            }}
          />
        </Field>
      </form>
      {create.isError && <ErrorNotice message={errorMessage(create.error)} />}
    </Dialog>
  );
}
