import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readBikeRides, readExampleData } from '@/cells/ml/example-data.fixture';
import type { Column, Columns } from '@/cells/ml/model';
import { createRandom, rangeOf } from '@/cells/ml/random';
import { findColumn, readTable } from '@/cells/ml/read-table';
import { splitRandomly } from '@/cells/ml/split';
import type { CaseTable } from './case-files';

export interface CaseData {
  readonly name: string;
  readonly features: Columns;
  readonly target: Column;
  /** By seed: rows to train on and to test with. */
  readonly splits: ReadonlyMap<number, readonly [train: Uint32Array, test: Uint32Array]>;
}

/** Bike rides, house values and (where its file is) incomes, each split at random four to one by every seed. */
export async function* realCases(sharedData: string, seeds: readonly number[]): AsyncGenerator<CaseData> {
  yield splitCase('bike', readBikeRides(), 'cnt', seeds);
  yield splitCase('housing', readExampleData('california-housing'), 'median_house_value', seeds);
  const adult = await readParquet(join(sharedData, 'adult.parquet'));
  if (adult) yield splitCase('adult', adult, 'class', seeds);
  else console.log(`No adult.parquet in ${sharedData} (SHARED_DATA): its rows are left out.`);
}

function splitCase(name: string, table: Columns, target: string, seeds: readonly number[]): CaseData {
  const column = findColumn(table, target);
  if (!column) throw new Error(`${name} has no ${target}`);
  return {
    name,
    features: { numRows: table.numRows, columns: table.columns.filter((other) => other !== column) },
    target: column,
    splits: new Map(
      seeds.map((seed) => {
        const { train, test } = splitRandomly(table.numRows, 0.2, seed);
        return [seed, [train, test]];
      }),
    ),
  };
}

async function readParquet(path: string): Promise<Columns | undefined> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
    const rows = reader
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'bigint' ? Number(value) : value,
          ]),
        ),
      );
    return readTable(rows).columns;
  } catch {
    return undefined;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const testRows = 20_000;

/**
 * Twenty numbers a row, single precision so that no library sees others: ten bear on the target as in Friedman's first problem (1991)
 * and its like, two of twenty values each, one missing in a tenth of the rows; the rest is noise.
 */
export function madeCase(rows: number): CaseData {
  const random = createRandom(7);
  const n = rows + testRows;
  const columns = Array.from({ length: 20 }, (_, c) => {
    const values = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      const value = random();
      if (c === 18 || c === 19) values[row] = Math.floor(value * 20);
      else if (c === 17 && random() < 0.1) values[row] = Number.NaN;
      else values[row] = Math.fround(value);
    }
    return { name: `x${c}`, type: 'number' as const, values };
  });
  const at = (c: number, row: number) => columns[c]?.values[row] ?? Number.NaN;
  const target = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const noise = random() + random() + random() + random() - 2; // near normal, variance 1/3
    target[row] = Math.fround(
      10 * Math.sin(Math.PI * at(0, row) * at(1, row)) +
        20 * (at(2, row) - 0.5) ** 2 +
        10 * at(3, row) +
        5 * at(4, row) +
        (at(5, row) > 0.7 ? 4 * at(6, row) : 0) +
        ((at(18, row) * 7) % 5) +
        (Number.isNaN(at(17, row)) ? 3 : 2 * at(17, row)) +
        noise * 1.7,
    );
  }
  const all = rangeOf(n);
  return {
    name: `made ${rows / 1000}k × 20`,
    features: { numRows: n, columns },
    target: { name: 'y', type: 'number', values: target },
    splits: new Map([[1, [all.slice(0, rows), all.slice(rows)]]]),
  };
}

/** Writes the files of a case; gives the folder. */
export async function writeCase(root: string, { name, features, target, splits }: CaseData): Promise<string> {
  const folder = join(root, name.replaceAll(/\W+/g, '-'));
  await mkdir(folder, { recursive: true });
  const classes = target.type === 'string' ? categoriesOf(target) : undefined;
  const table: CaseTable = {
    rows: features.numRows,
    task: classes ? 'binary' : 'regression',
    features: features.columns.map((column) => ({
      name: column.name,
      ...(column.type === 'string' ? { categories: categoriesOf(column) } : {}),
    })),
    target: target.name,
    ...(classes ? { classes } : {}),
  };
  const numbers = new Float64Array(features.numRows * (features.columns.length + 1));
  [...features.columns, target].forEach((column, c) => {
    numbers.set(codesOf(column), c * features.numRows);
  });
  await writeFile(join(folder, 'table.json'), JSON.stringify(table));
  await writeFile(join(folder, 'columns.f64'), numbers);
  for (const [seed, [train, test]] of splits)
    await writeFile(join(folder, `split-${seed}.u32`), Uint32Array.from([train.length, ...train, ...test]));
  return folder;
}

function categoriesOf(column: Column & { readonly type: 'string' }): string[] {
  return [...new Set(column.values)].filter((value) => value !== null).sort();
}

function codesOf(column: Column): Float64Array {
  if (column.type !== 'string') return column.values;
  const places = new Map(categoriesOf(column).map((category, place) => [category, place]));
  return Float64Array.from(column.values, (value) => places.get(value ?? '') ?? Number.NaN);
}
