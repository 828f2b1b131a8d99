import { describe, expect, it } from 'vitest';
import type { Columns } from '../../model';
import { takeTableRows } from '../../read-table';
import { createFittedEnsemble } from '../fitted-ensemble';
import { readGolden, readGoldenExplanations } from '../formats/golden-boosters.fixture';
import { readBooster } from '../formats/read-booster';

const shapMade = 'shap/xgboost-numbers.json';
/** XGBoost 3.2 saves names beyond ASCII cut wrongly. */
const towns = ['', 'Bergen', 'Bø i Telemark', 'Oslo', 'Ålesund'];

/** LightGBM's scores times its `sigmoid` are the log-odds that ours are. */
const sigmoids: Readonly<Record<string, number>> = { 'lightgbm-binary.txt': 1.5 };

const goldens = readGoldenExplanations().map(({ contributions, ...golden }) => ({
  ...golden,
  contributions: contributions.map((value) => value * (sigmoids[golden.name] ?? 1)),
}));

const slice = (rows: Columns, from: number, to: number) =>
  takeTableRows(
    rows,
    Uint32Array.from({ length: to - from }, (_, i) => from + i),
  );

function openGolden(name: string) {
  const { bytes, rows } = readGolden(name);
  const { ensemble, plan } = readBooster(bytes, {
    categories: name === 'xgboost-poisson.json' ? { town: towns } : undefined,
  });
  const { explain } = createFittedEnsemble({ ensemble, plan });
  if (!explain) throw new Error('Trees explain.');
  return { explain, rows, features: plan.columns.length, outputs: ensemble.base.length };
}

/** The largest difference, beside the size of the values: the libraries sum in single precision. */
function differ(found: Float64Array, wanted: readonly number[]): number {
  expect(found).toHaveLength(wanted.length);
  const size = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? 0))), 0) / size;
}

describe('explanations of the real libraries', () => {
  it('are there', () => {
    expect(goldens.length).toBeGreaterThan(10);
  });

  it.each(goldens.filter(({ name }) => name !== shapMade))(
    'are ours, along the paths: $name',
    async ({ name, contributions, interactions }) => {
      const { explain, rows, features, outputs } = openGolden(name);
      const count = contributions.length / outputs / (features + 1);
      const { values, base } = await explain(slice(rows, 0, count), {});
      expect(
        differ(
          values,
          contributions.filter((_, i) => i % (features + 1) !== features),
        ),
      ).toBeLessThan(1e-5);
      const wanted = contributions.slice(0, outputs * (features + 1));
      expect(
        differ(
          base,
          wanted.filter((_, i) => i % (features + 1) === features),
        ),
      ).toBeLessThan(1e-5);

      if (!interactions) return;
      const asked = slice(rows, 0, interactions.length / outputs / features ** 2);
      const found = (await explain(asked, { interactions: true })).interactions ?? new Float64Array();
      expect(differ(found, interactions)).toBeLessThan(1e-5);
    },
  );

  it('are ours against background rows: shap on xgboost', async () => {
    const golden = goldens.find(({ name }) => name === shapMade)?.contributions ?? [];
    const { explain, rows } = openGolden(shapMade);
    const { values, base } = await explain(slice(rows, 0, 40), { background: slice(rows, 40, 80) });
    expect(
      differ(
        values,
        golden.filter((_, i) => i % 6 !== 5),
      ),
    ).toBeLessThan(1e-5);
    expect(base[0]).toBeCloseTo(golden[5] ?? Number.NaN, 5);
  });
});
