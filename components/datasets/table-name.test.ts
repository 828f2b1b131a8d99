import { expect, it } from 'vitest';
import { toTableName } from './table-name';

it.each([
  ['bike-sharing-hour.csv', 'bike_sharing_hour'],
  ['Ventes (été) 2024.parquet', 'ventes_ete_2024'],
  ['2012.csv', 't_2012'],
  ['数据.json', 'data'],
  ['a.b.tsv', 'a_b'],
])('makes a table name of %s', (file, table) => {
  expect(toTableName(file)).toBe(table);
});
