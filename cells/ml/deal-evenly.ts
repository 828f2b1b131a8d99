import { type Random, rangeOf, shuffle } from './random';

/**
 * Deals n rows out to k folds at random, each fold every k-th row, so that sizes differ by one at most. With `labels` they are in the order
 * of these first, so that each fold has the same share of every label, as scikit-learn's StratifiedKFold gives it.
 */
export function dealEvenly(
  n: number,
  k: number,
  { random, labels }: { readonly random: Random; readonly labels?: readonly string[] },
): Uint32Array[] {
  const rows = shuffle(rangeOf(n), random);
  if (labels) {
    const places = new Map([...new Set(labels)].sort().map((label, place) => [label, place]));
    rows.sort((a, b) => (places.get(labels[a] ?? '') ?? 0) - (places.get(labels[b] ?? '') ?? 0));
  }
  return Array.from({ length: k }, (_, fold) => rows.filter((_row, i) => i % k === fold));
}
