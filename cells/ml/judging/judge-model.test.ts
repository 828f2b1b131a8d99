import { describe, expect, it } from 'vitest';
import { readAdult } from '../adult.fixture';
import { readBikeRides, readExampleData } from '../example-data.fixture';
import { readHeldOut } from '../held-out-file';
import { nodeAssets } from '../node-assets';
import { openModel } from '../open-model';
import { readTable } from '../read-table';
import { train } from '../train';
import { judgeModel, parseJudgeOptions } from '.';

const assets = nodeAssets();
const context = { signal: new AbortController().signal, progress() {}, assets };
const options = parseJudgeOptions({ resamples: 200 });

describe('a judgement', () => {
  it('of who earns more has an area of 0.92 and more, far from the baseline, and calibrated', async () => {
    const adult = readTable(await readAdult()).columns;
    const model = await train(
      adult,
      {
        target: 'class',
        features: [
          'age',
          'education-num',
          'marital-status',
          'occupation',
          'hours-per-week',
          'capital-gain',
          'capital-loss',
        ],
      },
      context,
    );
    const judged = await judgeModel(model, { options });
    const { rocAuc, logLoss } = judged.metrics;
    expect(rocAuc?.low).toBeGreaterThan(0.91);
    expect(rocAuc?.value).toBeGreaterThanOrEqual(0.92);
    // Not sampled: under 10 000 test rows, so that these are the training's own figures.
    expect(rocAuc?.value).toBeCloseTo(model.evaluation.metrics.rocAuc ?? 0, 12);
    expect(judged.baseline?.logLoss?.value).toBeCloseTo(model.evaluation.baseline.logLoss ?? 0, 12);
    expect((logLoss?.value ?? 0) - (judged.baseline?.logLoss?.value ?? 0)).toBeLessThan(-0.2);
    expect(judged.calibration?.expectedError.equalWidth).toBeLessThan(0.02);
    expect(judged.rows).toEqual({ used: model.evaluation.rows, given: model.evaluation.rows });

    // From the package alone, as a server does it, without the columns being features.
    const files = await model.toPackage();
    const opened = { ...(await openModel(files, { assets })), heldOut: readHeldOut(files) };
    expect(opened.heldOut?.rows.columns.map(({ name }) => name)).toContain('sex');
    expect(await judgeModel(opened, { options })).toEqual(judged);
  }, 60_000);

  it('of houses has an RMSE of 50 000 or less, and of a worse model says how much worse on the same rows', async () => {
    const houses = readExampleData('california-housing');
    const make = (learner: 'boosted-trees' | 'linear') =>
      train(houses, { target: 'median_house_value', learner }, context);
    const [trees, line] = [await make('boosted-trees'), await make('linear')];
    const versus = { ...line, predict: line.predict, heldOut: line.heldOut, name: 'line' };
    const { metrics, comparison } = await judgeModel(trees, { versus, options });
    expect(metrics.rmse?.value).toBeLessThan(50_000);
    expect(metrics.rmse?.low).toBeGreaterThan(40_000);
    expect(comparison?.metrics.rmse?.difference.high).toBeLessThan(-10_000);
    expect(comparison?.tests.every(({ pValue }) => pValue < 1e-10)).toBe(true);
    expect(comparison?.notes).toEqual([]);
  }, 60_000);

  it('of a table of one’s own is on those rows, and of a model without held-out rows asks for one', async () => {
    const rides = readBikeRides();
    const model = await train(
      rides,
      { target: 'cnt', learner: 'linear', split: { by: 'random', testShare: 0.8 } },
      context,
    );
    expect(model.heldOut).toMatchObject({ given: 13_903, rows: { numRows: 10_000 } });
    const sampled = await judgeModel(model, { options });
    expect(sampled.rows).toEqual({ used: 10_000, given: 13_903 });
    const { low = 0, high = 0 } = sampled.metrics.rmse ?? {};
    expect(model.evaluation.metrics.rmse).toSatisfy((rmse: number) => rmse > low && rmse < high);
    const all = await judgeModel(model, { rows: rides, options });
    expect(all).toMatchObject({ source: 'a table', rows: { used: 17_379, given: 17_379 } });
    const older = { ...model, heldOut: undefined };
    await expect(judgeModel(older, { options })).rejects.toThrow('has no held-out rows');
  });
});
