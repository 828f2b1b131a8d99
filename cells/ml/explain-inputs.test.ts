import { describe, expect, it } from 'vitest';
import { createFittedEnsemble } from './boosted-trees/fitted-ensemble';
import { makeEnsemble } from './boosted-trees/made-ensemble.fixture';
import { learnTreePlan, planFeatures } from './boosted-trees/tree-plan';
import { readBikeRides } from './example-data.fixture';
import { explainInputs } from './explain-inputs';
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
  return explainInputs({ learner: 'boosted-trees', signature, select }, fitted);
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

  it('are refused in words by a model that cannot tell, wherever it runs', async () => {
    const assets = nodeAssets();
    const some = takeTableRows(
      readBikeRides(),
      Uint32Array.from({ length: 200 }, (_, i) => i * 50),
    );
    const context = { assets, signal: new AbortController().signal, progress: () => {} };
    const model = await train(some, { target: 'cnt', learner: 'linear', features: ['hr'] }, context);
    const opened = await openModel(await model.toPackage(), { assets });
    for (const asked of [model.explain(some), opened.explain(some), opened.dependence('hr')])
      await expect(asked).rejects.toMatchObject({
        name: 'CannotExplain',
        message: expect.stringContaining(
          'This model (linear) cannot tell what each input did; boosted trees can.',
        ),
      });
  });
});
