import { checkError, type ErrorRateTest } from './error-rate-test';

export interface DdmOptions {
  /** Errors before which nothing is said. */
  readonly warmStart?: number;
  /** Standard errors above the lowest error rate so far that are a warning, and a drift. */
  readonly warning?: number;
  readonly drift?: number;
}

/**
 * Drift detection method for wrong (1) and right (0) answers (Gama et al. 2004), with the defaults and the values of River's `DDM`: the error
 * rate p and its standard error s = √(p (1 − p) / n) against where p + s was lowest.
 */
export function createDdm({ warmStart = 30, warning = 2, drift = 3 }: DdmOptions = {}): ErrorRateTest {
  const start = () => ({ n: 0, p: 0, lowestP: 0, lowestS: 0, lowest: Number.POSITIVE_INFINITY });
  let seen = start();
  return {
    update(error) {
      checkError(error);
      if (error < 0 || error > 1)
        throw new Error(`DDM takes 1 for a wrong answer and 0 for a right one, not ${error}.`);
      seen.n++;
      seen.p += (error - seen.p) / seen.n;
      const { n, p } = seen;
      if (n <= warmStart) return 'stable';
      const s = Math.sqrt((p * (1 - p)) / n);
      if (p + s <= seen.lowest) Object.assign(seen, { lowestP: p, lowestS: s, lowest: p + s });
      if (p + s > seen.lowestP + drift * seen.lowestS) {
        seen = start();
        return 'drift';
      }
      return p + s > seen.lowestP + warning * seen.lowestS ? 'warning' : 'stable';
    },
  };
}
