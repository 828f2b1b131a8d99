import { expect, test } from 'vitest';
import { findSqlReferences } from './sql-references';

test.each([
  ['select 1', []],
  ['select * from rides', ['rides']],
  ['SELECT * FROM Rides r WHERE r.x > 1', ['Rides']],
  ['from rides', ['rides']],
  ['from rides select x', ['rides']],
  ['select * from "My Rides" as m, \n trips t', ['My Rides', 'trips']],
  ['select * from "a ""b"" c"', ['a "b" c']],
  ['select * from a join b using (x) left outer join c on a.x = c.x cross join d', ['a', 'b', 'c', 'd']],
  [
    'select * from a natural join b asof join c on c.t <= a.t semi join d using (x) positional join e',
    ['a', 'b', 'c', 'd', 'e'],
  ],
  ['select * from (select * from a) x, (b join c using (i))', ['a', 'b', 'c']],
  [
    'select (select max(x) from a) from b where x in (select x from c) and exists (from d)',
    ['a', 'b', 'c', 'd'],
  ],
  ['with a as (select * from b) select * from a', ['b']],
  [
    'with recursive t(n) as (select 1 union all select n + 1 from t), u as materialized (from c) select * from t, u, d',
    ['c', 'd'],
  ],
  ['with t(a) using key (a) as (from x) from t', ['x']],
  ['select * from a union all select * from b except from c', ['a', 'b', 'c']],
  ['-- from nope\nselect * /* from no /* nested */ from no */ from a', ['a']],
  // `//` divides whole numbers in DuckDB, and begins no comment.
  ['select day // 7 as week from rows', ['rows']],
  ["select 'from nope', e'it\\'s from nope', $$ from nope $$, $tag$ from nope $tag$ from a", ['a']],
  ["select * from 'file.csv', read_csv('x.csv') r, a", ['a']],
  ['select * from range(10) t(i), generate_series(1, 2), a', ['a']],
  ['select * from db.main.t, s.u, a', ['a']],
  ['select extract(year from started), substring(name from 2 for 3), trim(both from x) from a', ['a']],
  ['select a is not distinct from b, c is distinct from d from e', ['e']],
  ['select t.from, x as "from" from a', ['a']],
  ['select * from a where x = ${from => "from b"} and y = ${`${"from c"}`} limit ${n}', ['a']],
  ['select * from ${table}, a', ['a']],
  ['insert into a select * from b', ['a', 'b']],
  ['create or replace temp table t as select * from a; select * from t', ['a']],
  ['create view if not exists v as from a; from v', ['a']],
  ['describe a', ['a']],
  ['summarize select * from a', ['a']],
  ['summarize a', ['a']],
  ['describe table a', ['a']],
  ['pivot a on x using sum(y)', ['a']],
  ['select * from (pivot a on x using sum(y))', ['a']],
  ['from a unpivot (v for n in (x, y))', ['a']],
  ['select * from a tablesample 10%', ['a']],
  ['select * from a lateral join b', ['a', 'b']],
  ['select * from a, lateral (select * from b where b.x = a.x) l', ['a', 'b']],
  ['select * from größe', ['größe']],
  ['select * from a, A, "a"', ['a']],
  ['select * from a join b on a.x = f(b.y, 1), c where x in (1, 2), d', ['a', 'b', 'c']],
  ['select * from (a join b using (x)), c', ['a', 'b', 'c']],
  ['update a set x = 1, y = 2 from b', ['a', 'b']],
  ['insert into a values (1, 2) on conflict do update set x = 1', ['a']],
  ['table a', ['a']],
  ['select 1 union (from a order by x, y)', ['a']],
  ['select * from', []],
  ['select * from a where "unclosed', ['a']],
  ["select * from a where 'unclosed", ['a']],
  ['select * from a /* unclosed', ['a']],
  ['with', []],
  ['select list_transform([1], lambda x : x), a -> b from t', ['t']],
  [
    'select * exclude (x) replace (y as z) from a qualify row_number() over (partition by x order by y) = 1',
    ['a'],
  ],
] as [string, string[]][])('%s', (sql, tables) => {
  expect(findSqlReferences(sql)).toEqual(tables);
});

test('time grows with the length, also for odd text', () => {
  for (const odd of [
    '(',
    'from ',
    'from (',
    '/*',
    "'",
    '"',
    '$$',
    '${',
    'with a as (',
    'from a,',
    'a.',
    '${`',
  ])
    findSqlReferences(odd.repeat(5_000));
});
