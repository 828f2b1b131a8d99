import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Select } from '@/components/ui/field';
import { formatCount, formatNumber } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';
import styles from './compare.module.css';
import { ChangedExamples, RowExamples } from './row-examples';

type Diff = ApiOutput['datasets']['diff'];
type RowDiff = ApiOutput['datasets']['diffRows'];

interface Pair {
  readonly from: { id: string; version: number };
  readonly to: { id: string; version: number };
}

/** Rows added, removed and changed, matched by the columns that a person chooses; those that name a row are proposed. */
export function ComparedRows({
  pair,
  diff,
  chosen,
  onKey,
}: {
  pair: Pair;
  diff: Diff;
  chosen?: readonly string[];
  onKey(key: readonly string[]): void;
}) {
  const key = chosen ?? diff.proposedKey ?? [];
  const rows = useQuery({
    queryKey: ['datasets', 'diffRows', pair, key],
    queryFn: ({ signal }) => api.datasets.diffRows.query({ ...pair, key: [...key] }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    enabled: diff.shared.length > 0,
  });
  if (diff.shared.length === 0)
    return <p>The two have no column in common: their rows cannot be compared.</p>;
  return (
    <>
      <KeyChoice chosen={chosen} diff={diff} onKey={onKey} />
      {rows.isPending && <Loading label="Comparing rows" />}
      {rows.isError && <ErrorNotice message={errorMessage(rows.error)} onRetry={() => rows.refetch()} />}
      {rows.data && (
        <Found diff={rows.data} hasOthers={diff.schema.added.length + diff.schema.removed.length > 0} />
      )}
    </>
  );
}

function KeyChoice({
  chosen,
  diff,
  onKey,
}: {
  chosen?: readonly string[];
  diff: Diff;
  onKey(key: readonly string[]): void;
}) {
  const key = chosen ?? diff.proposedKey ?? [];
  const others = diff.shared.filter((name) => !key.includes(name));
  const isProposed = chosen === undefined && diff.proposedKey !== undefined;
  return (
    <fieldset className={styles.key}>
      <legend>Rows are matched by</legend>
      {key.map((name) => (
        <span key={name} className={styles.column}>
          {name}
          <button
            type="button"
            aria-label={`Match without ${name}`}
            onClick={() => onKey(key.filter((other) => other !== name))}
          >
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      {key.length === 0 && <span>all that stands in them</span>}
      <Select
        aria-label="Match by a column"
        value=""
        onChange={(name) => name && onKey([...key, name])}
        options={[
          { value: '', label: key.length === 0 ? 'Choose a key …' : 'and …' },
          ...others.map((name) => ({ value: name, label: name })),
        ]}
      />
      {isProposed && (
        <span className={styles.quiet}>
          proposed: {key.length === 1 ? 'it names' : 'together they name'} one row each in both
        </span>
      )}
      {chosen === undefined && !diff.proposedKey && (
        <span className={styles.quiet}>
          no column or pair of columns found that names one row each in both
        </span>
      )}
    </fieldset>
  );
}

function Found({ diff, hasOthers }: { diff: RowDiff; hasOthers: boolean }) {
  const { key, rows, added, removed, changed, changedColumns, examples } = diff;
  const same = rows.before - removed - (changed ?? 0);
  return (
    <>
      <dl className={styles.counts}>
        <Count term="added" value={added} />
        <Count term="removed" value={removed} />
        {changed !== null && <Count term="changed" value={changed} />}
        <Count term="unchanged" value={same} />
      </dl>
      {key.length === 0 && added + removed > 0 && (
        <p className={styles.quiet}>
          Without a key a changed row counts as one removed and one added
          {hasOthers ? '; only columns of both are compared' : ''}.
        </p>
      )}
      {changedColumns.counts.length > 0 && <ChangedColumns columns={changedColumns} changed={changed ?? 0} />}
      <ChangedExamples diff={diff} />
      <RowExamples title="Added rows" examples={examples.added} count={added} />
      <RowExamples title="Removed rows" examples={examples.removed} count={removed} />
    </>
  );
}

const Count = ({ term, value }: { term: string; value: number }) => (
  <div>
    <dd>{formatNumber(value)}</dd>
    <dt>{term}</dt>
  </div>
);

/** In how many of the changed rows a column differs. */
function ChangedColumns({
  columns: { of, counts },
  changed,
}: {
  columns: { of: number; counts: readonly { name: string; rows: number }[] };
  changed: number;
}) {
  return (
    <ul className={styles.changedColumns} aria-label="Columns that differ in changed rows">
      {counts.map(({ name, rows }) => (
        <li key={name}>
          <strong>{name}</strong>
          <span className={styles.track}>
            <span style={{ width: `${(rows / of) * 100}%` }} />
          </span>
          <span className={styles.figure}>{formatCount(rows, 'row')}</span>
        </li>
      ))}
      {of < changed && (
        <li className={styles.quiet}>Counted on a sample of {formatCount(of, 'changed row')}.</li>
      )}
    </ul>
  );
}
