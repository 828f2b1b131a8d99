export type ErrorState = 'stable' | 'warning' | 'drift';

/** A test of a stream of errors, fed one by one as labels come. After a drift it begins anew. */
export interface ErrorRateTest {
  /** An error: of classes 1 (wrong) or 0 (right), of numbers what the test takes, e.g. the absolute error. @throws Error when it is no number */
  update(error: number): ErrorState;
}

export interface ErrorRateEvent {
  /** Place in the stream, from 0. */
  readonly at: number;
  readonly state: Exclude<ErrorState, 'stable'>;
}

/** The places where a stream of errors begins to warn, and where it drifts. */
export function watchErrors(test: ErrorRateTest, errors: ArrayLike<number>): ErrorRateEvent[] {
  const events: ErrorRateEvent[] = [];
  let before: ErrorState = 'stable';
  for (let at = 0; at < errors.length; at++) {
    const state = test.update(errors[at] ?? Number.NaN);
    if (state === 'drift' || (state === 'warning' && before !== 'warning')) events.push({ at, state });
    before = state;
  }
  return events;
}

/** @throws Error */
export function checkError(error: number): void {
  if (!Number.isFinite(error)) throw new Error(`An error must be a number, not ${error}.`);
}
