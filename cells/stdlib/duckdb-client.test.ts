import { afterAll, expect, test } from 'vitest';
import { findSqlReferences } from '@/cells/compiler/sql-references';
import { createDataEngine } from '@/cells/data';
import { startInNode } from '@/cells/data/start-in-node.fixture';
import { createDuckDBClients } from './duckdb-client';

const engine = createDataEngine({
  start: startInNode,
  findTables: findSqlReferences,
  listDatasets: async () => [],
  openDataset: async () => '',
});
afterAll(() => engine.dispose());

test('a client has its tables, takes parameters in every way, and describes itself', async () => {
  const clients = createDuckDBClients(engine);
  const db = await clients.of({
    trips: Promise.resolve([
      { hour: 8, place: 'pier' },
      { hour: 9, place: 'park' },
    ]),
  });
  expect((await db.sql`SELECT place FROM trips WHERE hour > ${8}`).toArray()).toMatchObject([
    { place: 'park' },
  ]);
  expect(await db.queryRow('SELECT place FROM trips WHERE hour = ?', [8])).toMatchObject({ place: 'pier' });
  expect(await db.queryRow('SELECT 1 FROM trips WHERE hour = ?', [1])).toBeNull();
  const { readRows } = await db.queryStream('FROM trips');
  for await (const rows of readRows()) expect(rows).toHaveLength(2);
  expect(await db.describeTables()).toContainEqual({ name: 'trips' });
  expect(await db.describeColumns({ table: 'trips' })).toMatchObject([
    { name: 'hour', type: 'bigint' },
    { name: 'place', type: 'string' },
  ]);
  const tag = await clients.sql({ other: { data: [{ n: 1 }] } });
  expect((await tag`SELECT regexp_matches('a1', '\d') AS found FROM other`).at(0)).toMatchObject({
    found: true,
  });
  await expect(clients.of({ far: 'https://example.com/a.csv' })).rejects.toThrow('cannot reach');
});
