import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play, Square } from 'lucide-react';
import Link from 'next/link';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Loading, Progress } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './scorings.module.css';

type Scoring = ApiOutput['scorings']['list'][number];

/** What was put through a version, or what a data set was put through: followed while it goes, with its result and its refusals. */
export function ScoringsList({
  of,
  empty,
}: {
  of: { readonly versionId: string } | { readonly datasetId: string };
  empty: string;
}) {
  const client = useQueryClient();
  const isOfVersion = 'versionId' in of;
  const scorings = useQuery({
    queryKey: ['scorings', 'list', of],
    queryFn: () => api.scorings.list.query(of),
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 1000 : false),
  });
  const act = useMutation({
    mutationFn: ({ id, does }: { id: string; does: 'stop' | 'resume' }) => api.scorings[does].mutate({ id }),
    onError: (error) => toast.failed(errorMessage(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['scorings'] }),
  });
  if (scorings.isPending) return <Loading />;
  if (scorings.isError)
    return <ErrorNotice message={errorMessage(scorings.error)} onRetry={() => scorings.refetch()} />;
  if (scorings.data.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <DataTable
      caption="Scored data sets"
      rows={scorings.data}
      rowKey={({ id }) => id}
      columns={[
        isOfVersion
          ? {
              key: 'data',
              title: 'Data',
              cell: ({ dataset, datasetId, datasetVersion }) => (
                <Link href={`/datasets/${datasetId}?version=${datasetVersion}`}>
                  {dataset ?? 'A data set that is gone'} v{datasetVersion}
                </Link>
              ),
            }
          : {
              key: 'model',
              title: 'Model',
              cell: ({ model, version }) => (
                <Link href={`/models/${model}/${version}`}>
                  {model} v{version}
                </Link>
              ),
            },
        { key: 'state', title: 'How it stands', cell: (scoring) => <Standing scoring={scoring} /> },
        { key: 'rows', title: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
        { key: 'when', title: 'Asked', wideOnly: true, cell: ({ createdAt }) => <Time value={createdAt} /> },
        {
          key: 'acts',
          title: '',
          align: 'right',
          cell: (scoring) =>
            isUnderWay(scoring) ? (
              <Button icon={Square} onClick={() => act.mutate({ id: scoring.id, does: 'stop' })}>
                Stop
              </Button>
            ) : scoring.state === 'done' ? null : (
              <Button icon={Play} onClick={() => act.mutate({ id: scoring.id, does: 'resume' })}>
                Go on
              </Button>
            ),
        },
      ]}
    />
  );
}

const isUnderWay = ({ state }: Scoring): boolean => state === 'waiting' || state === 'running';

function Standing({ scoring }: { scoring: Scoring }) {
  const { state, rows, doneRows, detail, output, resultDatasetId, resultVersion, refusedRows, refusals } =
    scoring;
  if (state === 'waiting') return <Badge tone="running">waiting</Badge>;
  if (state === 'running')
    return (
      <span className={styles.running}>
        <Progress fraction={doneRows / Math.max(1, rows)} label={`Scoring into ${output}`} />
        <span className={styles.detail}>{Math.floor((100 * doneRows) / Math.max(1, rows))} %</span>
      </span>
    );
  if (state === 'failed')
    return (
      <span className={styles.standing}>
        <Badge tone="failed">failed</Badge> <span className={styles.detail}>{detail}</span>
      </span>
    );
  if (state === 'stopped')
    return (
      <span className={styles.standing}>
        <Badge tone="stale">stopped</Badge>{' '}
        <span className={styles.detail}>after {formatCount(doneRows, 'row')}</span>
      </span>
    );
  return (
    <span className={styles.standing}>
      <Link href={`/datasets/${resultDatasetId}?version=${resultVersion}`}>
        {output} v{resultVersion}
      </Link>
      {refusedRows ? (
        <span
          className={styles.detail}
          title={refusals?.map(({ reason, rows: n }) => `${n}: ${reason}`).join('\n')}
        >
          {formatCount(refusedRows, 'row')} did not fit: {refusals?.[0]?.reason}
          {(refusals?.length ?? 0) > 1 && ' …'}
        </span>
      ) : null}
    </span>
  );
}
