/** A column of numbers (NaN where missing) or of categories (null where missing). */
export type MixedColumn =
  | { readonly name: string; readonly values: Float64Array }
  | { readonly name: string; readonly values: readonly (string | null)[] };

/** One column as numbers with mean 0 and deviation 1 on the reference. */
export interface ColumnEncoding {
  readonly name: string;
  encode(values: MixedColumn['values']): Float64Array;
}

/**
 * Learns how a column becomes numbers, as NannyML does it: categories by their share of the reference's rows (0 for those it never had), what is
 * missing by the mean or the most frequent category, then less the mean and over the deviation (ddof 0; a constant column is 0).
 * @throws Error for a column without a value
 */
export function learnEncoding({ name, values }: MixedColumn): ColumnEncoding {
  const toNumbers =
    values instanceof Float64Array ? fillNumbers(values, name) : shareCategories(values, name);
  const numbers = toNumbers(values);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
  const deviation = Math.sqrt(variance) || 1;
  return { name, encode: (given) => toNumbers(given).map((value) => (value - mean) / deviation) };
}

type ToNumbers = (values: MixedColumn['values']) => Float64Array;

function fillNumbers(reference: Float64Array, name: string): ToNumbers {
  const known = reference.filter(Number.isFinite);
  if (known.length === 0) throw new Error(`The column “${name}” has no value in the reference.`);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return (values) => {
    if (!(values instanceof Float64Array))
      throw new Error(`The column “${name}” held numbers in the reference, and now holds text.`);
    return values.map((value) => (Number.isFinite(value) ? value : mean));
  };
}

function shareCategories(reference: readonly (string | null)[], name: string): ToNumbers {
  const counts = new Map<string, number>();
  for (const value of reference) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  // Of equal counts the first in the alphabet, as scikit-learn's imputer has it.
  const [mode] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0] ?? [];
  if (mode === undefined) throw new Error(`The column “${name}” has no value in the reference.`);
  const missing = reference.filter((value) => value === null).length;
  counts.set(mode, (counts.get(mode) ?? 0) + missing);
  return (values) => {
    if (values instanceof Float64Array)
      throw new Error(`The column “${name}” held text in the reference, and now holds numbers.`);
    return Float64Array.from(values, (value) => (counts.get(value ?? mode) ?? 0) / reference.length);
  };
}
