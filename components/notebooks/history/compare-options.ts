import type { FactChange } from '@/cells/document/compare';

/** What differs in the options of a form, by the path to each; undefined where one of the two is not written as options. */
export function compareOptions(before: string, after: string): readonly FactChange[] | undefined {
  const [then, now] = [readOptions(before), readOptions(after)];
  if (!then || !now) return undefined;
  return [...new Set([...then.keys(), ...now.keys()])]
    .filter((path) => then.get(path) !== now.get(path))
    .map((path) => ({ name: path, before: then.get(path), after: now.get(path) }));
}

function readOptions(source: string): ReadonlyMap<string, string> | undefined {
  try {
    const options = new Map<string, string>();
    collect(JSON.parse(source), '', options);
    return options;
  } catch {
    return undefined;
  }
}

function collect(value: unknown, path: string, into: Map<string, string>): void {
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    into.set(path, value.map(String).join(', '));
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) collect(one, path ? `${path}.${key}` : key, into);
  else into.set(path, String(value));
}
