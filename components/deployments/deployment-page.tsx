'use client';

import { useQuery } from '@tanstack/react-query';
import { Ghost, MoreHorizontal, Split, Trash2, TrendingUp } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { api } from '@/components/api';
import { ServedTryBox } from '@/components/models/served-try-box';
import { LoadFailed } from '@/components/shell/load-failed';
import { Button, IconButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { CanaryDialog } from './canary-dialog';
import { ExperimentDialog } from './experiment-dialog';
import { FiguresSection } from './figures-section';
import { HistorySection } from './history-section';
import { KeysSection } from './keys-section';
import type { Deployment } from './routes-in-words';
import { RulesSection } from './rules-section';
import { ShadowDialog } from './shadow-dialog';
import { TrafficSection } from './traffic-section';
import { useDeploymentActs } from './use-deployment-acts';

/** A served name: what answers there, how that goes, what the rules are, who may ask, and what was before. */
export function DeploymentPage({ name }: { name: string }) {
  const deployment = useQuery({
    queryKey: ['deployments', 'read', name],
    queryFn: () => api.deployments.read.query({ name }),
    refetchInterval: 5000,
  });
  const crumbs = [{ label: 'Deployments', href: '/deployments' }];
  if (deployment.isPending)
    return (
      <Page wide>
        <PageHeader title={name} crumbs={crumbs} />
        <Loading />
      </Page>
    );
  if (deployment.isError)
    return (
      <Page wide>
        <PageHeader title={name} crumbs={crumbs} />
        <LoadFailed
          error={deployment.error}
          onRetry={() => deployment.refetch()}
          list={{ label: 'deployments', href: '/deployments' }}
        />
      </Page>
    );
  return <Loaded deployment={deployment.data} />;
}

type Asked = 'canary' | 'experiment' | 'shadow';

function Loaded({ deployment }: { deployment: Deployment }) {
  const { name, model, isExplicit, routes } = deployment;
  const [asked, setAsked] = useState<Asked>();
  const acts = useDeploymentActs(name);
  const close = () => setAsked(undefined);
  return (
    <Page wide>
      <PageHeader
        title={name}
        crumbs={[{ label: 'Deployments', href: '/deployments' }]}
        detail={
          <>
            Serves <Link href={`/models/${model}`}>{model}</Link> at <code>/api/models/{name}/predict</code>
            {!isExplicit && '. Nobody said otherwise, so everything goes to its champion.'}
          </>
        }
        actions={
          <>
            <Button icon={Ghost} onClick={() => setAsked('shadow')}>
              Shadow
            </Button>
            <Button icon={Split} disabled={routes.split !== null} onClick={() => setAsked('experiment')}>
              A/B test
            </Button>
            <Button
              variant="primary"
              icon={TrendingUp}
              disabled={routes.split?.kind === 'experiment'}
              onClick={() => setAsked('canary')}
            >
              Start canary
            </Button>
            {isExplicit && (
              <Menu
                trigger={<IconButton label="More for this deployment" icon={MoreHorizontal} />}
                items={[
                  {
                    label: 'Delete deployment',
                    icon: Trash2,
                    danger: true,
                    onSelect: () => void acts.remove(),
                  },
                ]}
              />
            )}
          </>
        }
      />
      <TrafficSection deployment={deployment} />
      <FiguresSection name={name} />
      <Section title="Call it">
        <ServedTryBox name={name} />
      </Section>
      <RulesSection deployment={deployment} />
      <KeysSection deployment={deployment} />
      {isExplicit && (
        <Section title="What it served when">
          <HistorySection name={name} revision={deployment.revision} />
        </Section>
      )}
      {asked === 'canary' && <CanaryDialog deployment={deployment} onClose={close} />}
      {asked === 'experiment' && <ExperimentDialog deployment={deployment} onClose={close} />}
      {asked === 'shadow' && <ShadowDialog deployment={deployment} onClose={close} />}
    </Page>
  );
}
