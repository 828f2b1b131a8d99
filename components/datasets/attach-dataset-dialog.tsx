'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Upload } from 'lucide-react';
import { useState } from 'react';
import type { GrantedDataset } from '@/cells/bridge/messages';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import { freeTableName, grantDataset, refuseTableName } from './grant-dataset';
import { pickFile } from './pick-file';
import { ProposeDatasetDialog } from './propose-dataset-dialog';
import { toTableName } from './table-name';

/** Asks which data set a notebook may read, under which table name, and whether it follows new versions. */
export function AttachDatasetDialog({
  notebookId,
  onDone,
}: {
  notebookId: string;
  onDone(granted: GrantedDataset | null): void;
}) {
  const [file, setFile] = useState<File>();
  const [datasetId, setDatasetId] = useState<string>();
  const [version, setVersion] = useState('');
  const [chosen, setChosen] = useState<string>();
  const datasets = useQuery({
    queryKey: ['datasets', 'list', { deleted: false }],
    queryFn: () => api.datasets.list.query({}),
  });
  const granted = useQuery({
    queryKey: ['datasets', 'granted', notebookId],
    queryFn: () => api.datasets.listGranted.query({ notebookId }),
  });
  const dataset = datasets.data?.find(({ id }) => id === datasetId) ?? datasets.data?.[0];
  const taken = granted.data?.map(({ table }) => table) ?? [];
  const table = chosen ?? freeTableName(toTableName(dataset?.fileName ?? 'data'), taken);
  const refusal = refuseTableName(table, taken);
  const attach = useMutation({
    mutationFn: () =>
      grantDataset({
        notebookId,
        datasetId: dataset?.id ?? '',
        table,
        version: Number(version) || undefined,
      }),
    onSuccess: onDone,
  });
  if (file) return <ProposeDatasetDialog file={file} notebookId={notebookId} onDone={onDone} />;

  const isEmpty = datasets.data?.length === 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone(null)}
      title="Attach a data set"
      description="This notebook may read it from now on, whoever opens the notebook."
      footer={
        <>
          <Button icon={Upload} onClick={() => pickFile(setFile)}>
            Add file
          </Button>
          <Button onClick={() => onDone(null)}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="attach-dataset"
            busy={attach.isPending}
            disabled={!dataset || Boolean(refusal)}
          >
            Attach
          </Button>
        </>
      }
    >
      {datasets.isPending && <Loading />}
      {datasets.isError && (
        <ErrorNotice message={errorMessage(datasets.error)} onRetry={() => datasets.refetch()} />
      )}
      {isEmpty && (
        <EmptyState title="No data yet">
          Add a file: it becomes a data set that any notebook may be given.
        </EmptyState>
      )}
      {dataset && (
        <form
          id="attach-dataset"
          onSubmit={(event) => {
            event.preventDefault();
            attach.mutate();
          }}
        >
          <Field
            label="Data set"
            hint={`${formatCount(dataset.rows, 'row')}, ${formatCount(dataset.columns, 'column')}`}
          >
            <Select
              value={dataset.id}
              onChange={(id) => {
                setDatasetId(id);
                setVersion('');
                setChosen(undefined);
              }}
              options={datasets.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            />
          </Field>
          <Field label="Version">
            <Select
              value={version}
              onChange={setVersion}
              options={[
                { value: '', label: `Newest (now v${dataset.version})` },
                ...Array.from({ length: dataset.version }, (_, i) => dataset.version - i).map((number) => ({
                  value: String(number),
                  label: `Always v${number}`,
                })),
              ]}
            />
          </Field>
          <Field
            label="Table name"
            error={refusal ?? (attach.isError ? errorMessage(attach.error) : undefined)}
          >
            <TextInput value={table} required onChange={(event) => setChosen(event.target.value)} />
          </Field>
        </form>
      )}
    </Dialog>
  );
}
