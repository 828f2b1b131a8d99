import { expect, it } from 'vitest';
import { numbersIfAll, type TableRun, toRunColumns } from './run-table';

const run = (id: string, more: Partial<TableRun>): TableRun => ({
  id,
  name: id,
  kind: 'train',
  status: 'FINISHED',
  learner: null,
  parentId: null,
  starred: false,
  note: '',
  startedAt: 1000,
  endedAt: null,
  params: {},
  metrics: {},
  ...more,
});

it('makes columns of the parameters and metrics that any run has, with nulls for the others', () => {
  const columns = toRunColumns([
    run('a', { params: { depth: '6', split: 'random' }, metrics: { rmse: 41, loss: 'NaN' } }),
    run('b', { params: { depth: '1e2' }, endedAt: 3000 }),
  ]);
  expect(Object.keys(columns).slice(10)).toEqual([
    'params.depth',
    'params.split',
    'metrics.loss',
    'metrics.rmse',
  ]);
  expect(columns['params.depth']).toEqual([6, 100]);
  expect(columns['params.split']).toEqual(['random', null]);
  expect(columns['metrics.rmse']).toEqual([41, null]);
  expect(columns['metrics.loss']).toEqual([Number.NaN, null]);
  expect(columns.ended_at).toEqual([null, new Date(3000)]);
});

it('reads parameters as numbers only where each is written as one', () => {
  expect(numbersIfAll(['1', undefined, '-.5'])).toEqual([1, null, -0.5]);
  expect(numbersIfAll(['1', 'auto'])).toEqual(['1', 'auto']);
  expect(numbersIfAll(['0x10', ''])).toEqual(['0x10', '']);
  expect(numbersIfAll(['1', 'Infinity'])).toEqual(['1', 'Infinity']);
});
