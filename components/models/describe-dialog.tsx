import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextArea } from '@/components/ui/field';

/** The words about a model, or about one of its versions. */
export function DescribeDialog({
  model,
  version,
  description,
  onClose,
}: {
  model: string;
  version?: number;
  description: string;
  onClose(): void;
}) {
  const [text, setText] = useState(description);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.models.describe.mutate({ model, version, description: text }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['models'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={version === undefined ? `Describe ${model}` : `Describe ${model} v${version}`}
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save description
          </Button>
        </>
      }
    >
      <Field
        label="Description"
        hint={
          version === undefined
            ? 'What it predicts, for whom, and what it must not be used for.'
            : 'What is new in this version.'
        }
      >
        <TextArea rows={5} value={text} maxLength={5000} onChange={(event) => setText(event.target.value)} />
      </Field>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}
