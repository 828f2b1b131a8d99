import type { ReactNode } from 'react';
import type { ApiOutput } from '@/components/api';
import { Badge } from '@/components/ui/badge';
import { formatCount, formatMetric, formatNumber, formatValue } from '@/components/ui/format';
import { ColumnFacts } from '../column-facts';
import { share } from '../column-picture';
import styles from './compare.module.css';
import { ComparedHistogram, ComparedValues } from './compared-picture';

type Diff = ApiOutput['datasets']['diff'];
type Column = Diff['columns'][number];

/** How far the values of each column of both moved, the most moved first, one picture over the other. */
export function ComparedColumns({ diff, from, to }: { diff: Diff; from: number; to: number }) {
  const sample = diff.columns.find(({ distribution }) => distribution?.isSample)?.distribution;
  return (
    <>
      <p className={styles.legend}>
        <span className={styles.keyBefore}>v{from}</span>
        <span className={styles.keyAfter}>v{to}</span>
        <span className={styles.quiet}>
          “Moved” is a distance of 0.1 or more: Kolmogorov–Smirnov’s for numbers and times, Jensen–Shannon’s
          for categories.
          {sample &&
            ` Distances and pictures are of a fixed sample of about ${formatCount(Math.max(sample.rows.before, sample.rows.after), 'row')}.`}
        </span>
      </p>
      <ul className={styles.columns}>
        {diff.columns.map((column) => (
          <li key={column.name}>
            <div className={styles.name}>
              <strong>{column.name}</strong>
              <span>{column.typeAfter.toLowerCase()}</span>
              <Verdict verdict={column.verdict} />
            </div>
            <Picture column={column} />
            <Facts column={column} rows={diff.rows} />
          </li>
        ))}
      </ul>
    </>
  );
}

const verdicts: Record<Column['verdict'], ReactNode> = {
  moved: <Badge tone="stale">moved</Badge>,
  close: <Badge>close</Badge>,
  same: <Badge tone="ok">same</Badge>,
  'not compared': <Badge>not compared</Badge>,
};
const Verdict = ({ verdict }: { verdict: Column['verdict'] }) => <span>{verdicts[verdict]}</span>;

function Picture({ column: { name, distribution } }: { column: Column }) {
  if (!distribution) return <span className={styles.quiet} />;
  const { picture, rows } = distribution;
  return picture.kind === 'histogram' ? (
    <ComparedHistogram
      before={picture.before}
      after={picture.after}
      label={`Distribution of ${name} in both versions`}
    />
  ) : (
    <ComparedValues values={picture.values} rows={rows} />
  );
}

function Facts({ column: { before, after, distribution }, rows }: { column: Column; rows: Diff['rows'] }) {
  const missing = [share(before.missing, rows.before), share(after.missing, rows.after)];
  const of = (distance: number | undefined) => (distance === undefined ? undefined : sayDistance(distance));
  return (
    <ColumnFacts
      facts={{
        KS: of(distribution?.kolmogorovSmirnov),
        JS: of(distribution?.jensenShannon),
        PSI: of(distribution?.psi),
        mean:
          before.mean === undefined || after.mean === undefined
            ? undefined
            : turned(formatValue(before.mean), formatValue(after.mean)),
        distinct: turned(formatNumber(before.distinct), formatNumber(after.distinct)),
        missing: before.missing + after.missing > 0 ? turned(missing[0] ?? '', missing[1] ?? '') : undefined,
        values:
          distribution && distribution.fresh + distribution.gone > 0
            ? `${formatNumber(distribution.fresh)} new, ${formatNumber(distribution.gone)} gone`
            : undefined,
      }}
    />
  );
}

/** Below a thousandth the digits say nothing. */
const sayDistance = (distance: number): string =>
  distance > 0 && distance < 0.001 ? '< 0.001' : formatMetric(distance);

const turned = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);
