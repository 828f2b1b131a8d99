import { diffArrays, diffWordsWithSpace } from 'diff';

/** A stretch of a line; `isMarked` where the other side does not have it. */
export interface Stretch {
  readonly text: string;
  readonly isMarked: boolean;
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly stretches: readonly Stretch[];
}

/** Two lines that stand beside each other; a side is missing where the line came or went. */
export interface LinePair {
  readonly isSame: boolean;
  readonly before?: Line;
  readonly after?: Line;
}

/** Milliseconds and edits beyond which two texts are taken for different throughout. */
const patience = { timeout: 400, maxEditLength: 20_000 };
/** Longer lines are marked as a whole. */
const longestMarked = 3000;

/** Two texts, line beside line, with the words marked that differ within a line. */
export function alignLines(before: string, after: string): readonly LinePair[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  const parts = diffArrays(left, right, patience) ?? [
    { removed: true, added: false, value: left },
    { removed: false, added: true, value: right },
  ];
  const pairs: LinePair[] = [];
  let [atLeft, atRight] = [0, 0];
  let removed: string[] = [];
  const release = (added: readonly string[]) => {
    for (let place = 0; place < Math.max(removed.length, added.length); place++) {
      const [was, is] = [removed[place], added[place]];
      const [beforeMarks, afterMarks] = markWords(was, is);
      pairs.push({
        isSame: false,
        ...(was !== undefined && { before: { number: ++atLeft, stretches: beforeMarks } }),
        ...(is !== undefined && { after: { number: ++atRight, stretches: afterMarks } }),
      });
    }
    removed = [];
  };
  for (const { value, removed: isRemoved, added: isAdded } of parts)
    if (isRemoved) removed = value;
    else if (isAdded) release(value);
    else {
      release([]);
      for (const text of value) {
        const stretches = [{ text, isMarked: false }];
        pairs.push({
          isSame: true,
          before: { number: ++atLeft, stretches },
          after: { number: ++atRight, stretches },
        });
      }
    }
  release([]);
  return pairs;
}

/** Words of a line that its counterpart has not. A line that has nothing in common with it, or no counterpart, has no marks of its own. */
function markWords(
  was: string | undefined,
  is: string | undefined,
): readonly [readonly Stretch[], readonly Stretch[]] {
  const whole = (text: string | undefined) => [{ text: text ?? '', isMarked: false }];
  if (was === undefined || is === undefined || was.length + is.length > longestMarked)
    return [whole(was), whole(is)];
  const parts = diffWordsWithSpace(was, is);
  const kept = parts.filter(({ added, removed, value }) => !added && !removed && value.trim() !== '');
  if (kept.length === 0) return [whole(was), whole(is)];
  return [
    parts
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, isMarked: removed === true })),
    parts
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, isMarked: added === true })),
  ];
}

/** A run of pairs as it is shown: changed lines with what stands around them, or lines that are the same and left out. */
export interface LineRun {
  readonly isFolded: boolean;
  readonly pairs: readonly LinePair[];
}

/** Lines that stay in sight beside a change. */
const around = 3;

/** Folds away lines that are the same, where more than a few of them stand together. */
export function foldSame(pairs: readonly LinePair[]): readonly LineRun[] {
  const isShown = pairs.map(() => false);
  pairs.forEach(({ isSame }, place) => {
    if (!isSame) isShown.fill(true, Math.max(0, place - around), place + around + 1);
  });
  const runs: { isFolded: boolean; pairs: LinePair[] }[] = [];
  pairs.forEach((pair, place) => {
    const run = runs.at(-1);
    if (run && run.isFolded !== isShown[place]) run.pairs.push(pair);
    else runs.push({ isFolded: !isShown[place], pairs: [pair] });
  });
  // A line that says "one line is the same" takes the room of that line.
  return runs.map((run) => (run.pairs.length <= 1 ? { ...run, isFolded: false } : run));
}
