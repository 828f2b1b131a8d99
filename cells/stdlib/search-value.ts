import { formatValue } from '@/cells/kernel/format-value';
import { isTree, partsOf } from './inspect';

export interface Place {
  /** The expression that leads there. */
  readonly path: string;
  readonly value: unknown;
}

/** Values that are looked at, and places that are told, at most. */
const mostSeen = 200_000;
const mostFound = 50;

/** The places in a value whose name or text contains these letters, breadth first; what holds itself is looked at once. */
export function searchValue(
  value: object,
  text: string,
  path = 'value',
): { readonly found: readonly Place[]; readonly isWhole: boolean } {
  const wanted = text.toLowerCase();
  const found: Place[] = [];
  const seen = new Set<object>([value]);
  const waiting: Place[] = [{ path, value }];
  let looked = 0;
  for (let at = 0; at < waiting.length; at++) {
    const { path: above, value: whole } = waiting[at] ?? {};
    if (typeof whole !== 'object' || whole === null) continue;
    for (const { label, step, read } of partsOf(whole)) {
      looked += 1;
      if (looked > mostSeen || found.length >= mostFound) return { found, isWhole: false };
      let part: unknown;
      try {
        part = read();
      } catch {
        continue; // what cannot be read holds nothing
      }
      const place = { path: `${above}${step}`, value: part };
      const isLeaf = !isTree(part);
      if (
        step &&
        (label.toLowerCase().includes(wanted) || (isLeaf && formatValue(part).toLowerCase().includes(wanted)))
      )
        found.push(place);
      if (isLeaf || seen.has(part as object)) continue; // a tree is an object
      seen.add(part as object); // the same
      waiting.push(place);
    }
  }
  return { found, isWhole: true };
}
