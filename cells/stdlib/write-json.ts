/**
 * A value as JSON, as far as it can be said: maps as objects, sets and typed arrays as lists, big integers as numbers in text, what
 * holds itself as "[circular]". Undefined where it is longer than `longest` characters.
 */
export function writeJson(value: unknown, longest = 20_000_000): string | undefined {
  const above: object[] = [];
  let length = 0;
  const replace = function (this: unknown, key: string, part: unknown): unknown {
    // `JSON.stringify` turns dates into text before it asks.
    const raw: unknown = key === '' ? part : Reflect.get(Object(this), key);
    while (above.length > 0 && above.at(-1) !== this) above.pop();
    length += typeof part === 'string' ? part.length + key.length : 8 + key.length;
    if (length > longest) throw new TooLong();
    if (typeof raw === 'bigint') return String(raw);
    if (typeof raw === 'function') return `[function ${raw.name}]`;
    if (typeof raw !== 'object' || raw === null || raw instanceof Date) return part;
    if (above.includes(raw)) return '[circular]';
    const plain = toPlain(raw);
    above.push(plain);
    return plain;
  };
  try {
    return JSON.stringify(value, replace, 2);
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

class TooLong extends Error {}

function toPlain(value: object): object {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [String(key), one]));
  if (value instanceof Set) return [...value];
  if (value instanceof Error)
    return {
      name: value.name,
      message: value.message,
      ...(value.cause === undefined ? {} : { cause: value.cause }),
    };
  if (ArrayBuffer.isView(value) && Symbol.iterator in value)
    return Array.from(value as unknown as Iterable<unknown>); // every iterable view holds numbers
  return value;
}
