import { type Duckdb, quoteText } from './open-duckdb';

/** Reads JSON (an array of objects, objects one a line, or one object) into `target`. Gives the notes. */
export async function loadJson(
  db: Duckdb,
  { path, target }: { path: string; target: string },
): Promise<string[]> {
  const read = (settings: string) =>
    db.run(
      `CREATE TABLE ${target} AS SELECT * FROM read_json(${quoteText(path)}, maximum_object_size = 134217728${settings})`,
    );
  try {
    await read('');
    return [];
  } catch (error) {
    // A value after the sampled objects is of another type: look at all of them before choosing.
    if (!/sample_size|transform|cast|convert/i.test(error instanceof Error ? error.message : '')) throw error;
    await db.run(`DROP TABLE IF EXISTS ${target}`);
    await read(', sample_size = -1');
    return ['Types of some values change along the file; each column has the type that fits all of them.'];
  }
}
