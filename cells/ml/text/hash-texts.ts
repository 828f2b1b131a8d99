import { murmurHash } from './murmur-hash';
import type { TextReading, TextStep } from './text-options';

/**
 * Feature hashing (Weinberger et al. 2009): each word or piece adds 1 or −1, by the sign of its hash, to one of `buckets` numbers; times the
 * inverse document frequency, scaled to length 1. Equal to scikit-learn's `HashingVectorizer` (`analyzer` "word" or "char_wb"), followed
 * by its `TfidfTransformer` for `tf-idf`.
 */

type Reading = Pick<TextStep, 'analyzer' | 'ngrams' | 'buckets'>;

/** Learns the document frequencies of a column's training rows. A missing text is an empty one. */
export function learnTextStep(
  column: string,
  values: readonly (string | null)[],
  { analyzer, ngrams, buckets, weighting }: Omit<TextReading, 'columns'>,
): TextStep {
  const reading = { analyzer, ngrams, buckets };
  const idf = new Array<number>(buckets).fill(1);
  if (weighting === 'tf-idf') {
    const rowsWith = new Uint32Array(buckets);
    const seenIn = new Int32Array(buckets).fill(-1);
    const placesOf = createHasher(reading);
    values.forEach((text, row) => {
      placesOf(text ?? '', (place) => {
        if (seenIn[place] === row) return;
        seenIn[place] = row;
        rowsWith[place] = (rowsWith[place] ?? 0) + 1;
      });
    });
    rowsWith.forEach((rows, place) => {
      idf[place] = Math.log((1 + values.length) / (1 + rows)) + 1;
    });
  }
  return { kind: 'text', column, ...reading, weighting, idf };
}

/** Names of the numbers that a text becomes. */
export const bucketNames = ({ column, buckets }: Pick<TextStep, 'column' | 'buckets'>): string[] =>
  Array.from({ length: buckets }, (_, place) => `${column} #${place + 1}`);

/** Calls `write` with each text's numbers that are not 0. */
export function hashTexts(
  { idf, ...reading }: TextStep,
  values: readonly (string | null)[],
  write: (row: number, place: number, value: number) => void,
): void {
  const placesOf = createHasher(reading);
  const counts = new Float64Array(reading.buckets);
  values.forEach((text, row) => {
    if (!text) return;
    const touched = new Set<number>();
    placesOf(text, (place, sign) => {
      touched.add(place);
      counts[place] = (counts[place] ?? 0) + sign;
    });
    let squares = 0;
    for (const place of touched) {
      const weighed = (counts[place] ?? 0) * (idf[place] ?? 1);
      counts[place] = weighed;
      squares += weighed * weighed;
    }
    const length = Math.sqrt(squares) || 1;
    for (const place of touched) {
      const value = (counts[place] ?? 0) / length;
      if (value !== 0) write(row, place, value);
      counts[place] = 0;
    }
  });
}

/** Words come again and again: their hashes are kept, so many at most. */
const mostKept = 200_000;

function createHasher({
  analyzer,
  ngrams,
  buckets,
}: Reading): (text: string, visit: (place: number, sign: 1 | -1) => void) => void {
  const kept = new Map<string, number>();
  const encoder = new TextEncoder();
  const hashOf = (piece: string): number => {
    const known = kept.get(piece);
    if (known !== undefined) return known;
    const hash = murmurHash(encoder.encode(piece));
    if (kept.size >= mostKept) kept.clear();
    kept.set(piece, hash);
    return hash;
  };
  const pieces = analyzer === 'words' ? wordRuns : piecesOfWords;
  return (text, visit) =>
    pieces(text.toLowerCase(), ngrams, (piece) => {
      const hash = hashOf(piece);
      visit(Math.abs(hash) % buckets, hash >= 0 ? 1 : -1);
    });
}

type Ngrams = TextStep['ngrams'];

function wordRuns(text: string, [shortest, longest]: Ngrams, visit: (piece: string) => void): void {
  const words = text.match(/[\p{L}\p{N}_]{2,}/gu) ?? [];
  for (let size = shortest; size <= longest; size++)
    for (let start = 0; start + size <= words.length; start++)
      visit(size === 1 ? (words[start] ?? '') : words.slice(start, start + size).join(' '));
}

/** Runs of characters within words, a blank before and after each; of a word that is shorter, the whole, once. */
function piecesOfWords(text: string, [shortest, longest]: Ngrams, visit: (piece: string) => void): void {
  for (const word of text.split(/\s+/u)) {
    if (word === '') continue;
    const letters = [' ', ...word, ' '];
    for (let size = shortest; size <= longest; size++) {
      visit(letters.slice(0, size).join(''));
      if (size >= letters.length) break;
      for (let start = 1; start + size <= letters.length; start++)
        visit(letters.slice(start, start + size).join(''));
    }
  }
}
