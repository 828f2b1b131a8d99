import { Progress } from '@/components/ui/progress';
import styles from './judgement.module.css';
import type { Asked } from './use-asked';

/** That an answer is on its way and how far, or why there is none. */
export function Waiting({
  isAsking,
  problem,
  fraction,
  what,
}: Omit<Asked<unknown>, 'answer'> & { what: string }) {
  if (!isAsking) return problem ? <p role="alert">{problem}</p> : null;
  return (
    <div className={styles.waiting}>
      <p className={styles.note} role="status">
        {what} …
      </p>
      <Progress fraction={fraction} label={what} />
    </div>
  );
}
