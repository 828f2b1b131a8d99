/**
 * A SQL cell against bare DuckDB-WASM: the same engine and module in two workers of one process, the same queries in turns.
 * `npx tsx benchmarks/sql-cell.bench.ts [rounds]`
 *
 * The cell side is what a cell calls: the `sql` tag with its parameters, tables, cancellation and exact integers, up to an Arrow
 * table whose columns can be read. The bare side is DuckDB-WASM's own `query`, up to its Arrow table. Medians; a ratio over 1.10
 * is too slow.
 */
import { AsyncDuckDBConnection } from '@duckdb/duckdb-wasm';
import { findSqlReferences } from '@/cells/compiler/sql-references';
import { createDataEngine } from '@/cells/data';
import { startInNode } from '@/cells/data/start-in-node.fixture';
import { createSql, type SqlTag } from '@/cells/stdlib/sql';

const rounds = Number(process.argv[2] ?? 9);
const target = 1.1;

const create = (
  rows: number,
) => `CREATE OR REPLACE TABLE numbers AS SELECT range AS id, (range * 7919) % 1000 AS g,
  'k' || (range % 50) AS k, hash(range) / 18446744073709551616 AS x FROM range(${rows})`;

const queries: readonly (readonly [name: string, sql: string])[] = [
  ['sum, mean, count', 'SELECT sum(x) AS s, avg(x) AS m, count(*) AS n FROM numbers'],
  ['group by 1 000 integers', 'SELECT g, sum(x) AS s FROM numbers GROUP BY g ORDER BY g'],
  ['group by 50 texts', 'SELECT k, avg(x) AS m FROM numbers GROUP BY k ORDER BY k'],
  ['filter, then median', 'SELECT median(x) AS m FROM numbers WHERE g BETWEEN 100 AND 300'],
  ['order by, first 100', 'SELECT * FROM numbers ORDER BY x DESC LIMIT 100'],
  [
    'top 3 for each of 50',
    'SELECT k, x FROM numbers QUALIFY row_number() OVER (PARTITION BY k ORDER BY x DESC) <= 3',
  ],
  ['a tenth of the rows', 'SELECT id, x FROM numbers WHERE g < 100'],
];

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

const bareDatabase = await startInNode();
const bare = new AsyncDuckDBConnection(bareDatabase.duckdb, bareDatabase.connection);
const engine = createDataEngine({
  start: startInNode,
  findTables: findSqlReferences,
  listDatasets: async () => [],
  openDataset: async () => '',
});
const builtin = createSql(engine);
if (!('perCell' in builtin)) throw new Error('sql belongs to a cell');
const scope = {
  cellId: 1,
  signal: new AbortController().signal,
  progress: () => {},
  onFinish: () => () => {},
};
const tag = (await builtin.perCell(scope)) as SqlTag; // what this builtin makes
const cell = (text: string) => tag(Object.assign([text], { raw: [text] }));

const lines: string[][] = [['rows', 'query', 'bare ms', 'cell ms', 'ratio', '']];
let worst = 0;
for (const rows of [1_000_000, 10_000_000]) {
  await bare.query(create(rows));
  await cell(create(rows));
  for (const [name, text] of queries) {
    await bare.query(text);
    await cell(text);
    const times = { bare: [] as number[], cell: [] as number[] };
    for (let i = 0; i < rounds; i++) {
      times.bare.push(await time(() => bare.query(text)));
      times.cell.push(await time(() => cell(text)));
    }
    const [bareMs, cellMs] = [median(times.bare), median(times.cell)];
    const ratio = cellMs / bareMs;
    worst = Math.max(worst, ratio);
    lines.push([
      rows.toLocaleString('en-US'),
      name,
      bareMs.toFixed(1),
      cellMs.toFixed(1),
      ratio.toFixed(2),
      ratio > target ? 'over' : '',
    ]);
  }
}
for (const [size = '', name = '', ...numbers] of lines)
  console.log(size.padStart(10), name.padEnd(26), ...numbers.map((text) => text.padStart(9)));
console.log(`worst ratio ${worst.toFixed(2)}, wanted at most ${target.toFixed(2)}`);
await bare.close();
await bareDatabase.terminate();
await engine.dispose();
