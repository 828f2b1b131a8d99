import type { ApiOutput } from '@/components/api';
import { formatNumber } from '@/components/ui/format';
import rowStyles from '../rows-preview.module.css';
import styles from './compare.module.css';

type RowDiff = ApiOutput['datasets']['diffRows'];

/** Changed rows by their key, each changed cell old → new. */
export function ChangedExamples({ diff }: { diff: RowDiff }) {
  const { key, examples } = diff;
  if (examples.changed.length === 0) return null;
  return (
    <details open className={styles.examples}>
      <summary>Changed rows{shownOf(examples.changed.length, diff.changed ?? 0)}</summary>
      <section
        className={rowStyles.scroll}
        aria-label="Changed rows"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard
        tabIndex={0}
      >
        <table className={`${rowStyles.table} ${styles.changes}`}>
          <thead>
            <tr>
              {key.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">What changed</th>
            </tr>
          </thead>
          <tbody>
            {examples.changed.map((row) => (
              <tr key={row.key.join('\n')}>
                {row.key.map((value, i) => (
                  <td key={key[i]}>{value}</td>
                ))}
                <td className={styles.cells}>
                  {row.cells.map(({ column, before, after }) => (
                    <span key={column} className={styles.cell}>
                      <span className={styles.quiet}>{column}</span> <Value text={before} /> →{' '}
                      <strong>
                        <Value text={after} />
                      </strong>
                    </span>
                  ))}
                  {row.more > 0 && <span className={styles.quiet}>and {row.more} more</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** The first rows that one side alone has. */
export function RowExamples({
  title,
  examples: { columns, rows },
  count,
}: {
  title: string;
  examples: RowDiff['examples']['added'];
  count: number;
}) {
  if (rows.length === 0) return null;
  return (
    <details className={styles.examples}>
      <summary>
        {title}
        {shownOf(rows.length, count)}
      </summary>
      <section
        className={rowStyles.scroll}
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keyboard
        tabIndex={0}
      >
        <table className={rowStyles.table}>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={i}>
                {columns.map((name, j) => (
                  <td key={name} title={row[j] ?? undefined}>
                    <Value text={row[j] ?? null} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

const shownOf = (shown: number, count: number): string =>
  shown < count ? `: the first ${shown} of ${formatNumber(count)}` : '';

const Value = ({ text }: { text: string | null }) =>
  text === null ? (
    <span className={rowStyles.missing}>null</span>
  ) : text === '' ? (
    <span className={rowStyles.missing}>(empty text)</span>
  ) : (
    text
  );
