/**
 * Which of rows that stand for several each to take, so that those taken stand for equally many: every one of the greatest weight, and of the
 * others so many as their weights make up, at even steps (systematic sampling). Undefined where all stand for equally many already.
 */
export function drawEvenly(weights: ArrayLike<number>): Uint32Array | undefined {
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < weights.length; i++) {
    most = Math.max(most, weights[i] ?? 0);
    least = Math.min(least, weights[i] ?? 0);
  }
  if (!(least < most)) return undefined;
  const taken: number[] = [];
  let reached = 0;
  for (let i = 0; i < weights.length; i++) {
    const before = Math.floor(reached / most);
    // Whole weights are added up without an error.
    reached += weights[i] ?? 0;
    if (Math.floor(reached / most) > before) taken.push(i);
  }
  return Uint32Array.from(taken);
}
