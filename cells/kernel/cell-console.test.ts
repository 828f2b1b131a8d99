import { afterEach, expect, test, vi } from 'vitest';
import { CellConsole, createConsole } from './cell-console';

afterEach(() => vi.restoreAllMocks());

test('a run that prints for ever keeps its first and last lines, and spares the console of the browser', () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const kept = new CellConsole();
  const printing = createConsole((entry) => kept.add(entry));
  for (let line = 1; line <= 5000; line += 1) printing.log('line', line);
  expect(kept.entries.map(({ text }) => text).slice(98, 104)).toEqual([
    'line 99',
    'line 100',
    '… 4800 more lines, dropped …',
    'line 4901',
    'line 4902',
    'line 4903',
  ]);
  expect(log).toHaveBeenCalledTimes(1000);
  expect(warn).toHaveBeenCalledTimes(1);
});
