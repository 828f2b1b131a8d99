import { checkError, type ErrorRateTest } from './error-rate-test';

export interface PageHinkleyOptions {
  /** Errors before which nothing is said. */
  readonly warmStart?: number;
  /** Change of the mean that is no matter, in the unit of the errors. */
  readonly delta?: number;
  /** Sum of deviations that is a drift, in the unit of the errors. */
  readonly threshold?: number;
  /** Weight of what was before at each step, 0..1. */
  readonly forgetting?: number;
  readonly direction?: 'up' | 'down' | 'both';
}

/**
 * Page–Hinkley test of a mean that changes (Page 1954; Hinkley 1971), with the defaults and the values of River's `PageHinkley`: sums of
 * deviations from the mean so far, less delta, against their lowest (highest) point.
 */
export function createPageHinkley({
  warmStart = 30,
  delta = 0.005,
  threshold = 50,
  forgetting = 1 - 0.0001,
  direction = 'both',
}: PageHinkleyOptions = {}): ErrorRateTest {
  const start = () => ({ n: 0, mean: 0, up: 0, down: 0, lowest: Number.POSITIVE_INFINITY, highest: -1 });
  let seen = start();
  return {
    update(error) {
      checkError(error);
      seen.n++;
      seen.mean += (error - seen.mean) / seen.n;
      const deviation = error - seen.mean;
      seen.up = forgetting * seen.up + deviation - delta;
      seen.down = forgetting * seen.down + deviation + delta;
      seen.lowest = Math.min(seen.lowest, seen.up);
      seen.highest = Math.max(seen.highest, seen.down);
      if (seen.n < warmStart) return 'stable';
      const hasRisen = direction !== 'down' && seen.up - seen.lowest > threshold;
      const hasFallen = direction !== 'up' && seen.highest - seen.down > threshold;
      if (!hasRisen && !hasFallen) return 'stable';
      seen = start();
      return 'drift';
    },
  };
}
