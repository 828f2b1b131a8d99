/**
 * p-values adjusted for having looked at many (Benjamini and Hochberg 1995), in the order given: those ≤ α hold with a false
 * discovery rate of α. NaN stays NaN and does not count.
 */
export function adjustPValues(pValues: readonly number[]): number[] {
  const adjusted = pValues.map(() => Number.NaN);
  const ascending = pValues
    .map((pValue, index) => ({ pValue, index }))
    .filter(({ pValue }) => !Number.isNaN(pValue))
    .sort((a, b) => a.pValue - b.pValue);
  let smallest = 1;
  for (let rank = ascending.length; rank >= 1; rank--) {
    const entry = ascending[rank - 1];
    if (!entry) continue;
    smallest = Math.min(smallest, (entry.pValue * ascending.length) / rank);
    adjusted[entry.index] = smallest;
  }
  return adjusted;
}
