import { useState } from 'react';
import styles from './model-result.module.css';

/** Takes a column that gives the target away out of the features, beside the note that says so. */
export function LeaveOut({
  column,
  leaveOut,
}: {
  column: string | undefined;
  leaveOut(column: string): void;
}) {
  const [isDone, setDone] = useState(false);
  if (column === undefined) return null;
  if (isDone)
    return (
      <span role="status" className={styles.leftOut}>
        Taken out of the cell’s features. Train again to see what is left.
      </span>
    );
  return (
    <button
      type="button"
      className={styles.leaveOut}
      onClick={() => {
        leaveOut(column);
        setDone(true);
      }}
    >
      Leave “{column}” out
    </button>
  );
}
