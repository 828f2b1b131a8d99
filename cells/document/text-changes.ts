/** Characters (UTF-16 code units) of a text that are replaced: `at` counts in the text before any of the changes. */
export interface TextChange {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Above this many pairs of lines a changed stretch is taken as one change. */
const mostPairs = 4_000_000;

/**
 * What has to be replaced in `before` to make it `after`, from top to bottom: one stretch where somebody typed, several where lines
 * changed here and there. Never parts a surrogate pair.
 */
export function changesBetween(before: string, after: string): TextChange[] {
  if (before === after) return [];
  const { at, remove, insert } = trim(before, after);
  const removed = before.slice(at, at + remove);
  if (!removed.includes('\n') || !insert.includes('\n')) return [{ at, remove, insert }];
  const [from, to] = [lines(removed), lines(insert)];
  if (from.length * to.length > mostPairs) return [{ at, remove, insert }];
  return byLines(from, to).map((change) => {
    const part = trim(removed.slice(change.at, change.at + change.remove), change.insert);
    return { ...part, at: at + change.at + part.at };
  });
}

/** Applies changes whose places count in the text as it is given. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let from = 0;
  for (const { at, remove, insert } of changes) {
    result += text.slice(from, at) + insert;
    from = at + remove;
  }
  return result + text.slice(from);
}

/** The one stretch between what both begin and what both end with. */
function trim(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHigh(before.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end -= 1;
  return { at: start, remove: before.length - end - start, insert: after.slice(start, after.length - end) };
}

const isHigh = (code: number) => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number) => code >= 0xdc00 && code <= 0xdfff;

/** Lines with their ends. */
const lines = (text: string): string[] => text.split(/(?<=\n)/);

/** Replaced stretches of lines, by the longest common subsequence. */
function byLines(from: readonly string[], to: readonly string[]): TextChange[] {
  const width = to.length + 1;
  const common = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      common[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));

  const changes: TextChange[] = [];
  let [i, j, offset] = [0, 0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && from[i] === to[j]) {
      offset += from[i]?.length ?? 0;
      i += 1;
      j += 1;
      continue;
    }
    const start = offset;
    let insert = '';
    while ((i < from.length || j < to.length) && !(i < from.length && from[i] === to[j]))
      if (j < to.length && (i === from.length || at(i, j + 1) >= at(i + 1, j))) {
        insert += to[j];
        j += 1;
      } else {
        offset += from[i]?.length ?? 0;
        i += 1;
      }
    changes.push({ at: start, remove: offset - start, insert });
  }
  return changes;
}
