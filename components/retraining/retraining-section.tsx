import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil, RotateCw } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Menu } from '@/components/ui/menu';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import styles from './retraining.module.css';
import { RuleDialog } from './rule-dialog';
import { sayRule } from './say-rule';
import { TurnBadge } from './turn-badge';
import { type Retraining, turnPath, useRetraining } from './use-retraining';

/** When a model is trained again, and its last turns. */
export function RetrainingSection({ model, tables }: { model: string; tables: readonly string[] }) {
  const retraining = useRetraining(model);
  const [editing, setEditing] = useState(false);
  if (retraining.isPending) return <Loading />;
  if (retraining.isError)
    return <ErrorNotice message={errorMessage(retraining.error)} onRetry={() => retraining.refetch()} />;
  const { data } = retraining;
  const live = data.turns[0]?.endedAt === null ? data.turns[0] : undefined;
  return (
    <Section
      title="Retraining"
      actions={
        <div className={styles.acts}>
          <Button icon={Pencil} onClick={() => setEditing(true)}>
            {data.edition === 0 ? 'Set a rule' : 'Change rule'}
          </Button>
          <RetrainNow model={model} isBusy={live !== undefined} />
        </div>
      }
    >
      <RuleInWords data={data} />
      {data.turns.length > 0 && (
        <DataTable
          caption="Turns"
          rows={data.turns.slice(0, 8)}
          rowKey={(turn) => turn.id}
          columns={[
            {
              key: 'turn',
              title: 'Turn',
              cell: (turn) => <Link href={turnPath(model, turn.number)}>Turn {turn.number}</Link>,
            },
            { key: 'cause', title: 'Why', wideOnly: true, cell: (turn) => turn.causeWords },
            {
              key: 'candidate',
              title: 'Candidate',
              cell: (turn) => (turn.candidate === null ? '—' : `v${turn.candidate}`),
            },
            { key: 'state', title: 'State', cell: (turn) => <TurnBadge state={turn.state} /> },
            { key: 'when', title: 'Began', align: 'right', cell: (turn) => <Time value={turn.createdAt} /> },
          ]}
        />
      )}
      {editing && (
        <RuleDialog model={model} tables={tables} retraining={data} onClose={() => setEditing(false)} />
      )}
    </Section>
  );
}

function RuleInWords({ data }: { data: Retraining }) {
  const { edition, rule, reason, setAt, setBy, newLabels } = data;
  if (edition === 0)
    return (
      <p className={styles.note}>
        Nothing trains this model again by itself. Set a rule: by a schedule, when a check fails, after so
        many labels, or when its data has a new version. Or train it again now.
      </p>
    );
  const said = sayRule(data);
  return (
    <div className={styles.rule}>
      {rule.enabled ? (
        <p>
          <strong>{said.when}</strong>, {said.what}
        </p>
      ) : (
        <p>
          <strong>Paused.</strong> {reason}
        </p>
      )}
      {rule.enabled && <p className={styles.note}>{said.limits}</p>}
      {rule.enabled && data.hindrance && <ErrorNotice message={data.hindrance} />}
      <p className={styles.note}>
        {rule.enabled && rule.when.labels !== null && newLabels !== null && (
          <>
            {formatCount(newLabels, 'new label')} of {formatNumber(rule.when.labels)} counted.{' '}
          </>
        )}
        {rule.enabled && rule.when.alerts && !data.isWatched && (
          <>Nothing watches this model yet: make a monitor, whose checks can fail. </>
        )}
        {setAt && (
          <>
            Edition {edition}, set by {setBy ?? 'somebody'}, <Time value={setAt} />.
          </>
        )}
      </p>
    </div>
  );
}

function RetrainNow({ model, isBusy }: { model: string; isBusy: boolean }) {
  const client = useQueryClient();
  const router = useRouter();
  const start = useMutation({
    mutationFn: (data: 'newest' | 'log') => api.retraining.start.mutate({ model, data }),
    onSuccess: ({ number }) => router.push(turnPath(model, number)),
    onError: (error) => toast.failed(errorMessage(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  });
  return (
    <Menu
      trigger={
        <Button icon={RotateCw} busy={start.isPending} disabled={isBusy}>
          Retrain now
        </Button>
      }
      items={[
        { label: 'On the newest data', onSelect: () => start.mutate('newest') },
        { label: 'On its data and the labelled log', onSelect: () => start.mutate('log') },
      ]}
    />
  );
}
