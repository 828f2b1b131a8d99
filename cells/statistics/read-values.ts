/** The finite numbers among values of any kind: numbers, bigints, booleans as 0 and 1, Dates as milliseconds. */
export function readNumbers(values: ArrayLike<unknown>): Float64Array {
  const numbers = new Float64Array(values.length);
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined || value === '') continue;
    const number = value instanceof Date ? value.getTime() : Number(value);
    if (Number.isFinite(number)) numbers[length++] = number;
  }
  return numbers.subarray(0, length);
}

/** The values as text, without null and undefined. */
export function readStrings(values: ArrayLike<unknown>): string[] {
  const strings: string[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== null && value !== undefined) strings.push(String(value));
  }
  return strings;
}
