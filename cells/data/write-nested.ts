/**
 * A list, struct or map of a table as JSON. BigInt is written as the number it is, which `JSON.stringify` refuses, and lists are lists
 * whatever array holds them.
 */
export function writeNested(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeNested).join(',')}]`;
  if (ArrayBuffer.isView(value))
    return `[${Array.from(value as unknown as Iterable<unknown>, writeNested).join(',')}]`; // every Arrow list view is iterable
  return `{${Object.entries(value)
    .map(([name, part]) => `${JSON.stringify(name)}:${writeNested(part)}`)
    .join(',')}}`;
}
