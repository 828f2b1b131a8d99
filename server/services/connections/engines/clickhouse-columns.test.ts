import { expect, it } from 'vitest';
import { readable } from './clickhouse-columns';

it('leaves a query as it is whose columns Arrow can hold', () => {
  const columns = [
    { name: 'id', type: 'UInt64' },
    { name: 'at', type: "DateTime64(3, 'UTC')" },
    { name: 'tags', type: 'Array(LowCardinality(String))' },
    { name: 'price', type: 'Nullable(Decimal(12, 2))' },
  ];
  expect(readable('SELECT * FROM visits -- all', columns)).toBe('SELECT * FROM visits -- all');
});

it('gives times as times, and what has no type in Arrow as text', () => {
  const columns = [
    { name: 'n', type: 'Int32' },
    { name: 'at', type: "LowCardinality(Nullable(DateTime('Europe/Berlin')))" },
    { name: 'the `who`', type: 'UUID' },
    { name: 'hosts', type: 'Array(Array(IPv4))' },
    { name: 'sum', type: 'Decimal(76, 2)' },
    { name: 'kind', type: "Enum8('a' = 1)" },
    { name: 'days', type: 'Array(Nullable(Date))' },
    { name: 'last', type: 'SimpleAggregateFunction(max, Nullable(DateTime))' },
    { name: 'both', type: 'Tuple(DateTime, UUID)' },
  ];
  expect(readable('FROM visits', columns)).toBe(
    [
      "SELECT `n`, toDateTime64(`at`, 0, 'UTC') AS `at`, toString(`the \\`who\\``) AS `the \\`who\\``",
      'arrayMap(item_0 -> arrayMap(item_1 -> toString(item_1), item_0), `hosts`) AS `hosts`',
      'toString(`sum`) AS `sum`, toString(`kind`) AS `kind`',
      'arrayMap(item_0 -> toDate32(item_0), `days`) AS `days`',
      "toDateTime64(`last`, 0, 'UTC') AS `last`, `both` FROM (\nFROM visits\n)",
    ].join(', '),
  );
});

it('does not take apart a query that gives two columns of one name', () => {
  const columns = [
    { name: 'who', type: 'UUID' },
    { name: 'who', type: 'UUID' },
  ];
  expect(readable('SELECT a.who, b.who FROM a, b', columns)).toBe('SELECT a.who, b.who FROM a, b');
});
