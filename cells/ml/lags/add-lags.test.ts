import { describe, expect, it } from 'vitest';
import reference from '@/tests/fixtures/lags-reference.json';
import { findColumn, readTable } from '../read-table';
import { addLags } from './add-lags';
import { type LagOptionsInput, parseLagOptions } from './lag-options';

const { columns: table } = readTable(reference.rows);
const lag = (options: Partial<LagOptionsInput>, rows = table) =>
  addLags(rows, parseLagOptions({ time: 'hour', columns: ['x'], ...options }));
const wanted: Readonly<Record<string, readonly (number | null)[]>> = reference.columns;

function expectColumn(found: ReturnType<typeof lag>, name: string, as = name): void {
  const { values } = findColumn(found, name) ?? { values: [] };
  expect(values).toHaveLength(table.numRows);
  expect(wanted[as]).toHaveLength(table.numRows);
  wanted[as]?.forEach((value, row) => {
    if (value === null) expect(values[row], `${name} of row ${row}`).toBeNaN();
    else expect(values[row], `${name} of row ${row}`).toBeCloseTo(value, 10);
  });
}

describe('earlier values', () => {
  it('by rows are pandas’ shift and rolling, by group, whatever the order of the rows', () => {
    const found = lag({ group: 'place', lags: [1, 3], windows: [] });
    for (const name of ['x_lag_1', 'x_lag_3']) expectColumn(found, name);
    const windows = lag({
      ...{ group: 'place', lags: [], windows: [4], horizon: 2 },
      figures: ['mean', 'sum', 'min', 'max', 'std'],
    });
    for (const figure of ['mean', 'sum', 'min', 'max', 'std']) expectColumn(windows, `x_${figure}_4_lag_2`);
  });

  it('by time leave a gap a gap', () => {
    const found = lag({ lags: [5], windows: [6], every: 1 });
    expectColumn(found, 'x_lag_5', 'x_lag_5 by hour');
    expectColumn(found, 'x_mean_6', 'x_mean_6 by hour');
    const dated = {
      ...table,
      columns: table.columns.map((column) =>
        column.name === 'hour' && column.type === 'number'
          ? ({ ...column, type: 'date', values: column.values.map((hour) => hour * 3600e3) } as const)
          : column,
      ),
    };
    expectColumn(lag({ lags: [5], every: 'hour' }, dated), 'x_lag_5', 'x_lag_5 by hour');
  });

  it('never read a row that is not earlier by the horizon', () => {
    const options = { group: 'place', lags: [3, 4], windows: [3], horizon: 3, figures: ['max'] } as const;
    const before = lag({ ...options, lags: [...options.lags], windows: [3], figures: ['max'] });
    const hours = findColumn(table, 'hour');
    const moment = 60;
    const spoilt = {
      ...table,
      columns: table.columns.map((column) =>
        column.name === 'x' && column.type === 'number'
          ? {
              ...column,
              values: column.values.map((x, row) => (Number(hours?.values[row]) >= moment ? 1e9 : x)),
            }
          : column,
      ),
    };
    const after = lag({ ...options, lags: [...options.lags], windows: [3], figures: ['max'] }, spoilt);
    for (const { name } of before.columns.slice(table.columns.length))
      for (let row = 0; row < table.numRows; row++)
        if (Number(hours?.values[row]) <= moment)
          expect(findColumn(after, name)?.values[row]).toEqual(findColumn(before, name)?.values[row]);
  });

  it.each([
    [{ time: 'x', columns: ['y'] }, /There is no column “y”/],
    [
      { columns: ['place'] },
      /“place” cannot be read at earlier times: it holds text, and numbers are needed/,
    ],
    [{ time: 'place' }, /“place” cannot order the rows: it holds text, and numbers or dates are needed/],
    [{ lags: [1, 6], horizon: 3 }, /Option lags: 1 back is not known yet when 3 steps ahead are predicted/],
    [{ lags: [] }, /Give a lag or a window/],
    [{ lags: [0] }, /Option lags\.0/],
    [{ every: 'day' }, /“hour” holds numbers, so a step is a number too/],
    [{ columns: ['x', 'x'] }, /There is a column “x_lag_1” already/],
  ] as const)('are refused in words: %j', (options, message) => {
    expect(() => lag(options as Partial<LagOptionsInput>)).toThrow(message);
  });

  it('are refused where rows of the same time follow each other', () => {
    const twice = readTable({ day: [1, 1, 2], x: [1, 2, 3] }).columns;
    expect(() => lag({ time: 'day' }, twice)).toThrow(
      'Several rows have the same “day” (1), so none of them is earlier. Name a column that groups them',
    );
  });
});
