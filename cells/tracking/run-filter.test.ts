import { describe, expect, it } from 'vitest';
import { FilterError, parseFilter, parseOrder, runVocabulary } from './run-filter';
import { samplePositions } from './sample-series';

const parse = (filter: string) => parseFilter(filter, runVocabulary);

describe('the filter of runs', () => {
  it('reads clauses joined by AND, with every way to write a name', () => {
    expect(
      parse(`metrics.rmse<=1e-3 and parameter."max depth" ILIKE 'a%' AND tag.mlflow.source.name != "x"`),
    ).toEqual([
      { entity: 'metric', key: 'rmse', operator: '<=', value: 0.001 },
      { entity: 'param', key: 'max depth', operator: 'ILIKE', value: 'a%' },
      { entity: 'tag', key: 'mlflow.source.name', operator: '!=', value: 'x' },
    ]);
    expect(parse('metrics.`val/loss` > -2 AND metrics.val/loss < 3')).toMatchObject([
      { key: 'val/loss', value: -2 },
      { key: 'val/loss', value: 3 },
    ]);
    expect(parse("status = 'FINISHED' and run.created > 5 and datasets.name IN ('a','b')")).toEqual([
      { entity: 'attribute', key: 'status', operator: '=', value: 'FINISHED' },
      { entity: 'attribute', key: 'start_time', operator: '>', value: 5 },
      { entity: 'dataset', key: 'name', operator: 'IN', value: ['a', 'b'] },
    ]);
    expect(parse('  ')).toEqual([]);
  });

  it.each([
    'metrics.a',
    'metrics.a < ',
    "metrics.a = '1'",
    'metrics.a LIKE 1',
    'params.a = 3',
    "params.a > '3'",
    "params.a IN ('3')",
    'metrics.a = 1 OR metrics.b = 2',
    '(metrics.a = 1)',
    'metrics.a = 1 AND',
    "x.a = 'b'",
    "nothing = 'b'",
    "datasets.size = 'b'",
    "tags.a = 'unclosed",
    'metrics.a = 1; drop table runs',
  ])('refuses %s', (filter) => {
    expect(() => parse(filter)).toThrow(FilterError);
  });

  it('reads an order', () => {
    expect(parseOrder('metrics.`a b` desc', runVocabulary)).toEqual({
      entity: 'metric',
      key: 'a b',
      descending: true,
    });
    expect(parseOrder('attributes.start_time ASC', runVocabulary)).toEqual({
      entity: 'attribute',
      key: 'start_time',
      descending: false,
    });
    expect(parseOrder('status', runVocabulary)).toMatchObject({ key: 'status', descending: false });
    expect(() => parseOrder('attributes.nothing', runVocabulary)).toThrow(FilterError);
  });
});

it('a sample keeps ends, every extreme and what is no number', () => {
  const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 50));
  values[4321] = 99;
  values[77] = -99;
  values[5000] = Number.NaN;
  const kept = samplePositions(values, 300);
  expect(kept.length).toBeLessThanOrEqual(300);
  expect(kept).toEqual(expect.arrayContaining([0, 77, 4321, 5000, 9999]));
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  expect(samplePositions([1, 2, 3], 3)).toEqual([0, 1, 2]);
});
