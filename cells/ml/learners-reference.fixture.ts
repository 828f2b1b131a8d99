import reference from '@/tests/fixtures/learners-reference.json';
import { readExampleData } from './example-data.fixture';
import type { FitContext } from './learner';
import type { Columns } from './model';
import { nodeAssets } from './node-assets';
import { rangeOf } from './random';
import { findColumn, isMissing, takeTableRows } from './read-table';

export { reference };

const measured = readExampleData('penguins');
const mass = findColumn(measured, 'body_mass_g');
/** The penguins whose measures are known, in the order of the reference. */
export const penguins: Columns = takeTableRows(
  measured,
  rangeOf(measured.numRows).filter((row) => mass && !isMissing(mass, row)),
);

/** The columns that the reference learns from. */
export const features = pick('bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'island');
export const species = textsOf('species');
export const masses = numbersOf('body_mass_g');
export const classes = ['Adelie', 'Chinstrap', 'Gentoo'] as const;
/** 1, 2, 3, 1, 2, 3 … */
export const rowWeights = Float64Array.from(species, (_, row) => 1 + (row % 3));
export const shownRows = takeTableRows(features, reference.rows);

export const fitContext: FitContext = {
  signal: new AbortController().signal,
  onProgress() {},
  assets: nodeAssets(),
};

function pick(...names: string[]): Columns {
  const columns = names.flatMap((name) => findColumn(penguins, name) ?? []);
  return { numRows: penguins.numRows, columns };
}

function textsOf(name: string): string[] {
  const column = findColumn(penguins, name);
  return column?.type === 'string' ? column.values.map(String) : [];
}

function numbersOf(name: string): Float64Array {
  const column = findColumn(penguins, name);
  return column && column.type !== 'string' ? column.values : new Float64Array();
}
