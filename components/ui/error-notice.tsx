import { useEffect, useRef } from 'react';
import { Button } from './button';
import styles from './states.module.css';

/** What happened and what to do next, where the person looks. */
export function ErrorNotice({ message, onRetry }: { message: string; onRetry?: () => void }) {
  const notice = useRef<HTMLDivElement>(null);
  // In a dialog that is longer than the screen it would stand below what is seen.
  useEffect(() => {
    if (message && notice.current?.closest('[role="dialog"]'))
      notice.current.scrollIntoView({ block: 'nearest' });
  }, [message]);
  return (
    <div ref={notice} className={styles.error} role="alert">
      <span>{message}</span>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
