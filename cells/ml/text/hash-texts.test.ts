import { describe, expect, it } from 'vitest';
import reference from '@/tests/fixtures/text-reference.json';
import { hashTexts, learnTextStep } from './hash-texts';
import { murmurHash } from './murmur-hash';
import { textOptions } from './text-options';

describe('hashing', () => {
  it('is MurmurHash3 as scikit-learn has it', () => {
    for (const [word, hash] of reference.hashes)
      expect(murmurHash(new TextEncoder().encode(String(word)))).toBe(hash);
  });

  it.each(reference.read.map((one) => [JSON.stringify(one.reading), one] as const))(
    'makes the numbers of HashingVectorizer and TfidfTransformer: %s',
    (_, { reading, cells }) => {
      const step = learnTextStep('text', reference.texts, textOptions.parse(reading));
      const found: [row: number, place: number, value: number][] = [];
      hashTexts(step, reference.texts, (...cell) => found.push(cell));
      found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(found.map(([row, place]) => [row, place])).toEqual(cells.map(([row, place]) => [row, place]));
      found.forEach(([, , value], i) => {
        expect(value).toBeCloseTo(cells[i]?.[2] ?? Number.NaN, 11);
      });
    },
  );

  it('writes nothing for a missing text, nor for one that training never saw a word of', () => {
    const step = learnTextStep('text', ['some words here', null], textOptions.parse({}));
    const rows: number[] = [];
    hashTexts(step, [null, '', '—'], (row) => rows.push(row));
    expect(rows).toEqual([]);
  });
});
