import { tableFromArrays } from '@uwdata/flechette';
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
