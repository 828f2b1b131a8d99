import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextInput } from '@/components/ui/field';
import { formatBytes } from '@/components/ui/format';
import styles from './import.module.css';
import type { ImportDialogProps } from './import-dialog';
import { modelNameOf, nameChosen } from './name-chosen';
import type { SentModel } from './send-model';

type Kept = Extract<ApiOutput['models']['inspectFiles'], { kind: 'kept' }>;

/** Says why a folder of MLflow's does not answer here, and what would; its files can be kept all the same. */
export function KeepForm({
  chosen,
  model,
  inspected,
  onClose,
  onDone,
}: ImportDialogProps & { inspected: Kept & SentModel }) {
  const [name, setName] = useState(model ?? modelNameOf(chosen));
  const files = { ...inspected.files };
  const keep = useMutation({
    mutationFn: () => api.models.keepFolder.mutate({ model: name, fileName: nameChosen(chosen), files }),
    onSuccess: onDone,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !keep.isPending && onClose()}
      title={`Import ${nameChosen(chosen)}`}
      width={560}
      description={`A folder of MLflow’s (${inspected.flavors.join(', ')}), ${formatBytes(inspected.bytes)}. It would not answer here.`}
      footer={
        <>
          <Button onClick={onClose} disabled={keep.isPending}>
            Cancel
          </Button>
          <Button busy={keep.isPending} onClick={() => keep.mutate()}>
            Keep its files
          </Button>
        </>
      }
    >
      <p className={styles.why}>{inspected.why}</p>
      <p className={styles.why}>
        As a version its files are kept and given back as they are, to MLflow’s client too. Nothing of them is
        run.
      </p>
      {!model && (
        <Field label="Model" hint="A new one, or one that gets a version.">
          <TextInput value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
      )}
      {keep.isError && <ErrorNotice message={errorMessage(keep.error)} />}
    </Dialog>
  );
}
