import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readExampleData } from './example-data.fixture';
import { permutationImportance } from './importance';
import type { Columns } from './model';
import { findColumn, takeTableRows } from './read-table';

/** Made by tests/fixtures/importance-reference.py with scikit-learn, as means of 400 shuffles. */
const reference: {
  readonly features: Readonly<Record<string, { readonly mean: number; readonly spread: number }>>;
} = JSON.parse(
  readFileSync(new URL('../../tests/fixtures/importance-reference.json', import.meta.url), 'utf8'),
);

it('permutation importance and its spread are scikit-learn’s, but for the chance of the shuffles', async () => {
  const all = readExampleData('bike-sharing-hour');
  const rides = takeTableRows(
    all,
    Uint32Array.from({ length: 1900 }, (_, i) => 9 * i),
  );
  const read = (table: Columns, name: string) => findColumn(table, name)?.values ?? [];
  const predict = async (table: Columns) => {
    const [hr, temp, hum] = ['hr', 'temp', 'hum'].map((name) => read(table, name));
    const answer = (row: number) =>
      300 * Number(temp?.[row]) + 8 * Math.min(Number(hr?.[row]), 17) - 120 * Number(hum?.[row]);
    return { values: Float64Array.from({ length: table.numRows }, (_, row) => answer(row)) };
  };
  const names = Object.keys(reference.features);
  const columns = names.flatMap((name) => findColumn(rides, name) ?? []);
  const truth = Float64Array.from(read(rides, 'cnt'), Number);
  const found = await permutationImportance(predict, { numRows: 1900, columns }, truth, {
    seed: 1,
    repeats: 100,
  });
  for (const { feature, permutation, spread = Number.NaN } of found) {
    const { mean, spread: expected } = reference.features[feature] ?? {
      mean: Number.NaN,
      spread: Number.NaN,
    };
    const chance = expected * Math.sqrt(1 / 100 + 1 / 400);
    expect(Math.abs(permutation - mean)).toBeLessThanOrEqual(4 * chance);
    expect(Math.abs(spread - expected)).toBeLessThanOrEqual(0.3 * expected);
  }
  expect(found[0]?.feature).toBe('temp');
});
