import { describe, expect, it } from 'vitest';
import type { Signature } from './model';
import { validateRows } from './validate-rows';

const signature: Signature = {
  inputs: [
    { name: 'temp', type: 'number', required: true },
    { name: 'sky', type: 'string', required: false, categories: ['clear'] },
    { name: 'holiday', type: 'boolean', required: true },
    { name: 'when', type: 'date', required: true },
  ],
  output: { name: 'cnt', type: 'number' },
};
const good = { temp: 0.3, sky: 'clear', holiday: false, when: '2012-01-31' };

describe('rows of a request', () => {
  it('become columns of the signature, in its order', () => {
    const read = validateRows(signature, [
      { ...good, colour: 'red' },
      { when: 0, holiday: true, temp: 1, sky: null },
    ]);
    expect(read).toEqual({
      ok: true,
      warnings: ['The model does not use “colour”.'],
      rows: {
        numRows: 2,
        columns: [
          { name: 'temp', type: 'number', values: Float64Array.of(0.3, 1) },
          { name: 'sky', type: 'string', values: ['clear', null] },
          { name: 'holiday', type: 'boolean', values: Float64Array.of(0, 1) },
          { name: 'when', type: 'date', values: Float64Array.of(Date.parse('2012-01-31'), 0) },
        ],
      },
    });
  });

  it.each([
    [{ temp: undefined }, 'temp', 'Row 1, field “temp”: is missing.'],
    [{ temp: null }, 'temp', 'Row 1, field “temp”: must not be null.'],
    [{ temp: 'warm' }, 'temp', 'Row 1, field “temp”: must be a number, not the text "warm".'],
    [{ temp: Number.NaN }, 'temp', 'Row 1, field “temp”: must be a finite number, not NaN.'],
    [
      { temp: Number.POSITIVE_INFINITY },
      'temp',
      'Row 1, field “temp”: must be a finite number, not Infinity.',
    ],
    [{ sky: 3 }, 'sky', 'Row 1, field “sky”: must be text, not number 3.'],
    [{ holiday: 1 }, 'holiday', 'Row 1, field “holiday”: must be true or false, not number 1.'],
    [
      { when: 'soon' },
      'when',
      'Row 1, field “when”: must be a date such as "2012-01-31" or "2012-01-31T09:00:00Z", not the text "soon".',
    ],
    [
      { when: ['2012'] },
      'when',
      'Row 1, field “when”: must be a date such as "2012-01-31" or "2012-01-31T09:00:00Z", not a list.',
    ],
  ])('are refused with the row and the field: %j', (change, field, message) => {
    expect(validateRows(signature, [good, { ...good, ...change }])).toEqual({
      ok: false,
      total: 1,
      problems: [{ row: 1, field, message }],
    });
  });

  it('are refused when they are no rows', () => {
    expect(validateRows(signature, { rows: [] })).toMatchObject({ ok: false, problems: [{ row: 0 }] });
    expect(validateRows(signature, [good, 7])).toMatchObject({
      ok: false,
      total: 1,
      problems: [{ row: 1, message: /not an object/ }],
    });
  });

  it('list a hundred problems at most, and count all', () => {
    const read = validateRows(
      signature,
      Array.from({ length: 200 }, () => ({})),
    );
    expect(read).toMatchObject({ ok: false, total: 600 });
    expect(read.ok ? [] : read.problems).toHaveLength(100);
  });

  it('do not take values from what every object has', () => {
    const inherited: Signature = {
      ...signature,
      inputs: [{ name: 'toString', type: 'string', required: true }],
    };
    expect(validateRows(inherited, [{}])).toMatchObject({ ok: false, problems: [{ field: 'toString' }] });
  });
});
