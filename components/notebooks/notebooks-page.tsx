'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FilePlus2, FileUp, Trash2, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { notebookFiles } from '@/cells/document/convert/read-file';
import { api, errorMessage } from '@/components/api';
import { DropZone } from '@/components/datasets/drop-zone';
import { Button, IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './notebooks-page.module.css';
import { useImport } from './use-import';

export function NotebooksPage() {
  const [deleted, setDeleted] = useState(false);
  const [search, setSearch] = useState('');
  const router = useRouter();
  const client = useQueryClient();
  const notebooks = useQuery({
    queryKey: ['notebooks', 'list', { deleted }],
    queryFn: () => api.notebooks.list.query({ deleted }),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['notebooks'] });
  const failed = (error: unknown) => toast.failed(errorMessage(error));

  const create = useMutation({
    mutationFn: () => api.notebooks.create.mutate({}),
    onSuccess: ({ id }) => router.push(`/notebooks/${id}`),
    onError: failed,
  });
  const restore = useMutation({
    mutationFn: (id: string) => api.notebooks.restore.mutate({ id }),
    onSuccess: refresh,
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.notebooks.delete.mutate({ id }),
    onSuccess: ({ title }, id) => {
      void refresh();
      toast.done(`“${title}” was deleted.`, () => restore.mutate(id));
    },
    onError: failed,
  });

  const { importFiles, importing, report } = useImport();
  const picker = useRef<HTMLInputElement>(null);

  const wanted = search.trim().toLowerCase();
  const rows = notebooks.data?.filter(({ title }) => title.toLowerCase().includes(wanted)) ?? [];
  return (
    <DropZone
      sign="Drop to import"
      packsModels={false}
      onFile={(file, others) => void importFiles([file, ...others])}
    >
      <Page>
        <PageHeader
          title={deleted ? 'Deleted notebooks' : 'Notebooks'}
          actions={
            <>
              <Button variant="quiet" onClick={() => setDeleted(!deleted)}>
                {deleted ? 'Back to notebooks' : 'Deleted'}
              </Button>
              <Button icon={FileUp} busy={importing !== undefined} onClick={() => picker.current?.click()}>
                {importing === undefined ? 'Import' : `Reading ${importing}`}
              </Button>
              <input
                ref={picker}
                type="file"
                hidden
                multiple
                aria-label="Notebooks to import"
                accept={notebookFiles.join()}
                onChange={(event) => {
                  void importFiles([...(event.target.files ?? [])]);
                  event.target.value = '';
                }}
              />
              <Button
                variant="primary"
                icon={FilePlus2}
                busy={create.isPending}
                onClick={() => create.mutate()}
              >
                New notebook
              </Button>
            </>
          }
        />
        {notebooks.isPending && <Loading />}
        {notebooks.isError && (
          <ErrorNotice message={errorMessage(notebooks.error)} onRetry={() => notebooks.refetch()} />
        )}
        {notebooks.data && notebooks.data.length > 8 && (
          <TextInput
            className={styles.search}
            type="search"
            placeholder="Find by title"
            aria-label="Find by title"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        {notebooks.data && (
          <DataTable
            caption="Notebooks"
            rows={rows}
            rowKey={({ id }) => id}
            empty={
              deleted ? (
                <EmptyState title="Nothing was deleted">
                  Notebooks that you delete wait here until you want them back.
                </EmptyState>
              ) : wanted ? (
                <EmptyState title="No notebook has that in its title" />
              ) : (
                <EmptyState
                  title="No notebooks yet"
                  action={<ButtonLink href="/">Open an example</ButtonLink>}
                >
                  A notebook asks data questions, trains models and promotes them.
                </EmptyState>
              )
            }
            columns={[
              {
                key: 'title',
                title: 'Title',
                cell: (row) => (deleted ? row.title : <Link href={`/notebooks/${row.id}`}>{row.title}</Link>),
              },
              {
                key: 'revision',
                title: 'Revisions',
                align: 'right',
                wideOnly: true,
                cell: (row) => row.revision,
              },
              {
                key: 'changed',
                title: 'Changed',
                align: 'right',
                cell: (row) => <Time value={row.updatedAt} />,
              },
              {
                key: 'acts',
                title: '',
                align: 'right',
                cell: (row) =>
                  deleted ? (
                    <IconButton
                      label={`Restore ${row.title}`}
                      icon={Undo2}
                      onClick={() => restore.mutate(row.id)}
                    />
                  ) : (
                    <IconButton
                      label={`Delete ${row.title}`}
                      icon={Trash2}
                      onClick={() => remove.mutate(row.id)}
                    />
                  ),
              },
            ]}
          />
        )}
        {rows.length > 0 && <p className={styles.count}>{formatCount(rows.length, 'notebook')}</p>}
        {report}
      </Page>
    </DropZone>
  );
}
