import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { readBikeRides } from './example-data.fixture';
import { readTableFile, writeTableFile } from './table-file';

describe('the file of a table', () => {
  it('gives back every bit of every float, and every text', () => {
    const values = Float64Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1 / 3);
    const read = {
      columns: {
        numRows: 6,
        columns: [
          { name: 'x', type: 'number' as const, values },
          { name: 'when', type: 'date' as const, values: values.map((value) => value * 1e12) },
          { name: 'yes', type: 'boolean' as const, values: Float64Array.of(0, 1, Number.NaN, 1, 0, 1) },
          { name: 'distinct', type: 'string' as const, values: ['ä', '', null, '🎈', 'x', 'y'] },
          { name: 'few', type: 'string' as const, values: ['a', 'b', 'a', null, 'a', 'b'] },
        ],
      },
      skipped: [{ name: 'list', reason: 'a list' }],
    };
    const again = readTableFile(writeTableFile(read));
    expect(again).toEqual(read);
    const [x] = again.columns.columns;
    expect(x?.values).toBeInstanceOf(Float64Array);
    expect(Object.is(x?.values[1], -0)).toBe(true);
  });

  it('holds a table as large as people train on, without rows too', () => {
    const rides = { columns: readBikeRides(), skipped: [] };
    expect(readTableFile(writeTableFile(rides))).toEqual(rides);
    const none = {
      columns: { numRows: 0, columns: [{ name: 'x', type: 'string' as const, values: [] }] },
      skipped: [],
    };
    expect(readTableFile(writeTableFile(none))).toEqual(none);
  });

  it('is refused in words when it is another table of Arrow', () => {
    const other = tableToIPC(tableFromArrays({ x: [1, 2] }), { format: 'file' }) ?? new Uint8Array();
    expect(() => readTableFile(other)).toThrow('does not say, in format 1, what its columns hold');
  });
});
