import styles from './column-facts.module.css';

/** What is known of a column in figures, each with its name; undefined ones are left out. */
export function ColumnFacts({ facts }: { facts: Readonly<Record<string, string | undefined>> }) {
  return (
    <dl className={styles.facts}>
      {Object.entries(facts).map(
        ([term, value]) =>
          value !== undefined && (
            <div key={term}>
              <dt>{term}</dt>
              <dd title={value}>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
