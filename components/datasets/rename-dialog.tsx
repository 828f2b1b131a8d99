'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, TextInput } from '@/components/ui/field';

export function RenameDialog({ id, name, onDone }: { id: string; name: string; onDone(): void }) {
  const [value, setValue] = useState(name);
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: () => api.datasets.rename.mutate({ id, name: value }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['datasets'] });
      onDone();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title="Rename data set"
      description="Notebooks keep the table names under which they read it."
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" type="submit" form="rename-dataset" busy={rename.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename-dataset"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <Field label="Name" error={rename.isError ? errorMessage(rename.error) : undefined}>
          <TextInput value={value} onChange={(event) => setValue(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
