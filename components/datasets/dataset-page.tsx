'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pencil, TableProperties, Upload } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { ScoreDialog } from '@/components/scorings/score-dialog';
import { ScoringsList } from '@/components/scorings/scorings-list';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button } from '@/components/ui/button';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { DatasetChecks } from './checks/dataset-checks';
import { DatasetColumns } from './dataset-columns';
import { DatasetLineage } from './dataset-lineage';
import styles from './dataset-page.module.css';
import { DatasetVersions } from './dataset-versions';
import { DropZone } from './drop-zone';
import { createFirstQuestion } from './first-question';
import { pickFile } from './pick-file';
import { RenameDialog } from './rename-dialog';
import { RowsPreview } from './rows-preview';
import { UploadProgress } from './upload-progress';
import { useUpload } from './use-upload';
import { versionLabel } from './version-label';

type Dataset = ApiOutput['datasets']['read'];

export function DatasetPage({ id }: { id: string }) {
  const version = Number(useSearchParams().get('version')) || undefined;
  const dataset = useQuery({
    queryKey: ['datasets', 'read', id, version],
    queryFn: () => api.datasets.read.query({ id, version }),
  });
  if (dataset.isPending) return <Loading />;
  if (dataset.isError)
    return (
      <Page>
        <LoadFailed
          error={dataset.error}
          onRetry={() => dataset.refetch()}
          list={{ label: 'data', href: '/datasets' }}
        />
      </Page>
    );
  return <ShownDataset dataset={dataset.data} />;
}

function ShownDataset({ dataset }: { dataset: Dataset }) {
  const { id, name, versions, version, profile, notes } = dataset;
  const { state, upload, cancel } = useUpload();
  const [renaming, setRenaming] = useState(false);
  const [scoring, setScoring] = useState(false);
  const router = useRouter();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['datasets'] });
  const shown = versions.find(({ number }) => number === version);
  const rows = shown?.rows ?? 0;

  const addVersion = async (file: File) => {
    const added = await upload(file, name);
    if (!added) return;
    await refresh();
    toast.done(
      added.isNew
        ? `Version ${added.version} of ${name} was added.`
        : `This is the content of version ${added.version}: nothing was added.`,
    );
    router.push(`/datasets/${id}?version=${added.version}`);
  };
  const ask = useMutation({
    mutationFn: () =>
      createFirstQuestion({ datasetId: id, name, fileName: shown?.fileName ?? name, rows: shown?.rows ?? 0 }),
    onSuccess: (notebookId) => router.push(`/notebooks/${notebookId}`),
    onError: (error) => toast.failed(errorMessage(error)),
  });

  return (
    <DropZone onFile={(file) => void addVersion(file)}>
      <Page>
        <PageHeader
          title={name}
          crumbs={[{ label: 'Data', href: '/datasets' }]}
          detail={
            shown && (
              <span>
                {versionLabel(shown)} · {formatCount(rows, 'row')} · {formatCount(profile.length, 'column')} ·{' '}
                {formatBytes(shown.bytes)} · {shown.fileName}
              </span>
            )
          }
          actions={
            <>
              <Button variant="quiet" icon={Pencil} onClick={() => setRenaming(true)}>
                Rename
              </Button>
              <Button
                icon={Upload}
                busy={state.phase === 'sending'}
                onClick={() => pickFile((file) => void addVersion(file))}
              >
                Add version
              </Button>
              <Button icon={TableProperties} onClick={() => setScoring(true)}>
                Score
              </Button>
              <Button variant="primary" busy={ask.isPending} onClick={() => ask.mutate()}>
                Open in a notebook
              </Button>
            </>
          }
        />
        <UploadProgress state={state} onCancel={cancel} />
        {notes.length > 0 && (
          <ul className={styles.notes} aria-label="Notes on how the file was read">
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <DatasetChecks id={id} version={version} columns={profile.map((column) => column.name)} />
        <Section title="Columns">
          <DatasetColumns id={id} profile={profile} personal={dataset.personal} rows={rows} />
        </Section>
        <Section title="Rows">
          <RowsPreview
            key={version}
            id={id}
            version={version}
            columns={profile}
            masked={maskedIn(dataset.personal)}
          />
        </Section>
        <DatasetVersions dataset={dataset} />
        <Section title="Scored">
          <ScoringsList of={{ datasetId: id }} empty="No model has answered its rows yet." />
        </Section>
        <DatasetLineage id={id} version={version} />
      </Page>
      {scoring && <ScoreDialog dataset={{ id, name, version, rows }} onClose={() => setScoring(false)} />}
      {renaming && <RenameDialog id={id} name={name} onDone={() => setRenaming(false)} />}
    </DropZone>
  );
}

const maskedIn = (personal: Dataset['personal']): ReadonlySet<string> =>
  new Set(Object.keys(personal).filter((column) => personal[column]?.mark !== 'none'));
