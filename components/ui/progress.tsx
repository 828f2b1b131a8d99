import styles from './states.module.css';

/** How far something is; without a fraction, that it goes on. */
export function Progress({ fraction, label }: { fraction?: number; label: string }) {
  const percent = fraction === undefined ? undefined : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div
        className={percent === undefined ? styles.unknown : styles.bar}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}

/** For a page whose data is on its way. */
export const Loading = ({ label = 'Loading' }: { label?: string }) => (
  <div className={styles.loading} role="status">
    {label}…
  </div>
);
