import type { CellProgress } from '@/cells/kernel/cell-run';
import styles from './model-result.module.css';
import { StepCurve } from './step-curve';

/** The live curve of a cell that trains; nothing until there are two steps. Percent and stop belong to the cell's chrome. */
export function TrainingProgress({ progress }: { progress: CellProgress }) {
  if ((progress.history?.length ?? 0) < 2) return null;
  return (
    <figure className={styles.panel}>
      <figcaption>Training</figcaption>
      <StepCurve history={progress.history ?? []} />
    </figure>
  );
}
