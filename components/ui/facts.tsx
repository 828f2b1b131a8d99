import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** What is known of a thing, as pairs of `dt` and `dd`. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className={styles.facts}>{children}</dl>;
