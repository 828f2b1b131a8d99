import { expect, test } from 'vitest';
import { analyze } from './analyze';

const cell = (outputs: string[], inputs: string[] = []) => ({ outputs, inputs });

test('names defined more than once, with every cell that does', () => {
  const { duplicates } = analyze(
    new Map([
      [1, cell(['a'])],
      [2, cell(['b', 'a'])],
      [3, cell(['b'])],
      [4, cell(['c'])],
    ]),
  );
  expect(duplicates).toEqual([
    { name: 'a', cellIds: [1, 2] },
    { name: 'b', cellIds: [2, 3] },
  ]);
});

test('cycles, with the names on their way', () => {
  const { cycles } = analyze(
    new Map([
      [1, cell(['a'], ['b', 'x'])],
      [2, cell(['b'], ['c'])],
      [3, cell(['c'], ['a'])],
      [4, cell(['d'], ['a'])],
      [5, cell(['e'], ['e'])],
    ]),
  );
  expect(cycles).toEqual([
    { cellIds: [1, 2, 3], names: ['a', 'b', 'c'] },
    { cellIds: [5], names: ['e'] },
  ]);
});

test('a diamond is no cycle, a chain of 20 000 cells no trouble', () => {
  const diamond = new Map([
    [1, cell(['a'])],
    [2, cell(['b'], ['a'])],
    [3, cell(['c'], ['a'])],
    [4, cell(['d'], ['b', 'c'])],
  ]);
  expect(analyze(diamond).cycles).toEqual([]);
  const chain = new Map(Array.from({ length: 20_000 }, (_, i) => [i, cell([`c${i}`], [`c${i + 1}`])]));
  expect(analyze(chain).cycles).toEqual([]);
});
