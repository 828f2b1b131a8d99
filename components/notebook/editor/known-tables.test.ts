import { binary, columnFromArray, tableFromArrays, tableFromColumns, utf8 } from '@uwdata/flechette';
import * as aq from 'arquero';
import { describe, expect, it } from 'vitest';
import { columnsOf } from './known-tables';

describe('columns of a value', () => {
  it('are those of an Arrow table', () => {
    const table = tableFromArrays({ hr: [1, 2], name: ['a', 'b'], ok: [true, false] });
    expect(columnsOf(table)?.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'hr integer',
      'name text',
      'ok boolean',
    ]);
  });

  it('that hold pictures are told from other bytes and texts', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0);
    const table = tableFromColumns([
      ['image', columnFromArray([png], binary())],
      ['content', columnFromArray([Uint8Array.of(1, 2)], binary())],
      ['sent', columnFromArray(['data:image/png;base64,iVBORw0KGgo='], utf8())],
    ]);
    expect(columnsOf(table)?.map(({ type }) => type)).toEqual(['picture', 'bytes', 'picture']);
    expect(columnsOf([{ image: png, name: 'a' }])?.map(({ type }) => type)).toEqual(['picture', 'text']);
  });

  it('are those of an Arquero table, and of rows', () => {
    expect(columnsOf(aq.table({ hr: [1], day: [new Date(0)] }))).toEqual([
      { name: 'hr', type: 'number' },
      { name: 'day', type: 'timestamp' },
    ]);
    expect(columnsOf([{ hr: 1, name: 'a' }])).toEqual([
      { name: 'hr', type: 'number' },
      { name: 'name', type: 'text' },
    ]);
  });

  it.each([[undefined], [3], ['text'], [[1, 2]], [{}], [[]]])('are none for %j', (value) => {
    expect(columnsOf(value)).toBeUndefined();
  });
});
