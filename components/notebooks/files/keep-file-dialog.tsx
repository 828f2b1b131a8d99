import { useEffect, useRef, useState } from 'react';
import { fileNameRule, isNewFileName } from '@/cells/document/file-lock';
import { errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextInput } from '@/components/ui/field';
import { formatBytes } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import type { NotebookSession } from '../notebook-session';
import { sendFile } from './send-file';

/** Asks whether a file that was dropped on a notebook shall stand beside it. */
export function KeepFileDialog(props: {
  file: File;
  notebookId: string;
  session: NotebookSession;
  onDone(isKept: boolean): void;
}) {
  const { file, notebookId, session, onDone } = props;
  const [name, setName] = useState(file.name.normalize());
  const [sent, setSent] = useState<number>();
  const [failure, setFailure] = useState<string>();
  const sending = useRef<AbortController>(undefined);
  useEffect(() => () => sending.current?.abort(), []);
  const listed = session.get().files.get(name);
  const refusal = listed || isNewFileName(name) ? undefined : fileNameRule;

  const keep = async () => {
    setFailure(undefined);
    sending.current = new AbortController();
    const { signal } = sending.current;
    try {
      const kept = await sendFile(file, { notebookId, name, signal, onProgress: setSent });
      session.order('files', { changes: [{ name, file: kept }] });
      toast.done(`${name} ${listed ? 'replaced' : 'added'}.`, () =>
        session.order('files', { changes: [{ name, file: listed }] }),
      );
      onDone(true);
    } catch (error) {
      setSent(undefined);
      if (!signal.aborted) setFailure(errorMessage(error));
    }
  };
  const close = () => {
    sending.current?.abort();
    onDone(false);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title="Keep the file beside this notebook"
      description={`${file.name}, ${formatBytes(file.size)}, goes with the notebook, its history and its copies. Cells read and import it by its name.`}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="keep-file"
            busy={sent !== undefined}
            disabled={refusal !== undefined}
          >
            {listed ? 'Replace' : 'Keep'}
          </Button>
        </>
      }
    >
      <form
        id="keep-file"
        onSubmit={(event) => {
          event.preventDefault();
          void keep();
        }}
      >
        <Field
          label="Name"
          error={refusal}
          hint={listed && `There is a file ${name} already. This one takes its place.`}
        >
          <TextInput
            value={name}
            required
            disabled={sent !== undefined}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {failure !== undefined && <ErrorNotice message={failure} />}
        {sent !== undefined && <Progress fraction={sent} label={`Sending ${name}`} />}
      </form>
    </Dialog>
  );
}
