import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './form-grid.module.css';

/** Fields beside each other, as many as fit. A child with `data-wide` takes a line of its own. */
export const FormGrid = ({ children }: { children: ReactNode }) => (
  <div className={styles.grid}>{children}</div>
);

/** The rarer part of a form, folded away. */
export const MoreFields = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <details className={styles.more}>
    <summary>
      <ChevronRight size={14} aria-hidden /> {label}
    </summary>
    <div>{children}</div>
  </details>
);
