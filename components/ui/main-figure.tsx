import type { ReactNode } from 'react';
import styles from './main-figure.module.css';

/** The one figure that a result is known by, large, and what stands beside it. */
export const MainFigure = ({
  name,
  value,
  children,
}: {
  name: string;
  value: string;
  children?: ReactNode;
}) => (
  <p className={styles.line}>
    <span className={styles.name}>{name}</span> <strong className={styles.value}>{value}</strong> {children}
  </p>
);
