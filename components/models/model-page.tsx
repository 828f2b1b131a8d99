'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import { AliasHistory } from './alias-history';
import { LoopPicture } from './loop-picture';
import { TryBox } from './try-box';
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
    <Page wide>
      <PageHeader
        title={data.name}
        crumbs={crumbs}
        detail={data.description || undefined}
        actions={
          monitor ? (
            <ButtonLink icon={Activity} href={`/notebooks/${monitor.notebookId}`}>
              Open monitor
            </ButtonLink>
          ) : (
            <MonitorButton model={name} />
          )
        }
      />
      {shown && <LoopPicture model={data} version={shown} traffic={traffic.data} monitors={monitors.data} />}
      <Section title="Versions">
        <VersionsTable model={data} />
      </Section>
      <div id="try">
        <Section title="Call it">
          {data.champion !== null && <ChampionTryBox name={name} version={data.champion} />}
        </Section>
      </div>
      <Section title="Who moved which alias">
        <AliasHistory history={data.history} />
      </Section>
    </Page>
  );
}

function ChampionTryBox({ name, version }: { name: string; version: number }) {
  const champion = useQuery({
    queryKey: ['models', 'version', name, version],
    queryFn: () => api.models.version.query({ model: name, version }),
  });
  if (champion.isPending) return <Loading />;
  if (champion.isError)
    return <ErrorNotice message={errorMessage(champion.error)} onRetry={() => champion.refetch()} />;
  const { manifest, example } = champion.data;
  return <TryBox key={version} reference={name} signature={manifest.signature} example={example} />;
}

/** Makes a notebook that watches the model, runs it daily, and opens it. */
function MonitorButton({ model }: { model: string }) {
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const create = async () => {
    setBusy(true);
    try {
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const { notebookId } = await api.monitors.create.mutate({ model, timeZone });
      await client.invalidateQueries({ queryKey: ['monitors'] });
      toast.done(`${model} is watched every morning at seven`);
      router.push(`/notebooks/${notebookId}`);
    } catch (error) {
      toast.failed(errorMessage(error));
      setBusy(false);
    }
  };
  return (
    <Button icon={Activity} busy={busy} onClick={create}>
      Monitor this model
    </Button>
  );
}
