/**
 * The table viewer over ten million rows, against bare DuckDB-WASM that has the same rows as a table of its own: the same engine in two
 * workers of one process, the same questions in turns. `npx tsx benchmarks/table.bench.ts [rows] [rounds]`
 *
 * The view's side is what the view calls: the places of the rows in order, the counts under a brush, the hits of a search. `first` is the
 * first time, with the copy of the columns that it reads; a ratio over 1.3 is too slow. A screen is what one step of scrolling reads.
 */
import { AsyncDuckDBConnection } from '@duckdb/duckdb-wasm';
import { createDataEngine } from '@/cells/data';
import type { Arrangement } from '@/cells/data/arrangement';
import { startInNode } from '@/cells/data/start-in-node.fixture';
import { formatCell } from '@/components/notebook/table-view/format-cell';
import { orderQuery } from '@/components/notebook/table-view/order';
import { searchQuery } from '@/components/notebook/table-view/search';
import { summarize, summarizeFiltered } from '@/components/notebook/table-view/summarize';
import { createTableSource } from '@/components/notebook/table-view/table-source';
import { readColumns } from '@/components/notebook/table-view/view-columns';

const rows = Number(process.argv[2] ?? 10_000_000);
const rounds = Number(process.argv[3] ?? 3);
const target = 1.3;

const create = `CREATE TABLE numbers AS SELECT range::INTEGER AS id, ((range * 7919) % 1000)::INTEGER AS g,
  'k' || (range % 50) AS k, hash(range) / 18446744073709551616 AS x, DATE '2011-01-01' + ((range // 20000)::INTEGER) AS day FROM range(${rows})`;
const [g, k, x] = [1, 2, 3];

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

const bareDatabase = await startInNode();
const bare = new AsyncDuckDBConnection(bareDatabase.duckdb, bareDatabase.connection);
await bare.query(create);
const engine = createDataEngine({
  start: startInNode,
  findTables: () => [],
  listDatasets: async () => [],
  openDataset: async () => '',
});
await engine.query(create);
const table = await engine.query('SELECT * FROM numbers');
await engine.query('DROP TABLE numbers');
const columns = readColumns(table);
const source = createTableSource(
  table,
  columns.map(({ measure }) => measure),
);
const { signal } = new AbortController();
const held = async () => {
  const [row] = await engine.query('SELECT sum(memory_usage_bytes)::DOUBLE AS bytes FROM duckdb_memory()');
  return Number(row?.bytes ?? 0) / 1e6;
};
const order = async (arrangement: Arrangement) => {
  const { sql, parameters, tables } = orderQuery(source, arrangement);
  return (await engine.query(sql, parameters, { tables })).getChild('place').toArray();
};
const nobody = await held();
const summariesMs = await time(() => summarize(engine, source, columns, signal));
const summaries = await summarize(engine, source, columns, signal);
const afterSummaries = await held();
const brushed: Arrangement = { sorts: [], filters: { [g]: { kind: 'range', minimum: '100', below: '350' } } };
const summarized = columns.flatMap((column) => {
  const summary = summaries.get(column.place);
  return summary ? [{ ...column, summary }] : [];
});

const questions: readonly {
  readonly name: string;
  readonly view: () => Promise<unknown>;
  readonly bare: readonly string[];
}[] = [
  {
    name: 'sort by a number',
    view: () => order({ sorts: [{ column: x, descending: false }], filters: {} }),
    bare: ['SELECT rowid::INTEGER AS place FROM numbers ORDER BY x, rowid'],
  },
  {
    name: 'sort by text, number',
    view: () =>
      order({
        sorts: [
          { column: k, descending: false },
          { column: x, descending: true },
        ],
        filters: {},
      }),
    bare: ['SELECT rowid::INTEGER AS place FROM numbers ORDER BY k, x DESC, rowid'],
  },
  {
    name: 'filter a quarter',
    view: () => order(brushed),
    bare: ['SELECT rowid::INTEGER AS place FROM numbers WHERE g >= 100 AND g < 350'],
  },
  {
    name: 'brush: five pictures',
    view: () => summarizeFiltered(engine, source, summarized, { arrangement: brushed, signal }),
    bare: [
      'SELECT floor(id / 5e5)::INTEGER AS b, count(*) FROM numbers WHERE g >= 100 AND g < 350 GROUP BY b',
      'SELECT floor(g / 5e1)::INTEGER AS b, count(*) FROM numbers GROUP BY b',
      'SELECT k AS b, count(*) FROM numbers WHERE g >= 100 AND g < 350 GROUP BY b',
      'SELECT floor(x / 5e-2)::INTEGER AS b, count(*) FROM numbers WHERE g >= 100 AND g < 350 GROUP BY b',
      'SELECT floor(epoch_ms(day::TIMESTAMP) / 1728e6)::INTEGER AS b, count(*) FROM numbers WHERE g >= 100 AND g < 350 GROUP BY b',
    ],
  },
  {
    name: 'search text and dates',
    view: async () => {
      const query = searchQuery(source, [k, 4], 'k49');
      if (query) await engine.query(query.sql, query.parameters, { tables: query.tables });
    },
    bare: [
      "SELECT rowid::INTEGER AS place FROM numbers WHERE contains(lower(k), 'k49') OR contains(lower(day::VARCHAR), 'k49')",
    ],
  },
];

const lines: string[][] = [['question', 'bare ms', 'first ms', 'view ms', 'ratio', '']];
let worst = 0;
for (const { name, view, bare: texts } of questions) {
  const ask = async () => {
    for (const text of texts) await bare.query(text);
  };
  await ask();
  const first = await time(view);
  const times = { bare: [] as number[], view: [] as number[] };
  for (let i = 0; i < rounds; i++) {
    times.bare.push(await time(ask));
    times.view.push(await time(view));
  }
  const [bareMs, viewMs] = [median(times.bare), median(times.view)];
  worst = Math.max(worst, viewMs / bareMs);
  lines.push([
    name,
    ...[bareMs, first, viewMs].map((ms) => ms.toFixed(0)),
    (viewMs / bareMs).toFixed(2),
    viewMs / bareMs > target ? 'over' : '',
  ]);
}
for (const [name = '', ...numbers] of lines)
  console.log(name.padEnd(24), ...numbers.map((text) => text.padStart(9)));
console.log(`worst ratio ${worst.toFixed(2)}, wanted at most ${target.toFixed(2)}`);
console.log(
  `summaries of ${columns.length} columns: ${summariesMs.toFixed(0)} ms; DuckDB holds ${(afterSummaries - nobody).toFixed(0)} MB after them and ${((await held()) - nobody).toFixed(0)} MB after all, of a table of ${tableBytes().toFixed(0)} MB`,
);

const places = await order({ sorts: [{ column: x, descending: false }], filters: {} });
const screens = 2000;
const scrolled = await time(async () => {
  for (let screen = 0; screen < screens; screen++) {
    const top = Math.floor((screen * 7919 * 131) % (rows - 13));
    for (let row = top; row < top + 13; row++)
      for (const child of table.children) formatCell(child.at(places[row]), child.type);
  }
});
console.log(`a screen of 13 rows, sorted, anywhere: ${(scrolled / screens).toFixed(3)} ms (a frame has 16)`);
await bare.close();
await bareDatabase.terminate();
await engine.dispose();

/** Numbers, and text at its length. */
function tableBytes(): number {
  return (rows * (4 + 4 + 4 + 2.8 + 8 + 4)) / 1e6;
}
