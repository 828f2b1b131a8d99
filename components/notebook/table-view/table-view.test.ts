import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataEngine, type DataEngine } from '@/cells/data';
import { startInNode } from '@/cells/data/start-in-node.fixture';
import { writeCsv } from '@/cells/data/write-csv';
import { orderQuery, unarranged } from './order';
import { summarize } from './summarize';

let engine: DataEngine;
beforeAll(() => {
  engine = createDataEngine({
    start: startInNode,
    findTables: () => [],
    listDatasets: async () => [],
    openDataset: async () => '',
  });
});
afterAll(() => engine.dispose());

const table = () =>
  engine.query(`SELECT * FROM (VALUES
    (3, 'b', DATE '2020-03-01', true), (1, 'a', DATE '2020-01-01', false), (NULL, 'B"x', NULL, NULL), (2, 'a', DATE '2020-02-01', true)
  ) t(n, s, day, ok)`);
const measures = { n: 'number', s: 'text', day: 'date', ok: 'boolean' } as const;

describe('order', () => {
  const order = async (arrangement: Parameters<typeof orderQuery>[1]) => {
    const { sql, parameters } = orderQuery('shown', arrangement, measures);
    const result = await engine.query(sql, parameters, { tables: { shown: await table() } });
    return Array.from(result.getChild('place'));
  };

  it('is that of the rows when nothing is asked', async () => {
    expect(await order(unarranged)).toEqual([0, 1, 2, 3]);
  });

  it('sorts with missing values last, either way', async () => {
    expect(await order({ filters: {}, sort: { column: 'n', descending: false } })).toEqual([1, 3, 0, 2]);
    expect(await order({ filters: {}, sort: { column: 'n', descending: true } })).toEqual([0, 3, 1, 2]);
  });

  it('filters by range, text, value and what is missing, together', async () => {
    expect(await order({ filters: { n: { kind: 'range', minimum: '2' } } })).toEqual([0, 3]);
    expect(await order({ filters: { day: { kind: 'range', maximum: '2020-02-01' } } })).toEqual([1, 3]);
    expect(await order({ filters: { s: { kind: 'contains', text: 'B' } } })).toEqual([0, 2]);
    expect(
      await order({ filters: { s: { kind: 'equals', value: 'a' }, ok: { kind: 'equals', value: 'true' } } }),
    ).toEqual([3]);
    expect(await order({ filters: { day: { kind: 'missing', isMissing: true } } })).toEqual([2]);
  });
});

it('summarizes every column', async () => {
  const columns = Object.entries(measures).map(([name, measure]) => ({ name, measure }));
  const value = await table();
  const summaries = await summarize(engine, { name: 'summed', value }, columns, new AbortController().signal);
  expect(summaries.get('n')).toMatchObject({ missing: 1, minimum: 1, maximum: 3, bins: [1, 1, 1] });
  expect(summaries.get('s')?.top?.[0]).toEqual({ value: 'a', count: 2 });
  expect(summaries.get('day')).toMatchObject({
    missing: 1,
    minimum: Date.UTC(2020, 0, 1),
    maximum: Date.UTC(2020, 2, 1),
  });
  expect(summaries.get('ok')?.top).toEqual([
    { value: 'true', count: 2 },
    { value: 'false', count: 1 },
  ]);
});

it('writes CSV in the order shown', async () => {
  const blob = await writeCsv(await table(), { order: [2, 0] });
  expect(await blob.text()).toBe('n,s,day,ok\r\n,"B""x",,\r\n3,b,2020-03-01,true\r\n');
  const personal = new Map([
    ['s', 'name'],
    ['day', 'birth'],
  ] as const);
  const masked = await writeCsv(await table(), { order: [2, 0], personal });
  expect(await masked.text()).toBe('n,s,day,ok\r\n,B•••,,\r\n3,b•••,202•,true\r\n');
});
