import type { BoosterOptions, Categories } from './booster';

/**
 * Names of a feature's categories. Texts lie in one run of UTF-8, as signed bytes, parted by offsets; but where XGBoost's Python package
 * (3.1, 3.2) took them from pandas, the offsets count letters, so that names beyond ASCII are cut wrongly and the run's end is lost.
 * Such names have to be given, and are held against the file.
 * @throws Error that names the feature
 */
export function decodeCategories(
  feature: string,
  { offsets, values }: { readonly offsets?: readonly number[]; readonly values: readonly number[] },
  { categories }: BoosterOptions,
): Categories {
  if (!offsets) return { of: 'numbers', names: values.map(String) };
  const bytes = Uint8Array.from(values);
  const given = Object.hasOwn(categories ?? {}, feature) ? categories?.[feature] : undefined;
  if (given) {
    if (!agrees(given, offsets, bytes))
      throw new Error(
        `The categories given for “${feature}” are others than the model's, or in another order.`,
      );
    return { of: 'text', names: given };
  }
  if (bytes.some((byte) => byte >= 0x80))
    throw new Error(
      `The file does not hold the category names of “${feature}” whole: XGBoost saves names beyond ASCII cut wrongly. ` +
        `Give them in the order of their codes, as pandas lists them: categories: { ${JSON.stringify(feature)}: ["…", "…"] }.`,
    );
  const decoder = new TextDecoder();
  const names = offsets.slice(1).map((end, i) => decoder.decode(bytes.subarray(offsets[i] ?? 0, end)));
  return { of: 'text', names };
}

function agrees(names: readonly string[], offsets: readonly number[], bytes: Uint8Array): boolean {
  const encoded = new TextEncoder().encode(names.join(''));
  const isPrefix = bytes.every((byte, i) => byte === encoded[i]);
  const countsOf = (lengthOf: (name: string) => number) => {
    let end = 0;
    return [0, ...names.map((name) => (end += lengthOf(name)))];
  };
  const equals = (ends: readonly number[]) =>
    ends.length === offsets.length && ends.every((end, i) => end === offsets[i]);
  return (
    isPrefix &&
    (equals(countsOf((name) => Array.from(name).length)) ||
      equals(countsOf((name) => new TextEncoder().encode(name).length)))
  );
}

/** Names of categories as XGBoost keeps them: `type` is its number for 64-bit integers. */
type Encoding =
  | { readonly offsets: readonly number[]; readonly values: readonly number[] }
  | { readonly type: 15; readonly values: readonly number[] };

/** @throws Error that names the feature whose categories XGBoost would not find again */
export function encodeCategories(
  feature: string,
  categories: readonly string[],
  areNumbers: boolean,
): Encoding {
  if (areNumbers) {
    const values = categories.map(Number);
    if (!values.every(Number.isSafeInteger))
      throw new Error(
        `XGBoost holds categories that are texts or whole numbers; those of “${feature}” are other numbers.`,
      );
    return { type: 15, values };
  }
  const bytes = new TextEncoder().encode(categories.join(''));
  const stranger = categories.find((name) => new TextEncoder().encode(name).length > name.length);
  if (stranger !== undefined)
    throw new Error(
      `XGBoost 3.2 cuts names of categories beyond ASCII wrongly, and would not find “${stranger}” of “${feature}” again. ` +
        'Write these categories without accents, and train again.',
    );
  let end = 0;
  return { offsets: [0, ...categories.map((name) => (end += name.length))], values: Array.from(bytes) };
}

/** All features' names, and the order of each feature's, by which XGBoost searches. Undefined where a feature has none. */
export function writeCats(encodings: readonly (Encoding | undefined)[]) {
  if (!encodings.some((encoding) => encoding)) return { enc: [], feature_segments: [], sorted_idx: [] };
  let end = 0;
  const orders = encodings.map((encoding) => (encoding ? sortedPlaces(encoding) : []));
  return {
    enc: encodings.map((encoding) => encoding ?? { offsets: [], values: [] }),
    feature_segments: [0, ...orders.map((order) => (end += order.length))],
    sorted_idx: orders.flat(),
  };
}

function sortedPlaces(encoding: Encoding): number[] {
  const { values } = encoding;
  if ('type' in encoding)
    return values.map((_, place) => place).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const { offsets } = encoding;
  const names = offsets.slice(1).map((to, i) => String.fromCharCode(...values.slice(offsets[i], to)));
  return names.map((_, place) => place).sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
}
