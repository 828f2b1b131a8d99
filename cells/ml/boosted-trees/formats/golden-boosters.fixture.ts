import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column, Columns } from '../../model';

/** Boosters made by the real libraries, with rows and the libraries' answers; see `make.py` there. */
const folder = join(process.cwd(), 'tests/fixtures/boosters');

export interface GoldenBooster {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly about: string;
  readonly rows: Columns;
  readonly margins: readonly number[];
  readonly answers: readonly number[];
}

/** What the library itself says that each input did in the first rows, by `make-explanations.py`. */
export interface GoldenExplanations {
  readonly name: string;
  /** Row-major n × outputs × (features + 1), the last the expected margin. */
  readonly contributions: readonly number[];
  /** Row-major, of fewer rows, n × outputs × features × features. */
  readonly interactions?: readonly number[];
}

export function readGoldenExplanations(): GoldenExplanations[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.explanations.json'))
    .sort()
    .map((file) => ({
      ...JSON.parse(readFileSync(join(folder, file), 'utf8')),
      name: file.replace('.explanations.json', file.includes('xgboost') ? '.json' : '.txt'),
    }));
}

/** Names of all files that hold a booster. */
export function goldenNames(): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(json|ubj|txt)$/.test(name) && !/\.(rows|explanations)\.json$/.test(name))
    .sort();
}

export function readGolden(name: string): GoldenBooster {
  const stem = name.replace(/\.\w+$/, '');
  const { about, columns, margins, answers } = JSON.parse(
    readFileSync(join(folder, `${stem}.rows.json`), 'utf8'),
  ) as {
    about: string;
    columns: { name: string; type: 'number' | 'boolean' | 'string'; values: (number | string | null)[] }[];
    margins: number[];
    answers: number[];
  };
  return {
    name,
    bytes: new Uint8Array(readFileSync(join(folder, name))),
    about,
    rows: { numRows: columns[0]?.values.length ?? 0, columns: columns.map(toColumn) },
    margins,
    answers,
  };
}

function toColumn({
  name,
  type,
  values,
}: {
  name: string;
  type: 'number' | 'boolean' | 'string';
  values: (number | string | null)[];
}): Column {
  if (type === 'string')
    return { name, type, values: values.map((value) => (value === null ? null : String(value))) };
  return {
    name,
    type,
    values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
  };
}
