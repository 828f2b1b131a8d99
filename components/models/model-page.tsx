'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Activity, BellOff, MoreHorizontal, Pencil, Rocket, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { LogSection } from '@/components/prediction-log/log-section';
import { RetrainingSection } from '@/components/retraining/retraining-section';
import { useRetraining } from '@/components/retraining/use-retraining';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button, IconButton } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { Menu } from '@/components/ui/menu';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { AliasHistory } from './alias-history';
import { DeleteDialog } from './delete-dialog';
import { DescribeDialog } from './describe-dialog';
import { GatesSection } from './gates-section';
import { ImportModel } from './import/import-model';
import { LoopPicture } from './loop-picture';
import styles from './models.module.css';
import { MonitorDialog } from './monitor-dialog';
import { ServedTryBox } from './served-try-box';
import { Tags } from './tags';
import { useModel } from './use-model';
import { VersionsTable } from './versions-table';

/** A model: its loop, its versions, a way to call it, and who made which version the champion when. */
export function ModelPage({ name }: { name: string }) {
  const model = useModel(name);
  const traffic = useQuery({
    queryKey: ['models', 'traffic', name],
    queryFn: () => api.models.traffic.query({ model: name }),
    refetchInterval: 10_000,
  });
  const monitors = useQuery({
    queryKey: ['monitors', name],
    queryFn: () => api.monitors.list.query({ model: name }),
    refetchInterval: 10_000,
  });
  const retraining = useRetraining(name);
  const crumbs = [{ label: 'Models', href: '/models' }];
  if (model.isPending)
    return (
      <Page wide>
        <PageHeader title={name} crumbs={crumbs} />
        <Loading />
      </Page>
    );
  if (model.isError)
    return (
      <Page wide>
        <PageHeader title={name} crumbs={crumbs} />
        <LoadFailed
          error={model.error}
          onRetry={() => model.refetch()}
          list={{ label: 'models', href: '/models' }}
        />
      </Page>
    );
  const { data } = model;
  const shown = data.versions.find((version) => version.number === data.champion) ?? data.versions[0];
  const monitor = monitors.data?.[0];
  return (
    <ImportModel model={name}>
      {(importButton) => (
        <Page wide>
          <PageHeader
            title={data.name}
            crumbs={crumbs}
            detail={
              <>
                <Description name={data.name} text={data.description} />
                <Tags owner={data.owner} licence={data.licence} tags={data.tags} />
              </>
            }
            actions={
              <>
                {monitor ? (
                  <ButtonLink icon={Activity} href={`/notebooks/${monitor.notebookId}`}>
                    Open monitor
                  </ButtonLink>
                ) : (
                  <MonitorButton model={name} />
                )}
                {importButton}
                <MoreActs model={name} monitors={monitors.data ?? []} />
              </>
            }
          />
          {shown && (
            <LoopPicture
              model={data}
              version={shown}
              traffic={traffic.data}
              monitors={monitors.data}
              retraining={retraining.data}
            />
          )}
          <Section title="Versions">
            <VersionsTable model={data} />
          </Section>
          <GatesSection model={name} task={data.versions[0]?.task ?? 'regression'} />
          <RetrainingSection model={name} tables={[...new Set(shown?.data.map(({ table }) => table))]} />
          <div id="try">
            <Section
              title="Call it"
              actions={
                <ButtonLink icon={Rocket} href={`/deployments/${name}`}>
                  Deployment
                </ButtonLink>
              }
            >
              {data.champion !== null && <ServedTryBox name={name} />}
            </Section>
          </div>
          <LogSection model={name} />
          <Section title="Who moved which alias">
            <AliasHistory model={name} history={data.history} />
          </Section>
        </Page>
      )}
    </ImportModel>
  );
}

/** What the model is for, with the way to say it. */
function Description({ name, text }: { name: string; text: string }) {
  const [editing, setEditing] = useState(false);
  return (
    <span className={styles.description}>
      {text}
      {text ? (
        <IconButton label="Change the description" icon={Pencil} onClick={() => setEditing(true)} />
      ) : (
        <Button variant="quiet" icon={Pencil} onClick={() => setEditing(true)}>
          Describe it
        </Button>
      )}
      {editing && <DescribeDialog model={name} onClose={() => setEditing(false)} />}
    </span>
  );
}

function MoreActs({ model, monitors }: { model: string; monitors: ApiOutput['monitors']['list'] }) {
  const [deleting, setDeleting] = useState(false);
  const [adding, setAdding] = useState(false);
  const client = useQueryClient();
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      toast.failed(errorMessage(error));
    }
    await client.invalidateQueries({ queryKey: ['monitors'] });
  };
  // A monitor is there while its schedule is: that is what can be brought back.
  const remove = ({ scheduleId: id, notebook }: (typeof monitors)[number]) =>
    act(async () => {
      await api.schedules.delete.mutate({ id });
      toast.done(`“${notebook}” watches ${model} no more. Its notebook stays.`, () =>
        act(() => api.schedules.restore.mutate({ id })),
      );
    });
  return (
    <>
      <Menu
        trigger={<IconButton label="More for this model" icon={MoreHorizontal} />}
        items={[
          ...(monitors.length > 0
            ? [{ label: 'Add a monitor', icon: Activity, onSelect: () => setAdding(true) }]
            : []),
          ...monitors.map((monitor) => ({
            label: monitors.length === 1 ? 'Remove monitor' : `Remove monitor “${monitor.notebook}”`,
            icon: BellOff,
            onSelect: () => void remove(monitor),
          })),
          { label: 'Delete model', icon: Trash2, danger: true, onSelect: () => setDeleting(true) },
        ]}
      />
      {adding && <MonitorDialog model={model} onClose={() => setAdding(false)} />}
      {deleting && <DeleteDialog model={model} onClose={() => setDeleting(false)} />}
    </>
  );
}

function MonitorButton({ model }: { model: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={Activity} onClick={() => setAsking(true)}>
        Monitor this model
      </Button>
      {asking && <MonitorDialog model={model} onClose={() => setAsking(false)} />}
    </>
  );
}
