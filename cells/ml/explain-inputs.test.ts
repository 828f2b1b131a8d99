import { describe, expect, it } from 'vitest';
import { createFittedEnsemble } from './boosted-trees/fitted-ensemble';
import { makeEnsemble } from './boosted-trees/made-ensemble.fixture';
import { learnTreePlan, planFeatures } from './boosted-trees/tree-plan';
import { readBikeRides } from './example-data.fixture';
import { explainInputs } from './explain-inputs';
import { sampledValues } from './explaining/sampled-values';
import { heldOutFile } from './held-out-file';
import type { Columns, Model, Signature } from './model';
import { nodeAssets } from './node-assets';
import { openModel } from './open-model';
import { takeTableRows } from './read-table';
import { train } from './train';
import { selectInputs } from './trained-model';

const rides: Columns = {
  numRows: 3,
  columns: [
    { name: 'extra', type: 'number', values: Float64Array.of(1, 2, 3) },
    { name: 'hr', type: 'number', values: Float64Array.of(8, 9, 10) },
    { name: 'holiday', type: 'boolean', values: Float64Array.of(0, 1, 0) },
  ],
};
const signature: Signature = {
  inputs: [
    { name: 'holiday', type: 'boolean', required: true },
    { name: 'hr', type: 'number', required: true },
  ],
  output: { name: 'cnt', type: 'number' },
};

function explained(): Pick<Model, 'explain' | 'dependence'> {
  const select = (rows: Columns) => selectInputs(signature, rows);
  const plan = learnTreePlan(select(rides));
  const ensemble = makeEnsemble({ seed: 1, trees: 10, leaves: 8, features: planFeatures(plan) });
  const fitted = createFittedEnsemble({ ensemble, plan });
  return explainInputs({ signature, select }, fitted);
}

describe('explanations by input', () => {
  it('bear the names of the signature and hold the rows that are explained', async () => {
    const explanation = await explained().explain(rides, { background: rides });
    expect(explanation).toMatchObject({
      kind: 'explanation',
      features: ['holiday', 'hr'],
      outputs: ['cnt'],
      background: { used: 3, given: 3 },
    });
    expect(explanation.inputs).toEqual(selectInputs(signature, rides));
    expect(await explained().dependence('holiday')).toMatchObject({ type: 'boolean', outputs: ['cnt'] });
    expect((await explained().dependence('hr', rides)).at).toEqual(Float64Array.of(8, 9, 10));
  });

  it('of every learner sum to its margin, wherever it runs', async () => {
    const assets = nodeAssets();
    const context = { assets, signal: new AbortController().signal, progress: () => {} };
    const rides = readBikeRides();
    const some = takeTableRows(
      rides,
      Uint32Array.from({ length: 600 }, (_, i) => i * 25),
    );
    const few = takeTableRows(some, [0, 100, 200]);
    const features = ['hr', 'temp', 'workingday'];
    const quick = { linear: {}, network: { epochs: 2 }, 'random-forest': {} } as const;
    for (const learner of ['linear', 'network', 'random-forest'] as const) {
      const model = await train(some, { target: 'cnt', learner, features, options: quick[learner] }, context);
      const opened = await openModel(await model.toPackage(), { assets });
      const explanation = await opened.explain(few);
      const answers = (await opened.predict(few)).values;
      for (let row = 0; row < 3; row++)
        expect(
          explanation.values
            .subarray(row * 3, row * 3 + 3)
            .reduce((sum, value) => sum + value, explanation.base[0] ?? 0) / Number(answers[row]),
        ).toBeCloseTo(1, 4);
      expect(explanation).toMatchObject({ features, outputs: ['cnt'], scale: 'answer' });
      expect(explanation.errors === undefined).toBe(learner === 'linear');
      expect((await opened.dependence('hr')).at.length).toBeGreaterThan(10);
      await expect(opened.explain(few, { interactions: true })).rejects.toThrow('Only boosted trees tell');
      opened.dispose();
    }
  }, 30_000);

  it('of a linear model are exact: sampling comes to the same', async () => {
    const assets = nodeAssets();
    const context = { assets, signal: new AbortController().signal, progress: () => {} };
    const some = takeTableRows(
      readBikeRides(),
      Uint32Array.from({ length: 400 }, (_, i) => i * 40),
    );
    const model = await train(some, { target: 'cnt', learner: 'linear' }, context);
    const background = takeTableRows(
      some,
      Uint32Array.from({ length: 64 }, (_, i) => i * 6),
    );
    const rows = takeTableRows(some, [3, 50]);
    const exact = await model.explain(rows, { background });
    const inputs = selectInputs(model.signature, rows);
    const sampled = await sampledValues((given) => model.predict(given), inputs, {
      ...{ signature: model.signature, samples: 64 },
      background: selectInputs(model.signature, background),
    });
    expect(exact.base[0]).toBeCloseTo(sampled.base[0] ?? Number.NaN, 3);
    for (const [i, value] of exact.values.entries())
      expect(value).toBeCloseTo(sampled.values[i] ?? Number.NaN, 3);
  });

  it('are refused in words where there is nothing to compare with', async () => {
    const assets = nodeAssets();
    const context = { assets, signal: new AbortController().signal, progress: () => {} };
    const some = takeTableRows(
      readBikeRides(),
      Uint32Array.from({ length: 200 }, (_, i) => i * 50),
    );
    const model = await train(some, { target: 'cnt', learner: 'linear', features: ['hr'] }, context);
    const old = new Map([...(await model.toPackage())].filter(([path]) => path !== heldOutFile));
    const opened = await openModel(old, { assets });
    for (const asked of [opened.explain(some), opened.dependence('hr')])
      await expect(asked).rejects.toMatchObject({
        name: 'CannotExplain',
        message: expect.stringContaining('This model keeps no held-out rows'),
      });
    expect((await opened.explain(some, { background: some })).values).toHaveLength(200);
  });
});
