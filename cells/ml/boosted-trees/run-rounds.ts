import type { FitContext } from '../learner';
import type { Metrics } from '../model';
import type { Booster } from './booster';

export interface RoundsInput {
  /** Several (folds) go side by side, and their metrics are meant. */
  readonly boosters: readonly Booster[];
  readonly rounds: number;
  /** Rounds without improvement on the held rows; 0: there are none to look at. */
  readonly patience: number;
  readonly metric: string;
  /** Rows or columns are drawn: a round without a split says nothing of the next. */
  readonly isRandom: boolean;
  /** False for rounds whose metrics do not belong to the curve. */
  readonly isCurve: boolean;
  /** How far training is when `done` rounds of this run are over. */
  fraction(done: number): number;
  /** An interrupted run goes on after this round; the boosters have its trees. */
  readonly from?: RoundsDone;
  /** After each round that another one follows. */
  onRound?(done: RoundsDone): void;
}

/** Rounds that are over, and the best of them on the held rows; round 0: none yet, its score means nothing. */
export interface RoundsDone {
  readonly round: number;
  readonly best: { readonly round: number; readonly score: number };
}

export interface RoundsRun {
  readonly rounds: number;
  /** The rounds to keep: the best on the held rows, else all. */
  readonly best: number;
  readonly end: 'all' | 'patience' | 'no split' | 'stopped';
}

/** Runs rounds until their number, the patience or the person ends them. */
export async function runRounds(
  { boosters, rounds, patience, metric, isRandom, isCurve, fraction, from, onRound }: RoundsInput,
  { signal, onProgress }: Pick<FitContext, 'signal' | 'onProgress'>,
  breathe: () => Promise<void> | undefined,
): Promise<RoundsRun> {
  let best = from?.best.round ? from.best : { round: 0, score: Number.POSITIVE_INFINITY };
  const done = (round: number, end: RoundsRun['end']): RoundsRun => ({
    rounds: round,
    best: patience > 0 ? best.round : round,
    end,
  });
  for (let round = (from?.round ?? 0) + 1; round <= rounds; round++) {
    let hasSplit = false;
    for (const booster of boosters) {
      if (signal.aborted) return done(round - 1, 'stopped');
      if (booster.round()) hasSplit = true;
      const pause = breathe();
      if (pause) await pause;
    }
    const metrics: Record<string, number> = {
      [`train${metric}`]: mean(boosters.map((one) => one.measure())),
    };
    if (patience > 0) {
      const score = mean(boosters.map((one) => one.measureHeld()));
      metrics[`validation${metric}`] = score;
      if (score < best.score) best = { round, score };
    }
    report(round, metrics);
    if (patience > 0 && round - best.round >= patience) return done(round, 'patience');
    if (!hasSplit && !isRandom) return done(round, 'no split');
    if (round < rounds) onRound?.({ round, best });
  }
  return done(rounds, 'all');

  function report(round: number, metrics: Metrics): void {
    onProgress({ step: round, fraction: fraction(round), metrics: isCurve ? metrics : {} });
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
