'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Check as CheckIcon, Crown, FileText, GitCompareArrows, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { sayRule } from '@/cells/gates/say-rule';
import { api, errorMessage } from '@/components/api';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading, Progress } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { ApprovalBox } from './approval-box';
import { CheckBadge } from './check-badge';
import styles from './gates.module.css';
import { OverruleDialog } from './overrule-dialog';
import { type Check, checkPath, useCheck } from './use-gates';

/** A version held against the gates of an alias: each verdict with its figures, the approval, and the move itself. */
export function CheckPage({ model, checkId }: { model: string; checkId: string }) {
  const check = useCheck(checkId);
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: model, href: `/models/${model}` },
  ];
  if (!check.data)
    return (
      <Page>
        <PageHeader title="Check" crumbs={crumbs} />
        {check.isError ? (
          <LoadFailed
            error={check.error}
            onRetry={() => check.refetch()}
            list={{ label: 'models', href: '/models' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { data } = check;
  const done = data.rules.filter(({ verdict }) => verdict !== null).length;
  return (
    <Page>
      <PageHeader
        title={`Version ${data.version} as ${data.alias}`}
        crumbs={[...crumbs, { label: `Version ${data.version}`, href: `/models/${model}/${data.version}` }]}
        detail={
          <>
            Checked by {data.by ?? 'somebody'}, <Time value={data.createdAt} />
            {data.against === null ? '' : `, against version ${data.against}`}
          </>
        }
        actions={<Acts check={data} />}
      />
      {data.outdated && (
        <ErrorNotice message={`This check no longer counts: ${data.outdated} Run it again.`} />
      )}
      {data.state === 'running' && (
        <Progress
          label={data.progress}
          fraction={data.rules.length === 0 ? undefined : done / data.rules.length}
        />
      )}
      <Section title={<Verdict check={data} />}>
        <ul className={styles.rules}>
          {data.rules.map(({ rule, verdict }) => (
            <li key={JSON.stringify(rule)} className={styles.rule}>
              <div>{verdict ? <CheckBadge state={verdict.state} /> : <Badge>Not yet</Badge>}</div>
              <div>
                <span className={styles.sentence}>
                  {sayRule(rule, (id) => data.approvers.find((person) => person.id === id)?.name ?? id)}
                </span>
                {verdict && <p>{verdict.words}</p>}
                {verdict?.todo && <p className={styles.todo}>{verdict.todo}</p>}
              </div>
            </li>
          ))}
        </ul>
        {data.rules.length === 0 && <p className={styles.note}>There was no gate to pass.</p>}
      </Section>
      {data.approval && <ApprovalBox check={data} />}
    </Page>
  );
}

function Verdict({ check }: { check: Check }) {
  const words = {
    running: 'The gates are being checked',
    waiting: 'The gates wait',
    passed: 'The gates let it through',
    failed: 'The gates refuse it',
  };
  return (
    <span className={styles.head}>
      {words[check.state]} <CheckBadge state={check.state} />
    </span>
  );
}

function Acts({ check }: { check: Check }) {
  const { model, version, alias, standsAt } = check;
  const client = useQueryClient();
  const router = useRouter();
  const [busy, setBusy] = useState<'move' | 'again'>();
  const [overruling, setOverruling] = useState(false);
  const attempt = async (what: 'move' | 'again', act: () => Promise<void>) => {
    setBusy(what);
    try {
      await act();
    } catch (error) {
      toast.failed(errorMessage(error));
    } finally {
      setBusy(undefined);
      await client.invalidateQueries({ queryKey: ['models'] });
    }
  };
  const move = () =>
    attempt('move', async () => {
      await api.models.moveAlias.mutate({ model, alias, version, expected: standsAt });
      toast.done(`Version ${version} is ${alias} now`, () => void rollBack());
    });
  const rollBack = () =>
    attempt('move', async () => {
      await api.models.rollBackAlias.mutate({ model, alias, expected: version, reason: 'Undone' });
    });
  const again = () =>
    attempt('again', async () => {
      const { checkId } = await api.models.startCheck.mutate({ model, version, alias });
      router.push(checkPath(model, checkId));
    });
  const isThere = standsAt === version;
  return (
    <>
      <ButtonLink icon={FileText} href={`/models/${model}/${version}/card`}>
        Model card
      </ButtonLink>
      {check.against !== null && (
        <ButtonLink
          icon={GitCompareArrows}
          href={`/models/${model}/compare?versions=${version},${check.against}`}
        >
          Compare
        </ButtonLink>
      )}
      {!isThere && check.state !== 'running' && (
        <Button icon={RotateCw} busy={busy === 'again'} onClick={again}>
          Check again
        </Button>
      )}
      {!isThere && check.state === 'failed' && <Button onClick={() => setOverruling(true)}>Overrule</Button>}
      {isThere ? (
        <Badge tone="ok" icon={CheckIcon}>
          {alias}
        </Badge>
      ) : (
        <Button
          variant="primary"
          icon={Crown}
          busy={busy === 'move'}
          disabled={check.state !== 'passed' || check.outdated !== null}
          onClick={move}
        >
          Make {alias}
        </Button>
      )}
      {overruling && <OverruleDialog check={check} onClose={() => setOverruling(false)} />}
    </>
  );
}
