import { describe, expect, it } from 'vitest';
import type { Columns } from '../../model';
import { createRandom } from '../../random';
import type { Ensemble } from '../ensemble';
import { createFittedEnsemble } from '../fitted-ensemble';
import { makeEnsemble } from '../made-ensemble.fixture';
import { predictMargins } from '../predict-ensemble';
import { learnTreePlan, planFeatures, toFeatureMatrix } from '../tree-plan';

const day = 86_400_000;
function makeTable(numRows: number, seed: number): Columns {
  const random = createRandom(seed);
  const numbers = (make: () => number) => Float64Array.from({ length: numRows }, make);
  return {
    numRows,
    columns: [
      {
        name: 'temp',
        type: 'number',
        values: numbers(() => (random() < 0.1 ? Number.NaN : random() * 10 - 5)),
      },
      { name: 'at', type: 'date', values: numbers(() => Math.floor(random() * 24 * 40) * (day / 24)) },
      { name: 'town', type: 'string', values: Array.from({ length: numRows }, () => `t${random() < 0.5}`) },
      { name: 'isOpen', type: 'boolean', values: numbers(() => (random() < 0.5 ? 0 : 1)) },
    ],
  };
}

const table = makeTable(50, 1);
const plan = learnTreePlan(table);
const features = planFeatures(plan);
const inDays = (ensemble: Ensemble): Ensemble => ({
  ...ensemble,
  trees: ensemble.trees.map((tree) => ({
    ...tree,
    threshold: tree.threshold.map((value, node) =>
      features[tree.feature[node] ?? -1]?.name === 'at' ? 20 + value : value,
    ),
  })),
});
const made = inDays(makeEnsemble({ seed: 5, trees: 30, leaves: 12, features }));
const classes = inDays(
  makeEnsemble({ seed: 6, trees: 30, leaves: 12, features, objective: { name: 'softmax', classes: 3 } }),
);
const explainerOf = (ensemble: Ensemble, labels?: string[]) => {
  const { explain, dependence } = createFittedEnsemble({ ensemble, plan, classes: labels });
  if (!explain || !dependence) throw new Error('Trees explain.');
  return { explain, dependence };
};

describe('explanations of trees over raw columns', () => {
  it.each([
    ['the training rows’ paths', {}],
    ['background rows', { background: makeTable(30, 2) }],
  ])(
    'give each input one value, the parts of a date together, that sum to the margin: %s',
    async (_, options) => {
      const rows = makeTable(20, 3);
      const { outputs, base, values, ...explanation } = await explainerOf(classes, ['a', 'b', 'c']).explain(
        rows,
        options,
      );
      expect(explanation).toMatchObject({ features: ['temp', 'at', 'town', 'isOpen'], scale: 'score' });
      expect(outputs).toEqual(['a', 'b', 'c']);
      expect(explanation.inputs).toEqual(rows);
      predictMargins(classes, toFeatureMatrix(plan, rows)).forEach((margin, at) => {
        const sum = values.subarray(4 * at, 4 * at + 4).reduce((a, b) => a + b, base[at % 3] ?? 0);
        expect(sum).toBeCloseTo(margin, 10);
      });
    },
  );

  it('tells interactions by input, whose rows sum to the values', async () => {
    const { values, interactions } = await explainerOf(made).explain(table, { interactions: true });
    values.forEach((value, at) => {
      const own = interactions?.subarray(4 * at, 4 * at + 4).reduce((a, b) => a + b, 0);
      expect(own).toBeCloseTo(value, 10);
    });
  });

  it('spreads the background that it uses over what it is given, and says so', async () => {
    const { background } = await explainerOf(made).explain(table, { background: makeTable(1000, 4) });
    expect(background).toEqual({ used: 200, given: 1000 });
  });

  it('names quantiles and log-odds for what they are', async () => {
    const quantile = { name: 'quantile', levels: [0.05, 0.5] } as const;
    const bands = makeEnsemble({ seed: 1, trees: 4, leaves: 4, features, objective: quantile });
    expect(await explainerOf(bands).explain(table, {})).toMatchObject({
      outputs: ['quantile 0.05', 'quantile 0.5'],
      scale: 'answer',
    });
    const chance = makeEnsemble({ seed: 1, trees: 4, leaves: 4, features, objective: { name: 'logistic' } });
    expect(await explainerOf(chance, ['no', 'yes']).explain(table, {})).toMatchObject({
      outputs: ['yes'],
      scale: 'log-odds',
    });
  });

  it('is of no rows where there are none', async () => {
    const none = makeTable(0, 1);
    expect((await explainerOf(made).explain(none, { background: table })).values).toHaveLength(0);
  });

  it('looks at an input where its trees change, or where rows are', async () => {
    const { dependence } = explainerOf(made);
    const temp = await dependence('temp');
    expect(temp).toMatchObject({ kind: 'dependence', type: 'number', scale: 'answer' });
    expect(temp.at.length).toBeGreaterThan(5);
    expect(temp.values).toHaveLength(temp.at.length);
    expect([...temp.at]).toEqual([...temp.at].sort((a, b) => Number(a) - Number(b)));
    expect((await dependence('town')).at).toEqual(
      plan.columns[2]?.kind === 'category' && plan.columns[2].categories,
    );
    const at = await dependence('at');
    expect(at.type).toBe('date');
    for (const moment of at.at) expect(Number(moment) % day).toBe(0);
    expect(Math.min(...at.at.map(Number))).toBeGreaterThan(0);

    const open = await dependence('isOpen', table);
    expect(open).toMatchObject({ type: 'boolean', at: Float64Array.of(0, 1), rows: { used: 50, given: 50 } });
    const column = { name: 'isOpen', type: 'boolean', values: new Float64Array(50).fill(1) } as const;
    const moved = { ...table, columns: [...table.columns.slice(0, 3), column] };
    const margins = predictMargins(made, toFeatureMatrix(plan, moved));
    expect(open.values[1]).toBeCloseTo(margins.reduce((a, b) => a + b, 0) / 50, 10);
  });

  it('refuses in words what it cannot answer', async () => {
    const { explain, dependence } = explainerOf(made);
    await expect(explain(table, { background: table, interactions: true })).rejects.toThrow(
      'leave `background` away',
    );
    await expect(explain(table, { background: makeTable(0, 1) })).rejects.toThrow('background has no rows');
    await expect(dependence('wind')).rejects.toThrow(
      'no input “wind”. Its inputs are temp, at, town, isOpen.',
    );
    await expect(dependence('temp', makeTable(0, 1))).rejects.toThrow('none');
    const wide = { numRows: 30_000_000, columns: [] };
    await expect(explain(wide, {})).rejects.toThrow('explain at most 6250000 rows at once');
    const hours: Ensemble = {
      ...made,
      trees: made.trees.map((tree) => ({
        ...tree,
        feature: tree.feature.map((f) => (features[f]?.name === 'at' ? 0 : f)),
      })),
    };
    await expect(explainerOf(hours).dependence('at')).rejects.toThrow('give rows of the data');
    const moments = new Set<unknown>(table.columns[1]?.values);
    expect((await explainerOf(hours).dependence('at', table)).at).toHaveLength(moments.size);
  });
});
