import type { SearchProgress } from '@/cells/kernel/cell-run';
import { BestSoFar } from './best-so-far';
import { ParallelPlot } from './parallel-plot';
import styles from './search-result.module.css';

/** How a search came along, and where in each learner's options it did well. */
export function SearchPlots({ search }: { search: SearchProgress }) {
  const branches = [...new Set(search.trials.map(({ branch }) => branch))];
  return (
    <div className={styles.plots}>
      <BestSoFar search={search} />
      {branches.map((branch) => (
        <ParallelPlot key={branch} search={search} branch={branch} />
      ))}
    </div>
  );
}
