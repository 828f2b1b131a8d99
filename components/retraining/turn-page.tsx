'use client';

import { GitCompareArrows, ListChecks } from 'lucide-react';
import Link from 'next/link';
import { LoadFailed } from '@/components/shell/load-failed';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button-link';
import { formatCount } from '@/components/ui/format';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './retraining.module.css';
import { StopTurn, TurnDecision } from './turn-acts';
import { TurnBadge, turnWords } from './turn-badge';
import { TurnComparison } from './turn-comparison';
import { type Turn, useTurn } from './use-retraining';

/** One way round the loop of a model: its steps with their times, candidate and champion side by side, and what a person may do. */
export function TurnPage({ model, number }: { model: string; number: number }) {
  const turn = useTurn(model, number);
  const crumbs = [
    { label: 'Models', href: '/models' },
    { label: model, href: `/models/${model}` },
  ];
  if (!turn.data)
    return (
      <Page>
        <PageHeader title={`Turn ${number}`} crumbs={crumbs} />
        {turn.isError ? (
          <LoadFailed
            error={turn.error}
            onRetry={() => turn.refetch()}
            list={{ label: 'models', href: '/models' }}
          />
        ) : (
          <Loading />
        )}
      </Page>
    );
  const { data } = turn;
  return (
    <Page>
      <PageHeader
        title={`Turn ${number} of retraining`}
        crumbs={crumbs}
        detail={
          <>
            {data.causeWords} · <Time value={data.createdAt} />
          </>
        }
        actions={<Acts turn={data} />}
      />
      {data.state === 'asking' && <TurnDecision turn={data} />}
      {data.comparison && data.candidate !== null && (
        <Section title={`Version ${data.candidate} beside the champion`}>
          <TurnComparison turn={data} />
        </Section>
      )}
      <Section
        title={
          <>
            Steps <TurnBadge state={data.state} />
          </>
        }
      >
        <ol className={styles.steps}>
          {data.steps.map((step) => (
            <li key={`${step.at} ${step.state} ${step.words}`} className={styles.step}>
              <strong>{step.state === 'asking' ? 'A person is asked' : turnWords[step.state]}</strong>
              <p>{step.words}</p>
              <span className={styles.when}>
                {step.by} · <Time value={step.at} />
              </span>
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Data">
        <DataOf turn={data} />
      </Section>
    </Page>
  );
}

function Acts({ turn }: { turn: Turn }) {
  const { model, candidate, champion, checkId, endedAt } = turn;
  return (
    <>
      {checkId && (
        <ButtonLink icon={ListChecks} href={`/models/${model}/checks/${checkId}`}>
          Gates
        </ButtonLink>
      )}
      {candidate !== null && (
        <ButtonLink
          icon={GitCompareArrows}
          href={`/models/${model}/compare?versions=${candidate},${champion}`}
        >
          Compare
        </ButtonLink>
      )}
      {endedAt === null && <StopTurn turn={turn} />}
    </>
  );
}

function DataOf({ turn: { data, added, candidate, model } }: { turn: Turn }) {
  if (!data || data.length === 0) return <p className={styles.note}>None was chosen.</p>;
  return (
    <>
      <ul className={styles.steps}>
        {data.map(({ table, datasetId, name, version }) => (
          <li key={table}>
            <Link href={`/datasets/${datasetId}?version=${version}`}>
              {name} v{version}
            </Link>{' '}
            <span className={styles.note}>read as {table}</span>{' '}
            {added?.datasetId === datasetId && added.version === version && (
              <Badge>
                v{added.base} and {formatCount(added.rows, 'row')} of the log
              </Badge>
            )}
          </li>
        ))}
      </ul>
      {candidate !== null && (
        <p className={styles.note}>
          <Link href={`/models/${model}/${candidate}`}>Version {candidate}</Link> was trained on it.
        </p>
      )}
    </>
  );
}
