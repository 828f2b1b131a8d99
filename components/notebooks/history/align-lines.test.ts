import { expect, test } from 'vitest';
import { alignLines, foldSame, type Line } from './align-lines';

const written = (line: Line | undefined) =>
  line?.stretches.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('');
const pairsOf = (before: string, after: string) =>
  alignLines(before, after).map((pair) => [written(pair.before), written(pair.after)]);

test('words that differ are marked on both sides', () => {
  expect(pairsOf('SELECT hr\nFROM rides', 'SELECT hr, sum(cnt)\nFROM rides')).toEqual([
    ['SELECT hr', 'SELECT hr[, sum(cnt)]'],
    ['FROM rides', 'FROM rides'],
  ]);
  expect(pairsOf('const a = 1', 'const a = 20')).toEqual([['const a = [1]', 'const a = [20]']]);
});

test('lines that came or went stand alone, with the number that they have', () => {
  expect(pairsOf('a\nb\nc', 'a\nc')).toEqual([
    ['a', 'a'],
    ['b', undefined],
    ['c', 'c'],
  ]);
  expect(alignLines('a', 'x\ny\na').map(({ before, after }) => [before?.number, after?.number])).toEqual([
    [undefined, 1],
    [undefined, 2],
    [1, 3],
  ]);
});

test('lines without a word in common are not marked word by word', () => {
  expect(pairsOf('alpha', 'beta gamma')).toEqual([['alpha', 'beta gamma']]);
});

test('far from every change the text is folded away', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const runs = foldSame(alignLines(lines.join('\n'), lines.with(10, 'other').join('\n')));
  expect(runs.map(({ isFolded, pairs }) => [isFolded, pairs.length])).toEqual([
    [true, 7],
    [false, 7],
    [true, 6],
  ]);
});

test('two long texts without anything in common are told apart in a moment', () => {
  const text = (seed: number) => Array.from({ length: 30_000 }, (_, i) => `${(i * seed) % 99991}`).join('\n');
  const began = performance.now();
  expect(alignLines(text(7), text(31)).length).toBeGreaterThan(1000);
  expect(performance.now() - began).toBeLessThan(5000);
});
