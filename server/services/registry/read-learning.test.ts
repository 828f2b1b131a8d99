import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEnsemble } from '@/cells/ml/boosted-trees/ensemble-file';
import { makeEnsemble } from '@/cells/ml/boosted-trees/made-ensemble.fixture';
import { historyFile, writeHistory } from '@/cells/ml/history-file';
import type { TrainedModel } from '@/cells/ml/model';
import { openTestSystem, type TestSystem } from '../../testing';
import { readTree, readVersionHistory } from '.';
import { exampleManifest, examplePackage, promoteExample } from './testing';

describe('how a version was learnt', () => {
  let test: TestSystem;
  const history: TrainedModel['history'] = [
    { step: 1, metrics: { trainRmse: 9, validationRmse: 10 } },
    { step: 2, metrics: { trainRmse: 7 } },
  ];
  beforeAll(async () => {
    test = await openTestSystem();
    const ensemble = makeEnsemble({ seed: 1, trees: 3, leaves: 8 });
    const files = new Map([
      ...examplePackage({ ...exampleManifest, learner: 'boosted-trees' }),
      ...writeEnsemble(ensemble),
      [historyFile, writeHistory(history)],
    ]);
    await promoteExample(test.context, { model: 'trees', files });
    await promoteExample(test.context, { model: 'plain' });
    const cut = new Map([...files, ['ensemble.bin', new Uint8Array(9)]]);
    await promoteExample(test.context, { model: 'cut', files: cut });
  });
  afterAll(() => test.close());

  it('is its curve, empty where the package holds none', async () => {
    expect(await readVersionHistory(test.context, { model: 'trees', version: 1 })).toEqual(history);
    expect(await readVersionHistory(test.context, { model: 'plain', version: 1 })).toEqual([]);
  });

  it('is one tree in words, or nothing where there are none', async () => {
    const tree = await readTree(test.context, { model: 'trees', version: 1, tree: 2 });
    expect(tree).toMatchObject({ index: 2, trees: 3, round: 3 });
    expect(tree?.nodes).toHaveLength(15);
    expect(await readTree(test.context, { model: 'plain', version: 1, tree: 0 })).toBeNull();
  });

  it('is refused in words where it is not there, or damaged', async () => {
    await expect(readTree(test.context, { model: 'trees', version: 1, tree: 3 })).rejects.toMatchObject({
      code: 'not_found',
      message: 'The model has 3 trees.',
    });
    await expect(readTree(test.context, { model: 'trees', version: 2, tree: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(readTree(test.context, { model: 'cut', version: 1, tree: 0 })).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('ensemble.bin of the package has 9 bytes'),
    });
  });
});
