import styles from './deployments.module.css';
import { formatPercent, type Share } from './routes-in-words';

/** Who gets what part of the requests, as one bar. */
export function SplitBar({ shares, thin = false }: { shares: readonly Share[]; thin?: boolean }) {
  return (
    <>
      <ul className={`${styles.bar} ${thin ? styles.thin : ''}`} aria-label="Shares of the requests">
        {shares.map((share) => (
          <li
            key={share.label}
            className={share.role === 'stable' ? undefined : styles[share.role]}
            style={{ flexGrow: share.percent, flexBasis: 0 }}
            title={inWords(share)}
          >
            {!thin && share.percent >= 12 ? `v${share.version ?? '?'} · ${formatPercent(share.percent)}` : ''}
          </li>
        ))}
      </ul>
      {!thin && (
        <p className={styles.legend}>
          {shares.map((share) => (
            <span key={share.label}>{inWords(share)}</span>
          ))}
        </p>
      )}
    </>
  );
}

const inWords = ({ label, version, percent }: Share): string =>
  `${label}: ${version === null ? 'no version' : `version ${version}`}, ${formatPercent(percent)}`;
