import { DuckDBInstance } from '@duckdb/node-api';

/** US census income 1994: UCI Adult (Becker and Kohavi 1996), CC BY 4.0. */
export async function readAdult(): Promise<Record<string, unknown>[]> {
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
