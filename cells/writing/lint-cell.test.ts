import { describe, expect, test } from 'vitest';
import { lintCell } from './lint-cell';
import { createSymbolIndex } from './symbol-index';
import { type Written, write } from './write-cells.fixture';

const known = {
  isBuiltIn: (name: string) => ['Plot', 'sql', 'md', 'console', 'Math'].includes(name),
  builtInNames: ['Plot', 'sql', 'md'],
  datasets: new Set(['adult', 'bikes']),
};

/** `text at its place: message` of every mistake in the last cell. */
function mistakesInLast(...written: Written[]): string[] {
  const cells = write(...written);
  const last = cells.at(-1);
  if (!last) throw new Error('No cell');
  return lintCell(last, cells, createSymbolIndex(), known).map(({ message, start, end, line, column }) => {
    const at = start === undefined ? `${line}:${column}` : last.source.slice(start, end);
    return `${at}: ${message}`;
  });
}

describe('mistakes in a cell', () => {
  test('are names that no cell defines, all of them, with what was likely meant', () => {
    expect(mistakesInLast('const rides = 1', 'rdies + Plott + Math.max(nothing)')).toEqual([
      'rdies: No cell defines rdies. Did you mean rides?',
      'Plott: No cell defines Plott. Did you mean Plot?',
      'nothing: No cell defines nothing.',
    ]);
    expect(mistakesInLast('const rides = 1', '[rides, viewof$rides, Plot].map((d) => d)')).toEqual([]);
    expect(mistakesInLast({ kind: 'markdown', source: 'So ${missing} and ${Math.PI}' })).toEqual([
      'missing: No cell defines missing.',
    ]);
  });

  test('are names that another cell defines as well', () => {
    expect(
      mistakesInLast({ kind: 'sql', source: 'FROM adult', output: 'rows' }, 'const rows = 1, other = 2'),
    ).toEqual([
      'rows: rows is defined in cell 1 as well. Rename one of them, or begin the name with _ to keep it in its cell.',
    ]);
    expect(mistakesInLast('const rows = 1', { kind: 'sql', source: 'FROM adult', output: 'rows' })).toEqual([
      'undefined:undefined: rows is defined in cell 1 as well. Rename one of them, or begin the name with _ to keep it in its cell.',
    ]);
  });

  test('are not names that stay in their cell', () => {
    expect(
      mistakesInLast('const _x = 1', 'const _x = 2; { const y = _x }', 'const _x = 3; const y = _x'),
    ).toEqual([]);
    expect(mistakesInLast('const _x = 1', '_x + 1')).toEqual([
      '_x: _x stays in cell 1, because it begins with _. Call it x there to read it here.',
    ]);
  });

  test('are circles, at the name that closes them', () => {
    expect(mistakesInLast('const a = c', 'const b = a', 'const c = b + 1')).toEqual([
      'b: Circular: a → c → b → a. Each of these waits for the next; break the circle in one cell.',
    ]);
    expect(mistakesInLast({ kind: 'sql', source: 'FROM adult', output: 'adult' })).toEqual([]);
  });

  test('are tables that are neither cells nor data sets, in any case', () => {
    const rides: Written = { kind: 'sql', source: 'FROM bikes', output: 'rides' };
    expect(mistakesInLast(rides, { kind: 'sql', source: 'FROM Rides JOIN ADULT USING (id)' })).toEqual([]);
    expect(mistakesInLast(rides, { kind: 'sql', source: 'SELECT * FROM ride' })).toEqual([
      'ride: No cell and no attached data set is called ride. Did you mean rides?',
    ]);
    expect(
      mistakesInLast('sql`CREATE TABLE kept AS FROM adult`', { kind: 'sql', source: 'FROM kept' }),
    ).toEqual([]);
    expect(mistakesInLast({ kind: 'chart', source: '{"data": "adlt", "mark": "bar"}' })).toEqual([
      '"adlt": No cell and no attached data set is called adlt. Did you mean adult?',
    ]);
  });

  test('are brackets and quotes of SQL that do not pair', () => {
    expect(mistakesInLast({ kind: 'sql', source: "SELECT (a + [b) FROM adult WHERE c = 'x" })).toEqual([
      '(: This ( is never closed.',
      '[: This [ is never closed.',
      '): This ) closes nothing.',
      "': This ' is never closed.",
    ]);
    expect(mistakesInLast({ kind: 'sql', source: `SELECT ')', "a(", ''''  FROM adult -- (` })).toEqual([]);
  });

  test('are told by the compiler where the text does not parse; then names wait', () => {
    expect(mistakesInLast('const a = missing +')).toEqual(['1:20: Unexpected token']);
  });
});

test('of a text that does not parse, what it defined is still known', () => {
  const index = createSymbolIndex();
  const [one, two] = write('const rides = 1', 'rides + 1');
  if (!one || !two) throw new Error('No cells');
  expect(lintCell(two, [one, two], index, known)).toEqual([]);
  const broken = { ...one, source: 'const rides = ' };
  expect(lintCell(two, [broken, two], index, known)).toEqual([]);
});
