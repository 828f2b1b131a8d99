import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox, Field, Select, TextInput } from '@/components/ui/field';

/** Asks whose predictions are erased. It cannot be undone, so it says what is lost. */
export function EraseDialog({ model, onClose }: { model: string; onClose(): void }) {
  const [key, setKey] = useState('');
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState<'model' | 'all'>('all');
  const [keepOut, setKeepOut] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const erase = useMutation({
    mutationFn: () =>
      api.log.erase.mutate({ key, reason, keepOut, model: scope === 'model' ? model : undefined }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['log'] });
      router.push(`/erasures/${id}`);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Erase a subject"
      description="Its predictions with their inputs, and their labels, are taken out of every file of the log. This cannot be undone. A record of the files before and after is kept; the key is not."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            type="submit"
            form="erase-subject"
            busy={erase.isPending}
            disabled={key === ''}
          >
            Erase
          </Button>
        </>
      }
    >
      <form
        id="erase-subject"
        onSubmit={(event) => {
          event.preventDefault();
          if (!erase.isPending) erase.mutate();
        }}
      >
        <Field label="Key of the subject" hint="As callers send it with their requests.">
          <TextInput value={key} autoComplete="off" onChange={({ target }) => setKey(target.value)} />
        </Field>
        <Field label="Where">
          <Select
            value={scope}
            onChange={(value) => setScope(value === 'model' ? 'model' : 'all')}
            options={[
              { value: 'all', label: 'In the log of every model' },
              { value: 'model', label: `In the log of ${model} only` },
            ]}
          />
        </Field>
        <Checkbox label="Keep out what comes of it later, too" checked={keepOut} onChange={setKeepOut} />
        <Field label="Why" hint="Stands in the record.">
          <TextInput value={reason} onChange={({ target }) => setReason(target.value)} />
        </Field>
      </form>
      {erase.isError && <ErrorNotice message={errorMessage(erase.error)} />}
    </Dialog>
  );
}
