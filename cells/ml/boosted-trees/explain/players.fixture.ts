import type { Players } from './path-tree';

/** Each feature plays for itself. */
export const eachPlays = (features: number): Players => ({
  count: features,
  ofFeature: Int32Array.from({ length: features }, (_, i) => i),
});

/** Two features after another are one player, as the parts of a date are. */
export const pairsPlay = (features: number): Players => ({
  count: Math.ceil(features / 2),
  ofFeature: Int32Array.from({ length: features }, (_, i) => i >> 1),
});
