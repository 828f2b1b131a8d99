import { jensenShannon } from '@/cells/statistics';
import type { Bounds } from '../../db/schema/deployments';
import { percentileOf } from './latency-buckets';
import type { Served } from './traffic';

export interface CanaryFigures {
  readonly requests: number;
  readonly errorRate: number | null;
  /** Milliseconds at the percentile of the bounds, or the 95th. */
  readonly latency: number | null;
}

export interface CanaryVerdict {
  /** `early`: too few requests to tell. */
  readonly verdict: 'within' | 'passed' | 'early';
  /** Which bound was passed, in words with both figures. */
  readonly reason: string;
  readonly canary: CanaryFigures;
  readonly stable: CanaryFigures;
  /** Jensen–Shannon distance of the predictions; null while one side has too few. */
  readonly drift: number | null;
}

/**
 * Holds a canary against the stable version over one window. Error rates need the canary's least number of requests; a stable version
 * that had none (the canary has everything) counts as one without errors. Latency and drift need that number on both sides.
 */
export function judgeCanary(
  bounds: Bounds,
  canary: Served | undefined,
  stable: Served | undefined,
): CanaryVerdict {
  const percentile = bounds.latency?.percentile ?? 95;
  const figures = (served: Served | undefined): CanaryFigures => ({
    requests: served?.requests ?? 0,
    errorRate: served && served.requests > 0 ? served.errors / served.requests : null,
    latency: served ? percentileOf(served.latency, percentile) : null,
  });
  const [mine, theirs] = [figures(canary), figures(stable)];
  const both = mine.requests >= bounds.leastRequests && theirs.requests >= bounds.leastRequests;
  const drift = both && canary && stable ? distance(stable, canary) : null;
  const about = { canary: mine, stable: theirs, drift };
  if (mine.requests < bounds.leastRequests)
    return {
      ...about,
      verdict: 'early',
      reason: `${mine.requests} of ${bounds.leastRequests} requests so far`,
    };
  const [passed] = passedBounds(bounds, about, both);
  return passed
    ? { ...about, verdict: 'passed', reason: passed }
    : { ...about, verdict: 'within', reason: '' };
}

function* passedBounds(
  { errorRate, latency, drift }: Bounds,
  { canary, stable, drift: found }: Pick<CanaryVerdict, 'canary' | 'stable' | 'drift'>,
  both: boolean,
): Generator<string> {
  const [mine, theirs] = [canary.errorRate ?? 0, stable.errorRate ?? 0];
  if (errorRate !== null && mine - theirs > errorRate)
    yield `${inPercent(mine)} of its requests failed, against ${inPercent(theirs)} of the stable version's; at most ${inPercent(errorRate)} more were allowed`;
  if (latency && both && canary.latency !== null && stable.latency !== null)
    if (canary.latency > latency.factor * stable.latency)
      yield `its ${latency.percentile}th percentile of latency was ${toMs(canary.latency)}, against ${toMs(stable.latency)}; at most ${latency.factor} times that was allowed`;
  if (drift !== null && found !== null && found > drift)
    yield `its predictions are ${found.toFixed(3)} (Jensen–Shannon) from the stable version's; at most ${drift} was allowed`;
}

/** Numbers are counted between the deciles of the stable version's. */
function distance(stable: Served, canary: Served): number | null {
  const names = [...new Set([...Object.keys(stable.classes), ...Object.keys(canary.classes)])];
  if (names.length > 0)
    return jensenShannon(
      names.map((name) => stable.classes[name] ?? 0),
      names.map((name) => canary.classes[name] ?? 0),
    );
  if (stable.values.count === 0 || canary.values.count === 0) return null;
  const edges = [...new Set(Array.from({ length: 9 }, (_, i) => stable.values.quantile((i + 1) / 10)))];
  const shares = ({ values }: Served) => {
    const ranks = [...edges.map((edge) => values.rank(edge)), 1];
    return ranks.map((rank, i) => rank - (i === 0 ? 0 : (ranks[i - 1] ?? 0)));
  };
  return jensenShannon(shares(stable), shares(canary));
}

const inPercent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const toMs = (milliseconds: number) => `${milliseconds.toPrecision(3)} ms`;
