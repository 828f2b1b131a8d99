import { isPictureText, toPictureText } from './picture-text';
import type { TrainOptionsInput } from './train-options';

/** The options with the learner that suits the data, where nobody named one: pictures are for networks. Looks at the first rows only. */
export function suitPictures<Options extends Pick<TrainOptionsInput, 'learner' | 'features' | 'target'>>(
  data: unknown,
  options: Options,
): Options {
  if (options.learner !== undefined) return options;
  const isUsed = (name: string) => name !== options.target && (options.features?.includes(name) ?? true);
  const hasPictures = firstValues(data).some(([name, value]) => isUsed(name) && isPicture(value));
  return hasPictures ? { ...options, learner: 'network' } : options;
}

const isPicture = (value: unknown): boolean =>
  value instanceof Uint8Array
    ? toPictureText(value.subarray(0, 8)) !== undefined
    : typeof value === 'string' && isPictureText(value);

/** Of each column a value, where the data is of a kind that `readTable` reads. */
function firstValues(data: unknown): (readonly [string, unknown])[] {
  if (Array.isArray(data)) return isRecord(data[0]) ? Object.entries(data[0]) : [];
  if (!isRecord(data)) return [];
  const { schema, getChildAt, columns } = data;
  if (isRecord(schema) && Array.isArray(schema.fields) && typeof getChildAt === 'function')
    return schema.fields.map((field, i) => [String(field.name), firstOf(getChildAt.call(data, i))]);
  if (Array.isArray(columns)) return columns.map((column) => [String(column?.name), firstOf(column?.values)]);
  return Object.entries(data).map(([name, values]) => [name, firstOf(values)]);
}

function firstOf(values: unknown): unknown {
  if (!isRecord(values) || !(Symbol.iterator in values)) return undefined;
  // It has an iterator, as just seen.
  for (const value of values as unknown as Iterable<unknown>)
    if (value !== null && value !== undefined) return value;
  return undefined;
}

function isRecord(value: unknown): value is Record<string | symbol, unknown> {
  return typeof value === 'object' && value !== null;
}
