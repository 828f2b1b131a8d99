'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, TextArea, TextInput } from '@/components/ui/field';

/** The name and the note of one version. */
export function DescribeVersionDialog({
  id,
  version,
  onDone,
}: {
  id: string;
  version: { number: number; name: string | null; note: string };
  onDone(): void;
}) {
  const [name, setName] = useState(version.name ?? '');
  const [note, setNote] = useState(version.note);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.datasets.describe.mutate({ id, version: version.number, name, note }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['datasets', 'read'] });
      onDone();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Describe version ${version.number}`}
      description="What it holds never changes; what it is called and said to be may."
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" type="submit" form="describe-version" busy={save.isPending}>
            Save description
          </Button>
        </>
      }
    >
      <form
        id="describe-version"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field
          label="Name"
          hint="A word for it, such as cleaned or 2026-10. Programs may ask for the version by it."
          error={save.isError ? errorMessage(save.error) : undefined}
        >
          <TextInput value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Note">
          <TextArea
            rows={4}
            value={note}
            maxLength={4000}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
