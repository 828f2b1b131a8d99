import { GraduationCap, MoreHorizontal } from 'lucide-react';
import Link from 'next/link';
import { errorMessage } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { Button, IconButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Checkbox } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Menu } from '@/components/ui/menu';
import { Section } from '@/components/ui/page-header';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import { AnomalyList } from './anomaly-list';
import styles from './checks.module.css';
import { ExpectationList } from './expectation-list';
import {
  type CheckedVersion,
  type Checks,
  useChecks,
  useLearnExpectations,
  useSaveExpectations,
} from './use-checks';

interface Shown {
  readonly id: string;
  readonly version: number;
  /** Columns of the version that is shown, in their order. */
  readonly columns: readonly string[];
}

/** What is expected of a data set's versions, and what the check of the shown one found. */
export function DatasetChecks(shown: Shown) {
  const checks = useChecks(shown.id);
  if (checks.isPending) return <Loading label="Loading checks" />;
  if (checks.isError)
    return <ErrorNotice message={errorMessage(checks.error)} onRetry={() => checks.refetch()} />;
  return checks.data.expectations === null ? (
    <NothingExpected {...shown} checks={checks.data} />
  ) : (
    <Expected {...shown} checks={checks.data} expectations={checks.data.expectations} />
  );
}

function NothingExpected({ id, version, checks }: Shown & { checks: Checks }) {
  const learn = useLearnExpectations(id, checks);
  return (
    <Section title="Checks">
      <EmptyState
        title="Nothing is expected of new versions yet"
        action={
          <Button icon={GraduationCap} busy={learn.isPending} onClick={() => learn.mutate(version)}>
            Learn expectations
          </Button>
        }
      >
        Learn from version {version} which columns, types, ranges and values there are and how they are
        distributed. You can change what was learnt; every version is checked against it.
      </EmptyState>
    </Section>
  );
}

function Expected({
  id,
  version,
  columns,
  checks,
  expectations,
}: Shown & { checks: Checks; expectations: NonNullable<Checks['expectations']> }) {
  const save = useSaveExpectations(id, checks);
  const learn = useLearnExpectations(id, checks);
  const check = checks.versions.find(({ number }) => number === version);
  return (
    <Section
      title="Checks"
      actions={
        <Menu
          trigger={<IconButton label="More about expectations" icon={MoreHorizontal} />}
          items={[
            {
              label: `Learn anew from version ${version}`,
              icon: GraduationCap,
              onSelect: () => learn.mutate(version),
            },
            {
              label: 'Expect nothing any more',
              onSelect: () => save.mutate({ expectations: null, done: 'Versions are not checked any more.' }),
            },
          ]}
        />
      }
    >
      <div className={styles.checks}>
        {check && <Verdict id={id} check={check} others={checks.versions} />}
        {check && check.anomalies.length > 0 && <AnomalyList anomalies={check.anomalies} />}
        <Checkbox
          label="A failed check blocks training: notebooks refuse to learn from that version"
          checked={((save.isPending && save.variables.expectations) || expectations).blocksTraining}
          disabled={save.isPending}
          onChange={(blocksTraining) =>
            save.mutate({
              expectations: { ...expectations, blocksTraining },
              done: blocksTraining ? 'A failed check blocks training.' : 'A failed check is only shown.',
            })
          }
        />
        <p className={styles.quiet}>
          To block promotion as well, add the gate “Data checks passed” on the page of the model.
        </p>
        <ExpectationList
          expectations={expectations}
          columns={columns}
          isBusy={save.isPending}
          onSave={(next, done) => save.mutate({ expectations: next, done })}
        />
      </div>
    </Section>
  );
}

function Verdict({
  id,
  check,
  others,
}: {
  id: string;
  check: CheckedVersion;
  others: readonly CheckedVersion[];
}) {
  return (
    <div className={styles.verdict}>
      <CheckStateBadge version={check} />
      <span>
        {check.state === 'pending'
          ? `Version ${check.number} is being checked.`
          : check.state === 'passed'
            ? `Version ${check.number} is as expected.`
            : `Version ${check.number} is not as expected in ${formatCount(check.anomalies.length, 'way')}.`}{' '}
        {check.checkedAt && (
          <span className={styles.quiet}>
            Checked <Time value={check.checkedAt} />
          </span>
        )}
      </span>
      {others.length > 1 && (
        <ul className={styles.versions} aria-label="Checks of other versions">
          {others
            .filter(({ number }) => number !== check.number)
            .map((other) => (
              <li key={other.number}>
                <Link href={`/datasets/${id}?version=${other.number}`}>v{other.number}</Link>{' '}
                <CheckStateBadge version={other} />
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}

const words = { unchecked: 'not checked', pending: 'checking', passed: 'passed', failed: 'failed' } as const;
const tones = { unchecked: 'neutral', pending: 'running', passed: 'ok', failed: 'failed' } as const;

const CheckStateBadge = ({ version: { state } }: { version: CheckedVersion }) => (
  <Badge tone={tones[state]}>{words[state]}</Badge>
);
