'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2, Undo2, Upload } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { TextInput } from '@/components/ui/field';
import { formatBytes, formatNumber } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './datasets-page.module.css';
import { DropZone } from './drop-zone';
import { pickFile } from './pick-file';
import { UploadProgress } from './upload-progress';
import { useUpload } from './use-upload';

type Dataset = ApiOutput['datasets']['list'][number];

export function DatasetsPage() {
  const [deleted, setDeleted] = useState(false);
  const [search, setSearch] = useState('');
  const { state, upload, cancel } = useUpload();
  const router = useRouter();
  const client = useQueryClient();
  const datasets = useQuery({
    queryKey: ['datasets', 'list', { deleted }],
    queryFn: () => api.datasets.list.query({ deleted }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['datasets'] });
  const failed = (error: unknown) => toast.failed(errorMessage(error));

  const add = async (file: File) => {
    const added = await upload(file);
    if (!added) return;
    void refresh();
    if (!added.isNew) toast.done(`${added.name} already has this content, as version ${added.version}.`);
    router.push(`/datasets/${added.datasetId}`);
  };
  const restore = useMutation({
    mutationFn: (id: string) => api.datasets.restore.mutate({ id }),
    onSuccess: refresh,
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.datasets.delete.mutate({ id }),
    onSuccess: ({ name }, id) => {
      void refresh();
      toast.done(`“${name}” was deleted.`, () => restore.mutate(id));
    },
    onError: failed,
  });

  const wanted = search.trim().toLowerCase();
  const rows = datasets.data?.filter(({ name }) => name.toLowerCase().includes(wanted)) ?? [];
  return (
    <DropZone onFile={(file) => void add(file)}>
      <Page>
        <PageHeader
          title={deleted ? 'Deleted data sets' : 'Data'}
          actions={
            <>
              <Button variant="quiet" onClick={() => setDeleted(!deleted)}>
                {deleted ? 'Back to data' : 'Deleted'}
              </Button>
              <Button
                variant="primary"
                icon={Upload}
                busy={state.phase === 'sending'}
                onClick={() => pickFile((file) => void add(file))}
              >
                Add file
              </Button>
            </>
          }
        />
        <UploadProgress state={state} onCancel={cancel} />
        {datasets.isPending && <Loading />}
        {datasets.isError && (
          <ErrorNotice message={errorMessage(datasets.error)} onRetry={() => datasets.refetch()} />
        )}
        {datasets.data && datasets.data.length > 8 && (
          <TextInput
            className={styles.search}
            placeholder="Find a data set"
            aria-label="Find a data set"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        {datasets.data && (
          <DataTable
            caption={deleted ? 'Deleted data sets' : 'Data sets'}
            rows={rows}
            rowKey={({ id }) => id}
            columns={columns({
              deleted,
              onDelete: (id) => remove.mutate(id),
              onRestore: (id) => restore.mutate(id),
            })}
            empty={
              <Empty deleted={deleted} search={wanted} onAdd={() => pickFile((file) => void add(file))} />
            }
          />
        )}
      </Page>
    </DropZone>
  );
}

function columns(acts: { deleted: boolean; onDelete(id: string): void; onRestore(id: string): void }) {
  return [
    {
      key: 'name',
      title: 'Name',
      cell: ({ id, name }: Dataset) => (acts.deleted ? name : <Link href={`/datasets/${id}`}>{name}</Link>),
    },
    { key: 'rows', title: 'Rows', align: 'right' as const, cell: ({ rows }: Dataset) => formatNumber(rows) },
    {
      key: 'columns',
      title: 'Columns',
      align: 'right' as const,
      wideOnly: true,
      cell: (dataset: Dataset) => formatNumber(dataset.columns),
    },
    {
      key: 'bytes',
      title: 'Size',
      align: 'right' as const,
      wideOnly: true,
      cell: ({ bytes }: Dataset) => formatBytes(bytes),
    },
    { key: 'version', title: 'Newest', wideOnly: true, cell: ({ version }: Dataset) => `v${version}` },
    { key: 'at', title: 'Added', cell: ({ at }: Dataset) => <Time value={at} /> },
    {
      key: 'acts',
      title: '',
      align: 'right' as const,
      cell: ({ id, name }: Dataset) =>
        acts.deleted ? (
          <IconButton label={`Restore ${name}`} icon={Undo2} onClick={() => acts.onRestore(id)} />
        ) : (
          <IconButton label={`Delete ${name}`} icon={Trash2} onClick={() => acts.onDelete(id)} />
        ),
    },
  ];
}

function Empty({ deleted, search, onAdd }: { deleted: boolean; search: string; onAdd(): void }) {
  if (search) return <EmptyState title="No data set of that name" />;
  if (deleted) return <EmptyState title="Nothing deleted" />;
  return (
    <EmptyState
      title="No data yet"
      action={
        <Button icon={Upload} onClick={onAdd}>
          Add file
        </Button>
      }
    >
      A data set is a file of rows and columns that notebooks may read: CSV, TSV, Parquet, JSON or Arrow. Each
      new content becomes a version; versions never change. Drop a file here, or pick one. A folder or zip of
      pictures becomes a table of them.
    </EmptyState>
  );
}
