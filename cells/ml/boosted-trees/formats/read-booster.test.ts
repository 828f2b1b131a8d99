import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random';
import { nodeFlags, outputsOf } from '../ensemble';
import { predictMargins, toPredictions } from '../predict-ensemble';
import { toFeatureMatrix } from '../tree-plan';
import type { Booster, BoosterOptions } from './booster';
import { goldenNames, readGolden } from './golden-boosters.fixture';
import { readBooster } from './read-booster';

/** Margins here hold LightGBM's `sigmoid`, and the mean over a forest's twelve trees. */
const scaleOf: Readonly<Record<string, number>> = {
  'lightgbm-binary.txt': 1.5,
  'lightgbm-forest.txt': 1 / 12,
};
const towns = ['', 'Bergen', 'Bø i Telemark', 'Oslo', 'Ålesund'];
const optionsOf: Readonly<Record<string, BoosterOptions>> = {
  'xgboost-poisson.json': { categories: { town: towns } },
};

/** XGBoost sums in single precision. */
function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  let worst = 0;
  wanted.forEach((value, i) => {
    worst = Math.max(worst, Math.abs((found[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value)));
  });
  expect(worst).toBeLessThanOrEqual(1e-6);
}

describe.each(goldenNames())('%s', (name) => {
  const golden = readGolden(name);
  const booster = readBooster(golden.bytes, optionsOf[name]);
  const { ensemble, plan } = booster;
  const matrix = toFeatureMatrix(plan, golden.rows);

  it('gives the margins of its library', () => {
    const margins = predictMargins(ensemble, matrix);
    const scale = scaleOf[name] ?? 1;
    expectClose(
      margins,
      golden.margins.map((margin) => margin * scale),
    );
    expect(new Set(golden.margins).size).toBeGreaterThan(30);
  });

  it('gives the answers of its library', () => {
    const { objective } = ensemble;
    const answers = toPredictions(ensemble, predictMargins(ensemble, matrix));
    if (objective.name === 'one-against-all') {
      const sums = rowsOf(golden.answers, 3).map((row) => row.reduce((sum, p) => sum + p, 0));
      const scaled = golden.answers.map((p, i) => p / (sums[Math.floor(i / 3)] ?? 0));
      expectClose(answers.probabilities?.values ?? [], scaled);
    } else if (objective.name === 'softmax') expectClose(answers.probabilities?.values ?? [], golden.answers);
    else if (objective.name === 'quantile' && objective.levels.length > 1) {
      const sorted = rowsOf(golden.answers, 3).flatMap((row) => row.sort((a, b) => a - b));
      expectClose(answers.quantiles?.values ?? [], sorted);
    } else expectClose(answers.values as Float64Array, golden.answers); // one number for each row
  });

  it('is asked with rows that lie on thresholds', () => {
    const isZero = name.includes('zero');
    let exact = 0;
    for (const tree of ensemble.trees)
      tree.feature.forEach((feature, node) => {
        if (feature < 0 || (tree.flags[node] ?? 0) & nodeFlags.category) return;
        const limit = tree.threshold[node] ?? 0;
        exact += matrix.columns[feature]?.filter((value) => value === limit).length ?? 0;
      });
    expect(exact).toBeGreaterThan(isZero ? 5 : 20);
  });

  it('says who made it', () => {
    expect(booster.madeBy).toBe(name.startsWith('xgboost') ? 'XGBoost 3.2.0' : 'LightGBM (format v4)');
    expect(golden.about.toLowerCase()).toContain(booster.madeBy.split(' ')[0]?.toLowerCase());
  });
});

function rowsOf(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}

describe('a booster with early stopping', () => {
  it('answers with its best rounds, or with all', () => {
    const { bytes } = readGolden('xgboost-stopped.json');
    const best = readBooster(bytes);
    const all = readBooster(bytes, { rounds: 'all' });
    expect(best.notes[0]).toMatch(/^Of \d+ rounds the first \d+ are used: XGBoost's best iteration/);
    expect(all.ensemble.trees.length).toBe(best.ensemble.trees.length + 5);
    expect(all.notes).toEqual([]);
  });
});

describe('names of categories beyond ASCII, which XGBoost 3.2 cuts wrongly', () => {
  const { bytes } = readGolden('xgboost-poisson.json');
  it('are asked for', () => {
    expect(() => readBooster(bytes)).toThrow(/“town”.*categories: \{ "town": \[/);
  });
  it('are held against what the file has of them', () => {
    expect(() => readBooster(bytes, { categories: { town: towns.toReversed() } })).toThrow(/“town”.*others/);
    expect(() => readBooster(bytes, { categories: { town: towns.slice(1) } })).toThrow(/“town”.*others/);
  });
});

describe('damaged files', () => {
  /** Reads and predicts: damage shows as an Error in words, or not at all. */
  function readAndPredict(bytes: Uint8Array, name: string): Booster | Error {
    let booster: Booster;
    try {
      booster = readBooster(bytes, optionsOf[name]);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      expect([error.name, error.message]).toEqual(['Error', expect.stringMatching(/^[A-ZT].*\.$/s)]);
      return error;
    }
    const { ensemble } = booster;
    const columns = ensemble.features.map(() => Float64Array.of(0, 1, 1e9, -5, Number.NaN, 40));
    const margins = predictMargins(ensemble, { numRows: 6, columns });
    expect([name, margins.length]).toEqual([name, 6 * outputsOf(ensemble)]);
    expect(margins.every((margin) => !Number.isNaN(margin))).toBe(true);
    return booster;
  }

  it.each(goldenNames())('%s cut off anywhere is refused in words', (name) => {
    const { bytes } = readGolden(name);
    const end = name.endsWith('.txt')
      ? new TextDecoder().decode(bytes).indexOf('end of trees')
      : bytes.length - 1;
    for (let length = 0; length < end; length += 61)
      expect(readAndPredict(bytes.slice(0, length), name)).toBeInstanceOf(Error);
    for (let length = end; length < bytes.length; length += 61) readAndPredict(bytes.slice(0, length), name);
  });

  it.each(goldenNames())('%s with any byte changed is refused in words, or predicts', (name) => {
    const { bytes } = readGolden(name);
    const random = createRandom(17);
    for (let i = 0; i < 250; i++) {
      const changed = bytes.slice();
      for (let change = 0; change < 1 + (i % 3); change++)
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      readAndPredict(changed, name);
    }
  });
});
