import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataEngine } from '@/cells/data';
import { openEmptyEngine } from '@/cells/data/empty-engine.fixture';
import { createCell } from '@/cells/document/create';
import { chart } from '.';
import type { ChartFacts } from './measures';
import { type ChartSpecification, chartMarks, chartSpecification } from './options';
import { chartQuery } from './query';

const rides = [
  { hour: 8, riders: 10, season: 'winter', day: new Date('2020-01-01') },
  { hour: 8, riders: 30, season: 'summer', day: new Date('2020-07-01') },
  { hour: 9, riders: 50, season: 'summer', day: new Date('2020-07-15') },
  { hour: null, riders: 70, season: null, day: null },
];

describe('the rows of a chart', () => {
  let engine: DataEngine;
  beforeAll(() => {
    engine = openEmptyEngine();
  });
  afterAll(() => engine.dispose());

  const rows = async (options: Partial<ChartSpecification>, facts: ChartFacts = {}) => [
    ...(await engine.query(chartQuery(chartSpecification.parse(options), 'rides', facts), [], {
      tables: { rides },
    })),
  ];

  it('are totals for bars, means for lines, counts without y', async () => {
    expect(await rows({ mark: 'bar', x: 'hour', y: 'riders' })).toEqual([
      { x: 8, y: 40 },
      { x: 9, y: 50 },
    ]);
    expect(await rows({ mark: 'line', x: 'hour', y: 'riders' })).toEqual([
      { x: 8, y: 20 },
      { x: 9, y: 50 },
    ]);
    expect(await rows({ mark: 'bar', x: 'hour' })).toEqual([
      { x: 8, y: 2 },
      { x: 9, y: 1 },
    ]);
  });

  it('have one row for each colour', async () => {
    expect(await rows({ mark: 'bar', x: 'hour', y: 'riders', colour: 'season' })).toEqual([
      { x: 8, y: 30, colour: 'summer' },
      { x: 8, y: 10, colour: 'winter' },
      { x: 9, y: 50, colour: 'summer' },
    ]);
  });

  it('cut dates to the calendar', async () => {
    expect(await rows({ mark: 'bar', x: 'day', y: 'riders', interval: 'month' })).toEqual([
      { x: new Date('2020-01-01'), y: 10 },
      { x: new Date('2020-07-01'), y: 80 },
    ]);
  });

  it('are bins of numbers and of dates, or values of a category', async () => {
    expect(await rows({ mark: 'histogram', x: 'riders', bins: 2 })).toEqual([
      { x: 25, y: 2 },
      { x: 55, y: 2 },
    ]);
    expect(
      (await rows({ mark: 'histogram', x: 'day', bins: 2 }, { measures: { x: 'date' } })).map(({ y }) => y),
    ).toEqual([1, 2]);
    expect(await rows({ mark: 'histogram', x: 'season' }, { measures: { x: 'category' } })).toEqual([
      { x: 'summer', y: 2 },
      { x: 'winter', y: 1 },
    ]);
  });

  it('are five numbers for a box, three for a cell of a heat map, all rows for dots', async () => {
    expect(await rows({ mark: 'box', y: 'riders' })).toEqual([
      { x: '', q1: 25, median: 40, q3: 55, lower: 10, upper: 70 },
    ]);
    expect(await rows({ mark: 'heatmap', x: 'hour', y: 'season', colour: 'riders' })).toContainEqual({
      x: 9,
      y: 'summer',
      colour: 50,
    });
    expect(await rows({ mark: 'dot', x: 'hour', y: 'riders' })).toHaveLength(3);
  });
});

describe('a chart cell', () => {
  const names = new Set(['rides']);
  const cell = (options: object) => createCell({ id: 1, kind: 'chart', source: JSON.stringify(options) });

  it('reads another cell by its name, or an attached table by its', () => {
    const compiled = chart.compile(cell({ data: 'rides', mark: 'bar', x: 'hour' }), { names });
    expect(compiled).toMatchObject({ inputs: ['chart', 'rides'], tables: ['rides'], autodisplay: true });
    expect(chart.compile(cell({ data: 'trips', x: 'hour' }), { names }).inputs).toEqual(['chart']);
  });

  it('draws nothing before its data is chosen', () => {
    expect(chart.compile(cell({ data: '', mark: 'bar' }), { names })).toMatchObject({
      inputs: [],
      tables: [],
    });
  });

  it('names an option that it does not know', () => {
    expect(() => chart.compile(cell({ data: 'rides', mark: 'sunburst' }), { names })).toThrow(/mark/);
    expect(() => chart.compile(cell({ data: 'rides', colour: 'a', weight: 3 }), { names })).toThrow(
      /weight/i,
    );
  });

  it.each(chartMarks)('becomes code that compiles: %s', async (mark) => {
    const { compileJavaScript } = await import('@/cells/compiler/javascript');
    const options = { data: 'rides', mark, x: 'hour', y: 'riders', colour: 'season', title: 'It\'s "so"' };
    const code = chart.toCode?.(cell(options), { names }) ?? '';
    expect(compileJavaScript(code).inputs).toEqual(
      expect.arrayContaining(['sql', 'rides', 'Plotly', 'display', 'invalidation']),
    );
  });
});
