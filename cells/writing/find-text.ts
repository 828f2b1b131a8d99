import type { Edit } from '@/cells/document/edits';
import type { Cell } from '@/cells/document/notebook';
import { kindOf } from '@/cells/kinds';

/** What is looked for in the texts of cells. */
export interface Search {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  /** `text` is a regular expression. */
  readonly isPattern: boolean;
}

export interface Match {
  readonly cellId: number;
  readonly start: number;
  readonly end: number;
}

/** More matches than this are not listed: nobody goes through them, and each replacement of all begins anew. */
export const mostMatches = 10_000;

/**
 * Every place in document order at which the texts match; a match of nothing is none.
 * @throws SyntaxError when the pattern is none, in the words of the browser
 */
export function findText(cells: readonly Cell[], search: Search): Match[] {
  const matches: Match[] = [];
  if (search.text === '') return matches;
  const pattern = toPattern(search);
  for (const { id, source } of cells)
    for (const match of source.matchAll(pattern)) {
      if (match[0] === '') continue;
      matches.push({ cellId: id, start: match.index, end: match.index + match[0].length });
      if (matches.length === mostMatches) return matches;
    }
  return matches;
}

function toPattern({ text, matchCase, wholeWord, isPattern }: Search): RegExp {
  const plain = isPattern ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const bounded = wholeWord ? `(?<![\\p{L}\\p{N}_$])(?:${plain})(?![\\p{L}\\p{N}_$])` : plain;
  return new RegExp(bounded, matchCase ? 'gmu' : 'gimu');
}

/** What a replacement comes to. */
export interface Replacement {
  readonly edits: readonly Edit[];
  readonly places: number;
  /** Forms whose options would no longer be options; they stay as they are. */
  readonly spoilt: readonly number[];
}

/** Writes `by` in place of matches, which `findText` gave for the same search; of a pattern `$1` and `$<name>` stand for its groups. */
export function planReplace(
  cells: readonly Cell[],
  matches: readonly Match[],
  { search, by }: { search: Search; by: string },
): Replacement {
  const edits: Edit[] = [];
  const spoilt: number[] = [];
  let places = 0;
  const pattern = toPattern(search);
  const byCell = new Map<number, Set<number>>();
  for (const { cellId, start } of matches) byCell.set(cellId, (byCell.get(cellId) ?? new Set()).add(start));
  for (const cell of cells) {
    const starts = byCell.get(cell.id);
    if (!starts) continue;
    // Replaced where it stands: what is around a match may be part of the pattern.
    const source = cell.source.replace(pattern, (...found) => {
      const groups = typeof found.at(-1) === 'object' ? found.pop() : undefined;
      const [offset] = found.slice(-2);
      const [match, ...captured] = found.slice(0, -2);
      if (!starts.has(offset)) return match;
      return search.isPattern ? fill(by, { match, captured, groups }) : by;
    });
    if (kindOf(cell)?.options && !isJson(source)) spoilt.push(cell.id);
    else {
      edits.push({ type: 'change', id: cell.id, change: { source } });
      places += starts.size;
    }
  }
  return { edits, places, spoilt };
}

interface Found {
  readonly match: string;
  readonly captured: readonly (string | undefined)[];
  readonly groups: Readonly<Record<string, string | undefined>> | undefined;
}

/** `$1`, `$<name>`, `$&` and `$$`, as in `String.replace`; what stands for no group stays. */
function fill(by: string, { match, captured, groups }: Found): string {
  return by.replace(/\$(?:\$|&|(\d{1,2})|<([^>]*)>)/g, (whole, number?: string, name?: string) => {
    if (whole === '$$') return '$';
    if (whole === '$&') return match;
    if (name !== undefined) return groups ? (groups[name] ?? '') : whole;
    const place = Number(number) - 1;
    return place >= 0 && place < captured.length ? (captured[place] ?? '') : whole;
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
