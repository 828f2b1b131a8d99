import type { ReactNode } from 'react';
import styles from './table-view.module.css';

/** Whether a search finds this text. */
export const hasText = (shown: string | null | undefined, text: string): boolean =>
  text !== '' && !!shown && shown.toLowerCase().includes(text.toLowerCase());

/** A text with what was searched for marked. */
export function Highlight({ shown, text }: { shown: string; text: string }) {
  const lower = shown.toLowerCase();
  const wanted = text.toLowerCase();
  // Few letters change their length with their case; then places cannot be told.
  if (lower.length !== shown.length) return <mark className={styles.mark}>{shown}</mark>;
  const parts: ReactNode[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(
      shown.slice(from, at),
      <mark key={at} className={styles.mark}>
        {shown.slice(at, at + wanted.length)}
      </mark>,
    );
    from = at + wanted.length;
  }
  return [...parts, shown.slice(from)];
}
