import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataEngine, SelectedRows } from '@/cells/data';
import { filterOfBins } from '@/cells/data/bins';
import type { Clause } from '@/cells/data/clause';
import { createCrossFilters, writeClause } from '@/cells/data/cross-filter';
import { openEmptyEngine } from '@/cells/data/empty-engine.fixture';
import { type ChartSpecification, chartSpecification } from '@/cells/kinds/chart/options';
import { planChart } from '@/cells/kinds/chart/plan';
import { writePlan } from '@/cells/kinds/chart/query';
import { findBrushable, stepsOf } from './brush-dimensions';
import { readRows } from './chart-rows';
import { type ChartSource, createChartSources } from './chart-source';
import { type BrushedColumn, createCube, cubeQuery, isCubic } from './cube';
import { findFacts } from './find-facts';

let engine: DataEngine;
let source: ChartSource;
const ended = new AbortController();

beforeAll(async () => {
  engine = openEmptyEngine();
  await engine.query(`CREATE TABLE rides AS SELECT (range * 7) % 24 AS hr, DATE '2011-01-01' + (range % 400)::INTEGER AS day,
    ['winter', 'spring', NULL][1 + range % 3] AS season, CASE WHEN range % 97 = 0 THEN 'Infinity'::DOUBLE WHEN range % 50 = 0 THEN NULL ELSE sin(range) * 20 END AS temp,
    (hash(range) % 1000)::INTEGER AS cnt, 'station ' || (range % 300) AS station FROM range(30000)`);
  source = createChartSources(engine)('rides', ended.signal);
});
afterAll(async () => {
  ended.abort();
  await engine.dispose();
});

const factsOf = (options: Partial<ChartSpecification>) =>
  findFacts(source, chartSpecification.parse(options));

describe('what the data decide', () => {
  it('bins have edges that read well, and infinite and missing values no place', async () => {
    const facts = await factsOf({ mark: 'histogram', x: 'temp' });
    expect(facts.xBins).toEqual({ start: -20, step: 2, count: 20 });
    const { columns } = readRows(await source.query(writePlan(planChart(facts.options, facts), 'rides')));
    expect(columns.x?.slice(0, 2)).toEqual([-19, -17]);
    const rows = (columns.y ?? []).reduce<number>((sum, count) => sum + Number(count), 0);
    const [known] = await source.query('SELECT count(*) AS n FROM rides WHERE isfinite(temp)');
    expect(rows).toBe(known?.n);
  });

  it('many categories leave the largest, and say so', async () => {
    const facts = await factsOf({ mark: 'bar', x: 'station', y: 'cnt', top: 5 });
    const { columns } = readRows(await source.query(writePlan(planChart(facts.options, facts), 'rides')));
    expect(columns.x).toHaveLength(6);
    expect(columns.x).toContain('other');
    expect(facts.notes.join()).toMatch(/^The 5 largest of about \d+ values of station/);
  });

  it('points too many are told by how many lie where; with a colour by a sample that says so', async () => {
    const dense = await factsOf({ mark: 'dot', x: 'temp', y: 'cnt' });
    expect(dense.isCrowded).toBe(true);
    const { columns, length } = readRows(
      await source.query(writePlan(planChart(dense.options, dense), 'rides')),
    );
    expect(length).toBeLessThan(20_000);
    expect((columns.colour ?? []).reduce<number>((sum, n) => sum + Number(n), 0)).toBeGreaterThan(29_000);
    const sampled = await factsOf({ mark: 'dot', x: 'temp', y: 'cnt', colour: 'season' });
    expect(sampled.notes).toEqual([
      'A random sample of 20,000 rows of 30,000 rows is drawn.',
      '310 rows left out: temp is infinite there, or no number.',
    ]);
    expect((await source.query(writePlan(planChart(sampled.options, sampled), 'rides'))).numRows).toBe(
      20_000,
    );
  });

  it.each([
    [
      { mark: 'bar', x: 'hour' },
      /there is no column hour any longer, which is chosen for x. Columns: hr, day/,
    ],
    [{ mark: 'bar', x: 'hr', y: 'season' }, /season holds no numbers, so there is no sum of it/],
    [{ mark: 'bar' }, /choose a column/],
  ] as const)('%j is refused in words', async (options, words) => {
    await expect(factsOf(options)).rejects.toThrow(words);
  });
});

describe('a cube', () => {
  const step = (
    column: string,
    measure: 'number' | 'date',
    steps: BrushedColumn['steps'],
  ): BrushedColumn => ({
    column,
    measure,
    steps,
  });
  const temp = step('temp', 'number', { start: -20, step: 0.5, count: 80 });
  const hr = step('hr', 'number', { start: 0, step: 1, count: 24 });
  const day = step('day', 'date', { start: Date.UTC(2011, 0, 1), step: 86_400_000, count: 400 });
  const clause = (
    columns: readonly BrushedColumn[],
    ranges: readonly (readonly [number, number])[],
  ): Clause =>
    columns.flatMap(({ column, measure, steps }, i) => {
      const [from = 0, to = 0] = ranges[i] ?? [];
      if (measure === 'category') return [];
      const filter = filterOfBins(steps, measure, from, to - 1);
      return filter ? [{ column, measure, filter }] : [];
    });

  it.each([
    [{ mark: 'bar', x: 'season', y: 'cnt' }, [temp], [[13, 61]]],
    [{ mark: 'line', x: 'day', y: 'temp', interval: 'month', colour: 'season' }, [hr], [[7, 10]]],
    [{ mark: 'bar', x: 'hr', y: 'temp', aggregate: 'deviation' }, [day], [[31, 300]]],
    [{ mark: 'bar', x: 'hr', y: 'cnt', aggregate: 'max', row: 'season' }, [temp], [[70, 71]]],
    [
      { mark: 'heatmap', x: 'hr', y: 'season', colour: 'cnt', aggregate: 'min' },
      [temp, day],
      [
        [3, 44],
        [10, 200],
      ],
    ],
    [
      { mark: 'histogram', x: 'cnt' },
      [temp, hr],
      [
        [0, 40],
        [12, 13],
      ],
    ],
  ] as const)('of %j gives what a query gives', async (wanted, brushed, ranges) => {
    const { options, ...facts } = await factsOf(wanted);
    const plan = planChart(options, facts);
    if (!isCubic(plan)) throw new Error('not cubic');
    const others = ['cnt < 900'];
    const table = await source.query(cubeQuery(plan, 'rides', { brushed: [...brushed], where: others }));
    const cube = createCube(plan, table, brushed);
    const chosen = clause(brushed, ranges);
    const steps = stepsOf(chosen, brushed);
    expect(steps).toEqual(ranges.map(([from, to]) => ({ from, to })));
    const got = cube?.rowsWithin(steps ?? []);
    const asked = readRows(await source.query(writePlan(plan, 'rides', [...others, ...writeClause(chosen)])));
    expect(got?.length).toBe(asked.length);
    for (const [name, values] of Object.entries(asked.columns))
      for (const [row, value] of values.entries())
        if (typeof value === 'number') expect(got?.columns[name]?.[row]).toBeCloseTo(value, 6);
        else expect(got?.columns[name]?.[row]).toEqual(value);
  });

  it('is not made of medians, which do not follow from parts', async () => {
    const { options, ...facts } = await factsOf({ mark: 'bar', x: 'hr', y: 'cnt', aggregate: 'median' });
    expect(isCubic(planChart(options, facts))).toBe(false);
  });
});

describe('what is brushed', () => {
  it('takes whole bars of a histogram, days of a date, values of a category', async () => {
    expect(findBrushable(await factsOf({ mark: 'histogram', x: 'temp' }))).toMatchObject({
      kind: 'range',
      x: { column: 'temp', steps: { start: -20, step: 2 } },
    });
    expect(findBrushable(await factsOf({ mark: 'dot', x: 'temp', y: 'day' }))).toMatchObject({
      kind: 'range',
      x: { column: 'temp' },
      y: { column: 'day' },
    });
    expect(findBrushable(await factsOf({ mark: 'bar', x: 'season' }))).toEqual({
      kind: 'values',
      column: 'season',
    });
  });

  it('filters all others of its name, and holds again when its cell comes back', () => {
    const filters = createCrossFilters();
    let told = 0;
    const silent = { onChange: () => {} };
    const one = filters.join('rides', '1 1', silent);
    const two = filters.join('rides', '2 1', { onChange: () => (told += 1) });
    const elsewhere = filters.join('trips', '3 1', silent);
    const chosen: Clause = [
      { column: 'hr', measure: 'number', filter: { kind: 'range', minimum: '7', maximum: '9' } },
    ];
    one.set(chosen);
    expect(told).toBe(1);
    expect([one.others().length, two.others().length, elsewhere.others().length]).toEqual([0, 1, 0]);
    expect([one.companions(), elsewhere.companions()]).toEqual([1, 0]);
    one.leave();
    expect(two.others()).toEqual([]);
    const again = filters.join('rides', '1 1', silent);
    expect(again.own()).toEqual(chosen);
    expect(two.others()).toHaveLength(1);
    two.clearAll();
    expect(again.own()).toBeUndefined();
  });

  it('is a table and a condition in SQL, of a value that is copied only once', async () => {
    const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
    const picked = new SelectedRows(rows, 'a >= 2');
    const count = async (tables: Record<string, unknown>) =>
      [...(await engine.query('SELECT sum(a) AS a FROM picked', [], { tables }))][0]?.a;
    expect(await count({ picked })).toBe(5);
    expect(await count({ picked: new SelectedRows(rows, 'a = 3') })).toBe(3);
    expect([...(await engine.query('SELECT count(*) AS n FROM t', [], { tables: { t: rows } }))][0]?.n).toBe(
      3,
    );
    const [{ n } = { n: 0 }] = await engine.query(
      "SELECT count(*) AS n FROM duckdb_tables() WHERE schema_name = 'cellar'",
    );
    expect(n).toBe(1);
  });
});
