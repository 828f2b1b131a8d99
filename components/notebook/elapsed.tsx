import { useSyncExternalStore } from 'react';
import { formatDuration } from '@/components/ui/format';
import styles from './cell.module.css';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all cells that run. */
function everySecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of [...listeners]) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How long a cell has been running, from its first full second on. `since` is a time as `Date.now()` gives it. */
export function Elapsed({ since }: { since: number }) {
  const seconds = useSyncExternalStore(everySecond, () => Math.floor((Date.now() - since) / 1000));
  if (seconds < 1) return null;
  return (
    <span className={styles.duration} data-running title="Running for so long">
      {formatDuration(seconds * 1000)}
    </span>
  );
}
