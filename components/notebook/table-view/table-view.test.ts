import { Type, tableFromIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataEngine, type DataEngine, toArrow } from '@/cells/data';
import { type Arrangement, type Filter, unarranged } from '@/cells/data/arrangement';
import { filterOfBins } from '@/cells/data/bins';
import { startInNode } from '@/cells/data/start-in-node.fixture';
import { writeCsv } from '@/cells/data/write-csv';
import { exportTable } from './export-table';
import { layoutOf } from './layout';
import { measureColumnValues } from './measure-column';
import { orderQuery } from './order';
import { placeHits, searchQuery } from './search';
import { summarize, summarizeFiltered } from './summarize';
import { createTableSource, type TableSource } from './table-source';
import { readColumns } from './view-columns';
import { hasQuery, writeSql } from './write-sql';

let engine: DataEngine;
let source: TableSource;
beforeAll(async () => {
  engine = createDataEngine({
    start: startInNode,
    findTables: () => [],
    listDatasets: async () => [],
    openDataset: async () => '',
  });
  source = sourceOf(
    await engine.query(`SELECT * FROM (VALUES
      (3, 'b', DATE '2020-03-01', true, 1.5), (1, 'a', DATE '2020-01-01', false, 2.0),
      (NULL, 'B"x', NULL, NULL, 'nan'::DOUBLE), (2, 'a', DATE '2020-02-01', true, NULL)
    ) t(n, s, day, ok, x)`),
  );
});
afterAll(() => engine.dispose());

const sourceOf = (table: ReturnType<typeof toArrow>) =>
  createTableSource(
    table,
    readColumns(table).map(({ measure }) => measure),
  );
const signal = new AbortController().signal;
const [n, s, day, ok, x] = [0, 1, 2, 3, 4];
const filters = (named: Record<number, Filter>): Arrangement => ({ sorts: [], filters: named });

describe('order', () => {
  const order = async (arrangement: Arrangement, from = source) => {
    const { sql, parameters, tables } = orderQuery(from, arrangement);
    return Array.from((await engine.query(sql, parameters, { tables })).getChild('place'));
  };

  it('sorts with missing values last, either way', async () => {
    expect(await order({ filters: {}, sorts: [{ column: n, descending: false }] })).toEqual([1, 3, 0, 2]);
    expect(await order({ filters: {}, sorts: [{ column: n, descending: true }] })).toEqual([0, 3, 1, 2]);
  });

  it('sorts by several columns, the first before the next', async () => {
    const sorts = [
      { column: s, descending: false },
      { column: n, descending: true },
    ];
    expect(await order({ filters: {}, sorts })).toEqual([2, 3, 1, 0]);
  });

  it('filters by range, text, values and what is missing, together', async () => {
    expect(await order(filters({ [n]: { kind: 'range', minimum: '2' } }))).toEqual([0, 3]);
    expect(await order(filters({ [n]: { kind: 'range', minimum: '1', below: '3' } }))).toEqual([1, 3]);
    expect(await order(filters({ [s]: { kind: 'contains', text: 'B' } }))).toEqual([0, 2]);
    expect(await order(filters({ [s]: { kind: 'values', values: ['b', 'B"x'] } }))).toEqual([0, 2]);
    expect(await order(filters({ [n]: { kind: 'values', values: ['1', null] } }))).toEqual([1, 2]);
    expect(
      await order(
        filters({ [s]: { kind: 'values', values: ['a'] }, [ok]: { kind: 'values', values: ['true'] } }),
      ),
    ).toEqual([3]);
    expect(await order(filters({ [day]: { kind: 'missing', isMissing: true } }))).toEqual([2]);
  });

  it('keeps the last day of a range until midnight', async () => {
    const times = sourceOf(toArrow({ at: [new Date('2020-01-01T23:00Z'), new Date('2020-01-02T00:00Z')] }));
    expect(await order(filters({ 0: { kind: 'range', maximum: '2020-01-01' } }), times)).toEqual([0]);
  });

  it('reads a large table column by column, to the same end', async () => {
    const measures = readColumns(source.table).map(({ measure }) => measure);
    const large = createTableSource(source.table, measures, 0);
    const arrangement: Arrangement = {
      sorts: [{ column: n, descending: true }],
      filters: { [s]: { kind: 'values', values: ['a', 'b'] } },
    };
    expect(Object.keys(orderQuery(large, arrangement).tables)).toHaveLength(2);
    expect(await order(arrangement, large)).toEqual(await order(arrangement));
    const columns = readColumns(source.table);
    expect(await summarize(engine, large, columns, signal)).toEqual(
      await summarize(engine, source, columns, signal),
    );
  });

  it('takes columns of one name apart', async () => {
    const twice = sourceOf(toArrow({ a: [1, 2], b: [2, 1] }).selectAt([0, 1], ['a', 'a']));
    expect(await order({ filters: {}, sorts: [{ column: 1, descending: false }] }, twice)).toEqual([1, 0]);
  });
});

describe('search', () => {
  const search = async (text: string, columns = [n, s, day, ok, x]) => {
    const query = searchQuery(source, columns, text);
    if (!query) return undefined;
    const found = await engine.query(query.sql, query.parameters, { tables: query.tables });
    return [...found].map(({ place, hits }) => [place, hits]);
  };

  it('counts the columns of each row that show the text', async () => {
    expect(await search('b')).toEqual([
      [0, 1],
      [2, 1],
    ]);
    expect(await search('2020-0')).toEqual([
      [0, 1],
      [1, 1],
      [3, 1],
    ]);
    // A whole double is shown without its fraction, and is not found by it.
    expect(await search('2', [n, x])).toEqual([
      [1, 1],
      [3, 1],
    ]);
    expect(await search('.0', [x])).toEqual([]);
  });

  it('does not look for letters in numbers', async () => {
    expect(await search('b', [n, x])).toBeUndefined();
  });

  it('places hits among the rows shown', () => {
    expect(placeHits(Uint16Array.of(1, 0, 2, 1), undefined)).toEqual({
      total: 4,
      rows: Int32Array.of(0, 2, 3),
      before: Int32Array.of(0, 1, 3),
    });
    expect(placeHits(Uint16Array.of(1, 0, 2, 1), [2, 1, 0])).toEqual({
      total: 3,
      rows: Int32Array.of(0, 2),
      before: Int32Array.of(0, 2),
    });
  });
});

describe('summaries', () => {
  it('tell what every column holds', async () => {
    const summaries = await summarize(engine, source, readColumns(source.table), signal);
    expect(summaries.get(n)).toMatchObject({
      missing: 1,
      minimum: 1,
      maximum: 3,
      bins: { start: 1, step: 1, rows: [1, 1, 1] },
    });
    expect(summaries.get(s)).toMatchObject({ distinct: 3, top: [{ value: 'a', count: 2 }, {}, {}] });
    expect(summaries.get(day)).toMatchObject({
      missing: 1,
      minimum: Date.UTC(2020, 0, 1),
      maximum: Date.UTC(2020, 2, 1),
    });
    expect(summaries.get(ok)?.top).toEqual([
      { value: 'true', count: 2 },
      { value: 'false', count: 1 },
    ]);
    // What is not finite stands in no bin.
    expect(summaries.get(x)).toMatchObject({ missing: 1, minimum: 1.5, maximum: 2 });
    expect(summaries.get(x)?.bins?.rows.reduce((sum, rows) => sum + rows)).toBe(2);
  });

  it.each([
    ['SELECT 20261122000000 + range AS n FROM range(1, 1000)'],
    ['SELECT 20261122000000 + range AS n FROM range(1, 31)'],
    ['SELECT 1763800000 + range / 4 AS n FROM range(15)'],
  ])('have bins that filter to the rows they count: %s', async (sql) => {
    const long = sourceOf(await engine.query(sql));
    const { bins } = (await summarize(engine, long, readColumns(long.table), signal)).get(0) ?? {};
    if (!bins) throw new Error('no bins');
    const passing: number[] = [];
    for (const bin of bins.rows.keys()) {
      const filter = filterOfBins(bins, 'number', bin, bin);
      const query = orderQuery(long, filters(filter ? { 0: filter } : {}));
      passing.push((await engine.query(query.sql, query.parameters, { tables: query.tables })).numRows);
    }
    expect(passing).toEqual(bins.rows);
  });

  it('count again under the filters of the other columns', async () => {
    const columns = readColumns(source.table);
    const summaries = await summarize(engine, source, columns, signal);
    const filtered = await summarizeFiltered(
      engine,
      source,
      columns.flatMap((column) => {
        const summary = summaries.get(column.place);
        return summary ? [{ ...column, summary }] : [];
      }),
      {
        arrangement: filters({
          [s]: { kind: 'values', values: ['a', 'b'] },
          [n]: { kind: 'range', minimum: '2', maximum: '3' },
        }),
        signal,
      },
    );
    // Under the filter of s alone, and under that of n alone.
    expect(filtered.get(n)).toEqual({ rows: 3, counts: [1, 1, 1] });
    expect(filtered.get(s)?.counts).toEqual([1, 0, 1]);
    expect(filtered.get(ok)).toMatchObject({ rows: 2, counts: [2, 0] });
  });

  it('hold figures of one column, of the rows that pass', async () => {
    const wide = sourceOf(
      await engine.query("SELECT range::DOUBLE AS v, 'k' || (range % 3) AS k FROM range(101)"),
    );
    expect(
      await measureColumnValues(engine, wide, 0, { arrangement: unarranged, others: [], signal }),
    ).toMatchObject({
      rows: 101,
      missing: 0,
      distinct: 101,
      isEstimate: false,
      mean: 50,
      quantiles: [0, 5, 25, 50, 75, 95, 100],
    });
    const arrangement = filters({ 0: { kind: 'range', maximum: '9' } });
    const others = [{ place: 0, filter: { kind: 'range', maximum: '2' } }] as const;
    expect(await measureColumnValues(engine, wide, 1, { arrangement, others, signal })).toMatchObject({
      rows: 3,
      distinct: 3,
      shortest: 2,
      longest: 2,
    });
  });
});

it('says the same in SQL as the view does', async () => {
  const columns = readColumns(source.table);
  const arrangement: Arrangement = {
    sorts: [{ column: n, descending: true }],
    filters: {
      [s]: { kind: 'values', values: ['a', "it's ${x}"] },
      [ok]: { kind: 'values', values: ['true', 'false'] },
      [day]: { kind: 'range', maximum: '2020-02-01' },
    },
  };
  const { order, hidden, ...rest } = layoutOf(columns.length);
  const layout = { ...rest, order, hidden: [...hidden, x] };
  const sql = writeSql('t', { columns, arrangement, others: [], layout });
  expect(sql).toBe(`SELECT n, s, day, ok
FROM t
WHERE s IN ('a', 'it''s $' || '{x}')
  AND day < '2020-02-02'::TIMESTAMP
  AND ok IN (true, false)
ORDER BY n DESC NULLS LAST`);
  const said = await engine.query(sql, [], { tables: { t: source.table } });
  expect(Array.from(said.getChild('n'))).toEqual([2, 1]);
});

it('says in SQL what linked charts let through', () => {
  const columns = readColumns(source.table);
  const layout = layoutOf(columns.length);
  const others = [{ place: n, filter: { kind: 'range', minimum: '2', below: '3' } }] as const;
  expect(hasQuery(unarranged, [], layout)).toBe(false);
  expect(hasQuery(unarranged, others, layout)).toBe(true);
  const arrangement = filters({ [ok]: { kind: 'values', values: ['true'] } });
  expect(writeSql('t', { columns, arrangement, others, layout })).toBe(`SELECT *
FROM t
WHERE ok = true
  AND n >= 2
  AND n < 3`);
});

it('says in SQL every name that DuckDB would take for its own', async () => {
  const keywords = await engine.query(
    "SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category != 'unreserved'",
  );
  const words = Array.from(keywords.getChild('word'), String);
  const table = toArrow(Object.fromEntries(words.map((word) => [word, [1, 2]])));
  const columns = readColumns(table);
  const arrangement: Arrangement = {
    sorts: [],
    filters: Object.fromEntries(columns.map(({ place }) => [place, { kind: 'range', minimum: '2' }])),
  };
  const layout = { ...layoutOf(columns.length), order: columns.map(({ place }) => place).toReversed() };
  const sql = writeSql('t', { columns, arrangement, others: [], layout });
  expect((await engine.query(sql, [], { tables: { t: table } })).numRows).toBe(1);
  expect(sql).toContain('"at"');
});

describe('files', () => {
  it('are CSV in the order shown, masked as shown', async () => {
    const table = source.table.selectAt([n, s, day]);
    const blob = await writeCsv(table, { order: [2, 0] });
    expect(await blob.text()).toBe('n,s,day\r\n,"B""x",\r\n3,b,2020-03-01\r\n');
    const personal = new Map([
      ['s', 'name'],
      ['day', 'birth'],
    ] as const);
    const masked = await writeCsv(table, { order: [2, 0], columns: [1, 2], personal });
    expect(await masked.text()).toBe('s,day\r\nB•••,\r\nb•••,202•\r\n');
  });

  it('have times in full, and those that are infinite', async () => {
    const times = await engine.query(`SELECT * FROM (VALUES
      (TIMESTAMP '2026-11-22 10:00:00.123456', TIME '12:30:00', DATE '2026-11-22', TIMESTAMP_NS '1969-12-31 23:59:59.999999999', TIMESTAMPTZ '2026-11-22 00:00:00+00'),
      ('infinity', '24:00:00', 'infinity', NULL, 'infinity'),
      ('-infinity', '00:00:00.000001', '-infinity', '2026-11-22', '2026-11-22 10:00:00.5+00')
    ) t(moment, clock, day, fine, zoned)`);
    const lines = [
      'moment,clock,day,fine,zoned',
      '2026-11-22T10:00:00.123456Z,12:30:00,2026-11-22,1969-12-31T23:59:59.999999999Z,2026-11-22',
      'infinity,24:00:00,infinity,,infinity',
      '-infinity,00:00:00.000001,-infinity,2026-11-22,2026-11-22T10:00:00.500Z',
    ];
    expect((await (await writeCsv(times)).text()).trim().split('\r\n')).toEqual(lines);
    const spans = await engine.query(
      "SELECT INTERVAL '1 month 2 days 3.5 seconds' AS span, [TIMESTAMP 'infinity'] AS l",
    );
    expect(await (await writeCsv(spans)).text()).toBe('span,l\r\n1 mon 2 d 3.5 s,[null]\r\n');
    const ipc = await exportTable(engine, sourceOf(times), {
      columns: readColumns(times).slice(0, 2),
      arrangement: unarranged,
      others: [],
      personal: new Map([['moment', 'birth']]),
    });
    const masked = tableFromIPC(ipc);
    expect(Array.from(masked.getChild('moment'))).toEqual(['202•', '•••', '•••']);
    expect(Array.from(masked.getChild('clock'))).toEqual([45_000_000_000, 86_400_000_000, 1]);
  });

  it('are Arrow for Parquet, with the rows, columns and masks of the view', async () => {
    const ipc = await exportTable(engine, source, {
      columns: readColumns(source.table).filter(({ place }) => place === s || place === n),
      arrangement: {
        sorts: [{ column: n, descending: true }],
        filters: { [ok]: { kind: 'missing', isMissing: false } },
      },
      others: [],
      personal: new Map([['s', 'name']]),
    });
    expect([...tableFromIPC(ipc)]).toEqual([
      { n: 3, s: 'b•••' },
      { n: 2, s: 'a•••' },
      { n: 1, s: 'a•••' },
    ]);
  });

  it('have the rows that linked charts let through, as is shown', async () => {
    const ipc = await exportTable(engine, source, {
      columns: readColumns(source.table).slice(n, s + 1),
      arrangement: unarranged,
      others: [{ place: day, filter: { kind: 'range', minimum: '2020-02-01' } }],
      personal: new Map(),
    });
    expect([...tableFromIPC(ipc)]).toEqual([
      { n: 3, s: 'b' },
      { n: 2, s: 'a' },
    ]);
  });

  it('have whole numbers as such, where a query gave them so', async () => {
    const counted = sourceOf(
      await engine.query(
        'SELECT count(*) AS rows, 2.0::DOUBLE AS x, 18446744073709551615::UBIGINT AS u FROM range(3)',
      ),
    );
    const ipc = await exportTable(engine, counted, {
      columns: readColumns(counted.table),
      arrangement: unarranged,
      others: [],
      personal: new Map(),
    });
    const { schema, children } = tableFromIPC(ipc, { useBigInt: true });
    expect(schema.fields.map(({ type }) => type.typeId)).toEqual([Type.Int, Type.Float, Type.Int]);
    expect(children.map((column) => column.at(0))).toEqual([3n, 2, 2n ** 64n - 1n]);
  });
});
