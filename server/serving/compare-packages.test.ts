import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { parseManifest } from '@/cells/ml/manifest';
import type { PackageFiles } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { takeTableRows } from '@/cells/ml/read-table';
import { train } from '@/cells/ml/train';
import { openTestSystem, type TestSystem } from '../testing';
import { comparePackages } from './compare-packages';

const trainOn = async (rows: number, features: string[]): Promise<PackageFiles> => {
  const some = takeTableRows(
    readBikeRides(),
    Uint32Array.from({ length: rows }, (_, i) => i * 10),
  );
  const context = { assets: nodeAssets(), signal: new AbortController().signal, progress: () => {} };
  return (await train(some, { target: 'cnt', learner: 'linear', features }, context)).toPackage();
};

describe('comparing a re-run with what was promoted', () => {
  let test: TestSystem;
  beforeAll(async () => {
    test = await openTestSystem();
  });
  afterAll(() => test.close());

  const store = async (files: PackageFiles) => ({
    manifest: parseManifest(files.get('cellar.json') ?? new Uint8Array()),
    files: Object.fromEntries(
      await Promise.all(
        [...files].map(async ([path, bytes]) => [path, await test.system.storage.put(bytes)] as const),
      ),
    ),
  });

  it('is exact when training again gives the same bytes', async () => {
    const stored = await store(await trainOn(900, ['hr', 'temp']));
    expect(await comparePackages(test.system, stored, await trainOn(900, ['hr', 'temp']))).toEqual({
      verdict: 'exact',
      differences: [],
    });
  });

  it('is exact when the database gives the keys of the signature back in another order', async () => {
    const files = await trainOn(900, ['hr', 'temp']);
    const { manifest, ...stored } = await store(files);
    const inputs = manifest.signature.inputs.map(({ name, type, required }) => ({ required, type, name }));
    const reordered = { ...stored, manifest: { ...manifest, signature: { ...manifest.signature, inputs } } };
    expect(await comparePackages(test.system, reordered, files)).toMatchObject({ verdict: 'exact' });
  });

  it('says by how much another model is another', async () => {
    const stored = await store(await trainOn(900, ['hr', 'temp']));
    expect(await comparePackages(test.system, stored, await trainOn(300, ['hr', 'temp']))).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(/another model: \w+ differs by [\d.]+ %, answers by [\d.]+ %/),
      differences: expect.arrayContaining([
        { of: 'metric', name: 'rmse', promoted: expect.any(Number), remade: expect.any(Number) },
        expect.objectContaining({
          of: 'weights',
          name: stored.manifest.weights[0],
          differing: expect.any(Number),
        }),
      ]),
    });
  });

  it('is within tolerance when the bytes differ and the answers hardly do', async () => {
    const files = await trainOn(900, ['hr', 'temp']);
    const stored = await store(files);
    const [weights = ''] = stored.manifest.weights;
    const moved = new Map(files);
    const text = new TextDecoder().decode(files.get(weights));
    moved.set(weights, new TextEncoder().encode(`${text} `));
    expect(await comparePackages(test.system, stored, moved)).toMatchObject({
      verdict: 'tolerance',
      largest: 0,
      differences: [
        {
          of: 'weights',
          name: weights,
          promoted: text.length,
          remade: text.length + 1,
          differing: 1,
        },
      ],
    });
  });

  it('tells engines of other versions, though the bytes are the same', async () => {
    const files = await trainOn(900, ['hr', 'temp']);
    const { manifest, ...stored } = await store(files);
    const older = {
      ...stored,
      manifest: { ...manifest, environment: { ...manifest.environment, cellar: '0' } },
    };
    expect(await comparePackages(test.system, older, files)).toMatchObject({
      verdict: 'exact',
      differences: [{ of: 'environment', name: 'cellar', promoted: '0' }],
    });
  });

  it('fails a model that takes other inputs', async () => {
    const stored = await store(await trainOn(900, ['hr', 'temp']));
    expect(await comparePackages(test.system, stored, await trainOn(900, ['hr']))).toMatchObject({
      verdict: 'failed',
      detail: expect.stringContaining('other inputs'),
    });
  });
});
