import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { nodeAssets } from '../node-assets';
import { readTable } from '../read-table';
import { train } from '../train';

/** US census income 1994: UCI Adult (Becker and Kohavi 1996), CC BY 4.0. */
async function readAdult(): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll("SELECT * FROM 'tests/fixtures/adult.parquet'");
    return reader
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'bigint' ? Number(value) : value,
          ]),
        ),
      );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it('boosted trees tell who earns more, with a mean ROC AUC of 0.925 and more', async () => {
  const { columns } = readTable(await readAdult());
  const scores: number[] = [];
  for (const seed of [1, 3]) {
    const context = { signal: new AbortController().signal, progress() {}, assets: nodeAssets() };
    const { evaluation } = await train(columns, { target: 'class', seed }, context);
    scores.push(evaluation.metrics.rocAuc ?? Number.NaN);
  }
  expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(0.925);
}, 90_000);
