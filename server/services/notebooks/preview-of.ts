/** A line of a cell with what was found in it: every second stretch is what was looked for. */
export interface Preview {
  /** From 1. */
  readonly line: number;
  readonly stretches: readonly { readonly text: string; readonly isFound: boolean }[];
}

/** Characters that are shown of a line. */
const widest = 160;
/** Of those, what stands before the first that was found. */
const before = 40;

/** The line of `text` that has the most of `terms` (in lower case), cut to what fits. */
export function previewOf(text: string, terms: readonly string[]): Preview {
  const lines = text.split('\n');
  let best = 0;
  let most = -1;
  for (const [place, line] of lines.entries()) {
    const lower = line.toLowerCase();
    const count = terms.filter((term) => lower.includes(term)).length;
    if (count > most) [best, most] = [place, count];
    if (count === terms.length) break;
  }
  return { line: best + 1, stretches: mark(cut(lines[best] ?? '', terms), terms) };
}

function cut(line: string, terms: readonly string[]): string {
  const lower = line.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const first = places.length > 0 ? Math.min(...places) : 0;
  const from = first > before + 10 ? first - before : 0;
  const shown = line.slice(from, from + widest).trim();
  return `${from > 0 ? '… ' : ''}${shown}${from + widest < line.length ? ' …' : ''}`;
}

function mark(line: string, terms: readonly string[]): Preview['stretches'] {
  const lower = line.toLowerCase();
  const stretches: { text: string; isFound: boolean }[] = [];
  const put = (text: string, isFound: boolean) => text && stretches.push({ text, isFound });
  let at = 0;
  while (at < line.length) {
    let next = line.length;
    let length = 0;
    for (const term of terms) {
      const place = lower.indexOf(term, at);
      if (place >= 0 && (place < next || (place === next && term.length > length)))
        [next, length] = [place, term.length];
    }
    put(line.slice(at, next), false);
    put(line.slice(next, next + length), true);
    at = next + Math.max(length, 1);
  }
  return stretches;
}
