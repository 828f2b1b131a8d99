import type { SearchProgress } from '@/cells/kernel/cell-run';
import { isBetter } from './say-trial';
import { SearchPlots } from './search-plots';
import styles from './search-result.module.css';
import { TrialTable } from './trial-table';

/** Rows of the live table. */
const mostLive = 8;

/** A search while it goes on: what runs, and the best so far. */
export function SearchProgressView({ search }: { search: SearchProgress }) {
  const best = search.trials
    .filter(({ state }) => state === 'complete')
    .reduce<SearchProgress['trials'][number] | undefined>(
      (kept, trial) => (!kept || isBetter(search, trial, kept) ? trial : kept),
      undefined,
    );
  if (search.trials.length === 0) return null;
  return (
    <section className={styles.result} aria-label="Search so far">
      <SearchPlots search={search} />
      <TrialTable search={search} best={best?.number} most={mostLive} />
    </section>
  );
}
