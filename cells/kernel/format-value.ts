const maxLength = 2000;

/** A value as one line of text, for the console: strings as they are, the rest as JavaScript shows it, cut when long. */
export function formatValue(value: unknown): string {
  const text = typeof value === 'string' ? value : format(value, 0, new Set());
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

function format(value: unknown, depth: number, above: Set<object>): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `ƒ ${value.name}()`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  try {
    return formatObject(value, depth, above);
  } catch (error) {
    return `[unreadable: ${error instanceof Error ? error.message : String(error)}]`; // a getter or proxy that throws
  }
}

function formatObject(value: object, depth: number, above: Set<object>): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (typeof Node !== 'undefined' && value instanceof Node) return `<${value.nodeName.toLowerCase()}>`;
  if (above.has(value)) return '[circular]';
  if (depth > 2) return Array.isArray(value) ? `[… ${value.length}]` : '{…}';
  above.add(value);
  try {
    const inner = (child: unknown) => format(child, depth + 1, above);
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return list(value, inner);
    if (value instanceof Map)
      return `Map(${value.size}) {${limited(value.entries(), value.size, ([k, v]) => `${inner(k)} => ${inner(v)}`)}}`;
    if (value instanceof Set) return `Set(${value.size}) {${limited(value.values(), value.size, inner)}}`;
    const keys = Object.keys(value);
    const name = className(value);
    const fields = limited(keys.values(), keys.length, (key) => `${key}: ${inner(Reflect.get(value, key))}`);
    return `${name === 'Object' ? '' : `${name} `}{${fields}}`;
  } finally {
    above.delete(value);
  }
}

function list(value: readonly unknown[] | ArrayBufferView, inner: (child: unknown) => string): string {
  if (value instanceof DataView) return `DataView(${value.byteLength})`;
  const items = value as ArrayLike<unknown>; // every view but DataView is a typed array
  const shown = Array.from({ length: Math.min(items.length, maxItems) }, (_, i) => inner(items[i]));
  if (items.length > maxItems) shown.push(`… ${items.length - maxItems} more`);
  return `${Array.isArray(value) ? '' : `${className(value)} `}[${shown.join(', ')}]`;
}

const maxItems = 20;

function limited<T>(items: Iterator<T>, size: number, show: (item: T) => string): string {
  const shown: string[] = [];
  for (let i = 0; i < maxItems; i++) {
    const { done, value } = items.next();
    if (done) break;
    shown.push(show(value));
  }
  if (size > maxItems) shown.push(`… ${size - maxItems} more`);
  return shown.join(', ');
}

function className(value: object): string {
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'Object';
}
