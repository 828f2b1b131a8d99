import { createRandom, type Random } from '../random';
import type { SearchPoint } from './search-space';
import type { Trial } from './trial';

/** Chooses where to look next. */
export interface Sampler {
  /**
   * The place of trial `number` (from 1), knowing those before it, running ones too. The same history gives the same place.
   * Undefined: there is no place left that was not tried.
   */
  suggest(history: readonly Trial[], number: number): SearchPoint | undefined;
}

/** A stream of its own for each trial, so that a search that goes on draws what it would have drawn. */
export function randomOfTrial(seed: number, number: number): Random {
  return createRandom((Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) + Math.imul(number, 0x85ebca6b)) | 0);
}
