import { describe, expect, it } from 'vitest';
import type { Ensemble, Objective } from '../ensemble';
import { makeEnsemble, makeMatrix } from '../made-ensemble.fixture';
import { predictMargins } from '../predict-ensemble';
import { toDoubleThreshold } from '../single-precision';
import { toFeatureMatrix } from '../tree-plan';
import { toPlan } from './booster';
import { goldenNames, readGolden } from './golden-boosters.fixture';
import { readBooster } from './read-booster';
import { writeXgboost } from './write-xgboost';

/** A made ensemble with thresholds that XGBoost can hold, and the plan of its features. */
function makeWritable(
  seed: number,
  objective?: Objective,
): { ensemble: Ensemble; plan: ReturnType<typeof toPlan> } {
  const ensemble = makeEnsemble({ seed, trees: 24, leaves: 20, objective });
  for (const { threshold } of ensemble.trees) threshold.set(threshold.map(toDoubleThreshold));
  const plan = toPlan(
    ensemble.features.map((feature) =>
      feature.kind === 'number'
        ? feature
        : { ...feature, categories: { of: 'text' as const, names: feature.categories } },
    ),
  );
  return { ensemble, plan };
}

function worst(found: Float64Array, wanted: Float64Array): number {
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? Number.NaN))), 0);
}

describe('an ensemble written for XGBoost', () => {
  const objectives: Objective[] = [
    { name: 'squared' },
    { name: 'absolute' },
    { name: 'huber', delta: 2 },
    { name: 'quantile', levels: [0.1, 0.5, 0.9] },
    { name: 'poisson' },
    { name: 'tweedie', power: 1.25 },
    { name: 'tweedie', power: 2 },
    { name: 'logistic' },
    { name: 'softmax', classes: 4 },
  ];
  it.each(objectives)('is the same when it is read again: $name', (objective) => {
    const { ensemble, plan } = makeWritable(12, objective);
    const again = readBooster(writeXgboost({ ensemble, plan, isClassifier: true }));
    expect(again.plan).toEqual(plan);
    expect(again.ensemble.objective).toEqual(objective);
    const matrix = makeMatrix(ensemble.features, 400, 3);
    expect(worst(predictMargins(again.ensemble, matrix), predictMargins(ensemble, matrix))).toBeLessThan(
      2e-6,
    );
  });

  it.each(goldenNames().filter((name) => name.startsWith('xgboost') && !name.includes('poisson')))(
    'is the model that it was read from: %s',
    (name) => {
      const { bytes, rows } = readGolden(name);
      const booster = readBooster(bytes);
      const again = readBooster(writeXgboost({ ...booster, isClassifier: true }));
      const margins = predictMargins(booster.ensemble, toFeatureMatrix(booster.plan, rows));
      expect(worst(predictMargins(again.ensemble, toFeatureMatrix(again.plan, rows)), margins)).toBeLessThan(
        1e-6,
      );
    },
  );

  it('has what XGBoost goes by beyond its numbers: right children beside left ones, and floats that look it', () => {
    const text = new TextDecoder().decode(writeXgboost({ ...makeWritable(13), isClassifier: false }));
    const { learner } = JSON.parse(text);
    for (const tree of learner.gradient_booster.model.trees)
      tree.left_children.forEach((left: number, node: number) => {
        expect(tree.right_children[node]).toBe(left === -1 ? -1 : left + 1);
      });
    for (const [, list = ''] of text.matchAll(
      /"(?:split_conditions|base_weights|sum_hessian|loss_changes)":\[([^\]]*)\]/g,
    ))
      for (const number of list.split(',')) expect(number).toMatch(/^-?\d(\.\d+)?E-?\d+$/);
    expect(learner.feature_names).toEqual(['age', 'town', 'height', 'colour']);
    expect(learner.feature_types).toEqual(['float', 'c', 'float', 'c']);
    expect(learner.gradient_booster.model.cats.feature_segments).toEqual([0, 0, 70, 70, 73]);
    expect(learner.gradient_booster.model.cats.sorted_idx.slice(-3)).toEqual([2, 1, 0]);
  });

  it.each([
    [
      'a threshold',
      /threshold 0\.1 of “age”: it compares in single precision/,
      (e: Ensemble) => setThreshold(e, 0.1),
    ],
    ['a threshold beyond its numbers', /threshold 1e\+300 of “age”/, (e: Ensemble) => setThreshold(e, 1e300)],
    [
      'zeros that are missing',
      /“age”, where zero counts as missing/,
      (e: Ensemble) => e.trees[0]?.flags.fill(4, 0, 1),
    ],
  ])('is refused with the name of the column for %s that XGBoost cannot hold', (_, message, change) => {
    const { ensemble, plan } = makeWritable(14);
    ensemble.trees[0]?.feature.fill(0, 0, 1);
    ensemble.trees[0]?.flags.fill(0, 0, 1);
    change(ensemble);
    expect(() => writeXgboost({ ensemble, plan, isClassifier: false })).toThrow(message);
  });

  it('is refused for names and objectives that XGBoost does not take', () => {
    const { ensemble, plan } = makeWritable(15);
    const write = (changed: Partial<Ensemble>) => () =>
      writeXgboost({ ensemble: { ...ensemble, ...changed }, plan, isClassifier: false });
    const [age, , ...rest] = ensemble.features;
    const first = age ?? { name: '', kind: 'number' as const };
    expect(write({ features: [{ ...first, name: 'a<b' }, ...ensemble.features.slice(1)] })).toThrow(
      /rename “a<b”/,
    );
    const accented = { name: 'town', kind: 'category' as const, categories: ['Ålesund'] };
    expect(write({ features: [first, accented, ...rest], trees: [], output: new Int32Array() })).toThrow(
      /would not find “Ålesund” of “town” again/,
    );
    expect(write({ objective: { name: 'one-against-all', classes: 3 } })).toThrow(/no objective/);
  });
});

function setThreshold({ trees }: Ensemble, value: number): void {
  trees[0]?.threshold.fill(value, 0, 1);
}
