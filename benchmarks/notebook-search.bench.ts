/**
 * Search and lists of many notebooks, on the embedded database and, where `TEST_DATABASE_URL` names one, on PostgreSQL:
 * `npx tsx benchmarks/notebook-search.bench.ts [notebooks] [cells each]`
 */
import { sql } from 'drizzle-orm';
import { testDatabases } from '../server/db/testing';
import { browseNotebooks, listNotebookLabels, searchNotebooks } from '../server/services/notebooks';
import { openTestSystem } from '../server/testing';

const [notebooks, cells] = [Number(process.argv[2] ?? 5000), Number(process.argv[3] ?? 30)];
const rounds = 5;

for (const { name, open } of testDatabases) {
  const test = await openTestSystem({ open });
  const { db } = test.system;
  const began = performance.now();
  await db.execute(sql`
    insert into notebooks (id, title, head, searched, folder, created_at, created_by, updated_at)
    select 'n' || n, 'Report ' || n || ' of ' || (array['sales', 'bikes', 'churn', 'energy'])[1 + n % 4], 1, 1,
      case when n % 3 = 0 then '' else 'Team ' || n % 7 || '/Project ' || n % 40 end, now(), 'local', now() - n * interval '1 minute'
    from generate_series(1, ${sql.raw(String(notebooks))}) n`);
  await db.execute(sql`
    insert into notebook_tags (notebook_id, tag) select 'n' || n, 'tag ' || n % 20 from generate_series(1, ${sql.raw(String(notebooks))}) n`);
  await db.execute(sql`
    insert into notebook_cells (notebook_id, cell_id, kind, digest, text)
    select 'n' || n, c, (array['sql', 'javascript', 'markdown'])[1 + c % 3], md5(n::text || c),
      case c % 3
        when 0 then 'SELECT hr, sum(cnt) AS total_' || substr(md5((n * 31 + c)::text), 1, 8) || ' FROM rides_' || n % 97 || ' WHERE season = ' || c % 4 || ' GROUP BY hr ORDER BY hr'
        when 1 then 'const chart_' || substr(md5((n * 7 + c)::text), 1, 8) || ' = Plot.plot({marks: [Plot.line(table_' || c || ', {x: "hr", y: "total"})]});' || chr(10) || 'display(chart)'
        else '## Findings ' || substr(md5((n * 13 + c)::text), 1, 8) || chr(10) || 'The demand of hour ' || n % 24 || ' moved by ' || c || ' per cent since the last report of the team.'
      end
    from generate_series(1, ${sql.raw(String(notebooks))}) n, generate_series(1, ${sql.raw(String(cells))}) c`);
  await db.execute(sql`analyze`);
  console.log(
    `${name}: ${notebooks} notebooks of ${cells} cells written in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );

  const time = async (what: string, act: () => Promise<unknown>) => {
    await act();
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await act();
      taken.push(performance.now() - start);
    }
    console.log(
      `  ${what.padEnd(44)} median ${taken.sort((a, b) => a - b)[2]?.toFixed(0)} ms, slowest ${taken.at(-1)?.toFixed(0)} ms`,
    );
  };
  for (const text of [
    'sum(cnt)',
    'rides_42 ',
    'total_a1b2',
    'nowhere at all',
    'hour 17 moved by 29',
    'zq',
    'report',
  ])
    await time(`search “${text}”`, () => searchNotebooks(test.context, { text }));
  await time('first page of all', () => browseNotebooks(test.context, {}));
  await time('a page of a folder, by title', () =>
    browseNotebooks(test.context, {
      folder: 'Team 1',
      withSubfolders: true,
      sort: 'title',
      descending: false,
    }),
  );
  await time('page 90 of a tag', () => browseNotebooks(test.context, { tags: ['tag 3'], offset: 200 }));
  await time('folders, tags, people', () => listNotebookLabels(test.context, {}));
  await test.close();
}
