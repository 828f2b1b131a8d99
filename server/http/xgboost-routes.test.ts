import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFittedEnsemble } from '@/cells/ml/boosted-trees/fitted-ensemble';
import { readGolden } from '@/cells/ml/boosted-trees/formats/golden-boosters.fixture';
import { readBooster } from '@/cells/ml/boosted-trees/formats/read-booster';
import { predictMargins } from '@/cells/ml/boosted-trees/predict-ensemble';
import { toFeatureMatrix } from '@/cells/ml/boosted-trees/tree-plan';
import { promoteModel } from '../services/registry';
import { exampleManifest, uploadPackage } from '../services/registry/testing';
import { openTestSystem, type TestSystem } from '../testing';
import { createHttpApp } from './app';
import { xgboostRoutes } from './xgboost-routes';

let test: TestSystem;
beforeAll(async () => {
  test = await openTestSystem();
});
afterAll(() => test.close());

/** A version of a booster's package. */
async function promoteBooster(model: string, golden: string): Promise<void> {
  const fitted = createFittedEnsemble(readBooster(readGolden(golden).bytes));
  const manifest = { ...exampleManifest, learner: 'boosted-trees' as const, weights: [...fitted.weights] };
  const files = new Map([
    ['cellar.json', new TextEncoder().encode(JSON.stringify(manifest))],
    ...(await fitted.files()),
  ]);
  await promoteModel(test.context, await uploadPackage(test.context, { model, files }));
}

const get = (reference: string) =>
  createHttpApp(test.system, xgboostRoutes(test.system)).request(
    `http://localhost/api/models/${reference}/xgboost`,
    { headers: { host: 'localhost' } },
  );

describe('the boosted trees of a version, for XGBoost', () => {
  it('are a model file with the same margins', async () => {
    await promoteBooster('rents', 'xgboost-regression.json');
    const response = await get('rents@1');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="rents-v1.xgboost.json"');
    const { ensemble, plan } = readBooster(new Uint8Array(await response.arrayBuffer()));
    const { rows, margins } = readGolden('xgboost-regression.json');
    const found = predictMargins(ensemble, toFeatureMatrix(plan, rows));
    for (const [row, margin] of margins.entries()) expect(found[row]).toBeCloseTo(margin, 5);
  });

  it('are refused in words where XGBoost cannot hold them, or there are none', async () => {
    await promoteBooster('doubles', 'lightgbm-regression.txt');
    const doubles = await get('doubles@1');
    expect(doubles.status).toBe(422);
    expect(await doubles.text()).toMatch(/XGBoost cannot hold the threshold/);
    await promoteModel(test.context, await uploadPackage(test.context, { model: 'lines' }));
    const lines = await get('lines@1');
    expect(lines.status).toBe(422);
    expect(await lines.text()).toMatch(/Only boosted trees can be written for XGBoost/);
    expect((await get('rents')).status).toBe(400);
  });
});
