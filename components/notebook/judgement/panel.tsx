import type { ReactNode } from 'react';
import styles from './judgement.module.css';

export function Panel({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <figure className={styles.panel}>
      <figcaption>
        {title}
        {hint && <span className={styles.hint}> {hint}</span>}
      </figcaption>
      {children}
    </figure>
  );
}
