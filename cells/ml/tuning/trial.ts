import type { SearchTrial } from '@/cells/kernel/cell-run';
import type { SearchPoint } from './search-space';

/**
 * One training of a search. `value` is its metric on the validation rows; a trial that was pruned or failed has none.
 * Kept with the search, so that it can go on.
 */
export interface Trial extends SearchTrial {
  readonly values: SearchPoint['values'];
  /** `value` as the search minimises it: its negative where more is better. */
  readonly loss?: number;
  /** The validation loss at each rung that it reached. Only equal curves are compared. */
  readonly rungs: readonly Rung[];
}

export interface Rung {
  /** The branch and the metric of the curve. */
  readonly curve: string;
  readonly step: number;
  readonly loss: number;
}

export const pointOf = ({ branch, values }: Trial): SearchPoint => ({ branch, values });
