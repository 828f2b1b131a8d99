'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { freeTableName, grantDataset, refuseTableName } from './grant-dataset';
import { holdsParts, listParts } from './list-parts';
import { toTableName } from './table-name';
import { UploadProgress } from './upload-progress';
import { useUpload } from './use-upload';

/** Asks whether a file that was dropped on a notebook shall be kept as a data set that the notebook may read. */
export function ProposeDatasetDialog({
  file,
  notebookId,
  onDone,
  onBeside,
}: {
  file: File;
  notebookId: string;
  onDone(granted: GrantedDataset | null): void;
  /** The person would rather have it beside the notebook. */
  onBeside?(): void;
}) {
  const granted = useQuery({
    queryKey: ['datasets', 'granted', notebookId],
    queryFn: () => api.datasets.listGranted.query({ notebookId }),
  });
  const taken = granted.data?.map(({ table }) => table) ?? [];
  const hasParts = holdsParts(file.name);
  const parts = useQuery({
    queryKey: ['datasets', 'parts', file.name, file.size, file.lastModified],
    queryFn: ({ signal }) => listParts(file, signal),
    enabled: hasParts,
    retry: false,
    staleTime: 60_000,
  });
  const [wanted, setWanted] = useState<string>();
  const part =
    parts.data?.find((one) => one.name === wanted) ??
    parts.data?.find(({ rows }) => rows > 0) ??
    parts.data?.[0];
  const stem = file.name.replace(/\.[a-z0-9]{1,8}$/i, '');
  const [typed, setTyped] = useState<string>();
  const isOneOfMany = part !== undefined && (parts.data?.length ?? 0) > 1;
  const name = typed ?? (isOneOfMany ? `${stem} ${part.name}` : stem);
  const [chosen, setChosen] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const { state, upload, cancel } = useUpload();
  const table = chosen ?? freeTableName(toTableName(isOneOfMany ? part.name : file.name), taken);
  const refusal = refuseTableName(table, taken);

  const add = async () => {
    setFailure(undefined);
    const added = await upload(file, name, notebookId, part?.name);
    if (!added) return;
    try {
      const dataset = await grantDataset({ notebookId, datasetId: added.datasetId, table });
      toast.done([`${dataset.name}: ${formatCount(dataset.rows, 'row')}.`, ...added.notes].join(' '));
      onDone(dataset);
    } catch (error) {
      setFailure(`The file is kept as the data set ${added.name}, but not attached: ${errorMessage(error)}`);
    }
  };
  const close = () => {
    cancel();
    onDone(null);
  };
  const busy = state.phase === 'sending' || state.phase === 'reading';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title="Add file as a data set"
      description={`${file.name}, ${formatBytes(file.size)}, will be kept on this server, and this notebook may read it.`}
      footer={
        <>
          {onBeside && (
            <Button variant="quiet" disabled={busy} onClick={onBeside}>
              Keep beside the notebook
            </Button>
          )}
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="propose-dataset"
            busy={busy}
            disabled={Boolean(refusal) || (hasParts && !part)}
          >
            Add file
          </Button>
        </>
      }
    >
      <form
        id="propose-dataset"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        {parts.isLoading && <Loading />}
        {parts.isError && <ErrorNotice message={errorMessage(parts.error)} />}
        {part && (
          <Field
            label={/\.xls/i.test(file.name) ? 'Sheet' : 'Table'}
            hint={[
              `${part.columns.slice(0, 8).join(', ')}${part.columns.length > 8 ? ' …' : ''}.`,
              ...part.notes,
            ].join(' ')}
          >
            <Select
              value={part.name}
              disabled={busy}
              onChange={setWanted}
              options={(parts.data ?? []).map((one) => ({
                value: one.name,
                label: `${one.name} (${formatCount(one.rows, 'row')})`,
                disabled: one.rows === 0,
              }))}
            />
          </Field>
        )}
        <Field label="Data set" hint="The name of a data set that is there adds a version to it.">
          <TextInput
            value={name}
            required
            disabled={busy}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Field label="Table name in this notebook" error={refusal ?? failure}>
          <TextInput
            value={table}
            required
            disabled={busy}
            onChange={(event) => setChosen(event.target.value)}
          />
        </Field>
        <UploadProgress state={state} onCancel={cancel} />
      </form>
    </Dialog>
  );
}
