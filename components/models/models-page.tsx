'use client';

import { useQuery } from '@tanstack/react-query';
import { History, MoreHorizontal } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { api, errorMessage } from '@/components/api';
import { IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Menu } from '@/components/ui/menu';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { ImportModel } from './import/import-model';
import { headline, learnerWords } from './metric-words';
import styles from './models.module.css';
import { VerificationBadge } from './verification-badge';

/** Every model with its champion. */
export function ModelsPage() {
  const models = useQuery({
    queryKey: ['models', 'list'],
    queryFn: () => api.models.list.query({}),
    refetchInterval: 5000,
  });
  return (
    <ImportModel>
      {(importButton) => (
        <Page>
          <PageHeader
            title="Models"
            actions={
              <>
                {importButton}
                <MoreActs />
              </>
            }
          />
          {models.isPending && <Loading />}
          {models.isError && (
            <ErrorNotice message={errorMessage(models.error)} onRetry={() => models.refetch()} />
          )}
          {models.data && (
            <DataTable
              caption="Models"
              rows={models.data}
              rowKey={(model) => model.id}
              empty={<NoModels />}
              columns={[
                {
                  key: 'name',
                  title: 'Model',
                  cell: (model) => (
                    <div className={styles.named}>
                      <Link href={`/models/${model.name}`}>{model.name}</Link>
                      {model.description && <span className={styles.note}>{model.description}</span>}
                    </div>
                  ),
                },
                {
                  key: 'champion',
                  title: 'Champion',
                  cell: (model) =>
                    model.champion === null ? (
                      <span className={styles.note}>none yet</span>
                    ) : (
                      `v${model.champion}`
                    ),
                },
                {
                  key: 'metric',
                  title: 'Test figure',
                  cell: (model) => (model.task && model.metrics ? headline(model.task, model.metrics) : '—'),
                },
                {
                  key: 'learner',
                  title: 'Learner',
                  wideOnly: true,
                  cell: (model) => (model.learner ? learnerWords[model.learner] : '—'),
                },
                {
                  key: 'reproduced',
                  title: 'Reproduced',
                  wideOnly: true,
                  cell: (model) =>
                    model.verification ? (
                      <VerificationBadge status={model.status ?? 'ready'} verification={model.verification} />
                    ) : (
                      '—'
                    ),
                },
                {
                  key: 'versions',
                  title: 'Versions',
                  align: 'right',
                  wideOnly: true,
                  cell: (model) => model.versions,
                },
                {
                  key: 'promoted',
                  title: 'Last promoted',
                  align: 'right',
                  wideOnly: true,
                  cell: (model) => <Time value={model.promotedAt} />,
                },
              ]}
            />
          )}
        </Page>
      )}
    </ImportModel>
  );
}

function MoreActs() {
  const router = useRouter();
  return (
    <Menu
      trigger={<IconButton label="More for models" icon={MoreHorizontal} />}
      items={[{ label: 'Deleted models', icon: History, onSelect: () => router.push('/deletions') }]}
    />
  );
}

const NoModels = () => (
  <EmptyState title="No models yet" action={<ButtonLink href="/notebooks">Open a notebook</ButtonLink>}>
    <p>
      A model comes from a notebook: train one in a training cell, look at its test figures, and press{' '}
      <strong>Promote model</strong> under them. It is then kept here with the cells and data that made it,
      answers over HTTP, and can be watched.
    </p>
    <p>A model that was made elsewhere can be dropped here as an ONNX file.</p>
  </EmptyState>
);
