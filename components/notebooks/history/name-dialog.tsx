import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field, TextInput } from '@/components/ui/field';

/** Asks what a revision is called. */
export function NameDialog(props: {
  revision: number;
  name: string | null;
  onName(name: string): void;
  onClose(): void;
}) {
  const { revision, onName, onClose } = props;
  const [name, setName] = useState(props.name ?? '');
  const wanted = name.trim();
  const submit = () => wanted && onName(wanted);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Name revision ${revision}`}
      description="A named revision stands out in the history and always stays."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!wanted} onClick={submit}>
            Name it
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Name">
          <TextInput
            value={name}
            maxLength={200}
            placeholder="Sent to the team"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
