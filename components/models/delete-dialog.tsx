import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextInput } from '@/components/ui/field';

/** Names what is lost, and has it typed: this is not undone. */
export function DeleteDialog({
  model,
  version,
  onClose,
}: {
  model: string;
  version?: number;
  onClose(): void;
}) {
  const label = version === undefined ? model : `${model}@${version}`;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const router = useRouter();
  const remove = useMutation({
    mutationFn: () => api.models.delete.mutate({ model, version, confirmation: typed, reason }),
    onSuccess: async ({ deletionId }) => {
      router.push(`/deletions/${deletionId}`);
      await client.invalidateQueries({ queryKey: ['models', 'list'] });
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !remove.isPending && onClose()}
      title={
        version === undefined
          ? `Delete ${model} and all its versions?`
          : `Delete version ${version} of ${model}?`
      }
      description={
        <>
          Its files, card and description are lost and cannot be had back. The answers it gave stay in the
          log, and a record of what there was is kept. The number is not used again.
        </>
      }
      footer={
        <>
          <Button onClick={onClose} disabled={remove.isPending}>
            Cancel
          </Button>
          <Button
            variant="danger"
            busy={remove.isPending}
            disabled={typed !== label}
            onClick={() => remove.mutate()}
          >
            Delete for ever
          </Button>
        </>
      }
    >
      <Field label={`Type ${label}`}>
        <TextInput
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value.trim())}
        />
      </Field>
      <Field label="Why" hint="Kept in the record. May stay empty.">
        <TextInput value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {remove.isError && <ErrorNotice message={errorMessage(remove.error)} />}
    </Dialog>
  );
}
