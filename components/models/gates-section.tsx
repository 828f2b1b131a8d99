import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { sayRule } from '@/cells/gates/say-rule';
import { errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { DataTable } from '@/components/ui/data-table';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { CheckBadge } from './check-badge';
import styles from './gates.module.css';
import { GatesDialog } from './gates-dialog';
import { checkPath, useGates } from './use-gates';

/** The rules that a version must pass before a protected alias moves to it, and what the checks found lately. */
export function GatesSection({ model, task }: { model: string; task: string }) {
  const gates = useGates(model);
  const [editing, setEditing] = useState(false);
  if (gates.isPending) return <Loading />;
  if (gates.isError)
    return <ErrorNotice message={errorMessage(gates.error)} onRetry={() => gates.refetch()} />;
  const { aliases, rules, setAt, setBy, approvers, checks } = gates.data;
  const nameOf = (id: string) => approvers.find((person) => person.id === id)?.name ?? id;
  return (
    <Section
      title="Gates"
      actions={
        <Button icon={ShieldCheck} onClick={() => setEditing(true)}>
          {rules.length === 0 ? 'Set gates' : 'Change gates'}
        </Button>
      }
    >
      {aliases.length === 0 ? (
        <p className={styles.note}>
          Any ready version may become the champion. Set gates to say what a version has to show first: a
          figure, no weak slice, somebody’s approval.
        </p>
      ) : (
        <>
          <p>
            <strong>{aliases.join(', ')}</strong> {aliases.length === 1 ? 'moves' : 'move'} only to a version
            of which all of this is true:
          </p>
          <ul className={styles.plain}>
            {rules.map((rule) => (
              <li key={JSON.stringify(rule)}>{sayRule(rule, nameOf)}</li>
            ))}
            {rules.length === 0 && <li>nothing yet: every check passes</li>}
          </ul>
          {setAt && (
            <p className={styles.note}>
              Set by {setBy ?? 'somebody'}, <Time value={setAt} />.
            </p>
          )}
        </>
      )}
      {checks.length > 0 && (
        <DataTable
          caption="Checks"
          rows={checks.slice(0, 10)}
          rowKey={(check) => check.id}
          columns={[
            {
              key: 'what',
              title: 'Check',
              cell: (check) => (
                <Link href={checkPath(model, check.id)}>
                  v{check.version} as {check.alias}
                </Link>
              ),
            },
            {
              key: 'against',
              title: 'Against',
              wideOnly: true,
              cell: (check) => (check.against === null ? '—' : `v${check.against}`),
            },
            { key: 'state', title: 'Verdict', cell: (check) => <CheckBadge state={check.state} /> },
            { key: 'by', title: 'By', wideOnly: true, cell: (check) => check.by ?? '—' },
            { key: 'when', title: 'When', align: 'right', cell: (check) => <Time value={check.createdAt} /> },
          ]}
        />
      )}
      {editing && (
        <GatesDialog model={model} task={task} gates={gates.data} onClose={() => setEditing(false)} />
      )}
    </Section>
  );
}
