import { Server } from 'lucide-react';
import type { SearchElsewhere, SearchProgress } from '@/cells/kernel/cell-run';
import { formatCount } from '@/components/ui/format';
import { isBetter } from './say-trial';
import { SearchPlots } from './search-plots';
import styles from './search-result.module.css';
import { TrialTable } from './trial-table';

/** Who searches along; none, and why, is said too. */
function Elsewhere({ workers, notes, trials }: SearchElsewhere & Pick<SearchProgress, 'trials'>) {
  const ended = trials.filter(({ state, place }) => state !== 'running' && place !== undefined).length;
  return (
    <div className={styles.elsewhere} role="status">
      {workers > 0 && (
        <p>
          <Server size={13} aria-hidden /> {formatCount(workers, 'worker')} of the workspace{' '}
          {workers === 1 ? 'searches' : 'search'} along: {formatCount(ended, 'trial')} so far.
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className={styles.quiet}>
          {note}
        </p>
      ))}
    </div>
  );
}

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
      {search.elsewhere && <Elsewhere {...search.elsewhere} trials={search.trials} />}
      <SearchPlots search={search} />
      <TrialTable search={search} best={best?.number} most={mostLive} />
    </section>
  );
}
