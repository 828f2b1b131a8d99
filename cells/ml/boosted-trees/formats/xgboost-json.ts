/** JSON as XGBoost parses it: it tells `1` from `1E0`, so lists of floats are `Float32Array` here and written with an exponent. */
export function writeXgboostJson(value: unknown): string {
  if (value instanceof Float32Array) return `[${Array.from(value, writeFloat).join(',')}]`;
  if (Array.isArray(value)) return `[${value.map(writeXgboostJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}:${writeXgboostJson(item)}`,
  );
  return `{${entries.join(',')}}`;
}

/** Nine digits name every float. Infinity, for which JSON has no word, becomes the largest float. */
export function writeFloat(value: number): string {
  const finite = Math.max(-3.4028234663852886e38, Math.min(3.4028234663852886e38, value));
  return Number(finite.toPrecision(9)).toExponential().replace('e+', 'E').replace('e', 'E');
}
