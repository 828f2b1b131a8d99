import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineVersions } from './engine-versions';
import { readExampleData } from './example-data.fixture';
import { readHistory } from './history-file';
import { parseManifest } from './manifest';
import type { PackageFiles, Predictions, TrainedModel } from './model';
import { nodeAssets } from './node-assets';
import { openModel } from './open-model';
import { train } from './train';

const assets = nodeAssets();
const table = readExampleData('penguins');
const learners = ['linear', 'network', 'boosted-trees', 'random-forest', 'dummy'] as const;
const models = new Map<string, { model: TrainedModel; files: PackageFiles }>();

beforeAll(async () => {
  const context = { signal: new AbortController().signal, progress() {}, assets };
  for (const learner of learners) {
    const model = await train(
      table,
      { target: 'body_mass_g', learner, options: learner === 'network' ? { epochs: 5 } : {} },
      context,
    );
    models.set(learner, { model, files: await model.toPackage() });
  }
});

const trained = (learner: string) => {
  const found = models.get(learner);
  if (!found) throw new Error(`${learner} was not trained`);
  return found;
};

describe('a package', () => {
  it.each(learners)('predicts what the model did (%s)', async (learner) => {
    const { model, files } = trained(learner);
    const opened = await openModel(files, { assets });
    expect(await opened.predict(table)).toEqual(await model.predict(table));
    expect(opened.signature).toEqual(model.signature);
  });

  it.each(learners)('predicts the same in a thread of its own (%s)', async (learner) => {
    const { model, files } = trained(learner);
    const inThread = await predictInThread(files);
    const here = await model.predict(table);
    const difference = Math.max(
      ...Array.from({ length: table.numRows }, (_, row) =>
        Math.abs(Number(here.values[row]) / Number(inThread.values[row]) - 1),
      ),
    );
    expect(difference).toBeLessThanOrEqual(1e-5);
  });

  it.each(learners)('has a manifest, an MLmodel and an example (%s)', async (learner) => {
    const { files } = trained(learner);
    const manifest = parseManifest(files.get('cellar.json') ?? new Uint8Array());
    expect(manifest).toMatchObject({
      format: 1,
      learner,
      task: 'regression',
      target: 'body_mass_g',
      environment: engineVersions[learner],
    });
    expect(manifest.weights.length).toBeGreaterThan(0);
    for (const path of manifest.weights) expect(files.get(path)?.byteLength).toBeGreaterThan(0);
    const text = (path: string) => new TextDecoder().decode(files.get(path));
    const mlmodel = Object.fromEntries(
      text('MLmodel')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), JSON.parse(line.slice(line.indexOf(':') + 1))]),
    );
    expect(JSON.parse(mlmodel.signature.inputs)).toContainEqual({
      type: 'string',
      name: 'species',
      required: true,
    });
    expect(mlmodel.flavors.cellar).toMatchObject({ learner });
    expect(JSON.parse(text('input_example.json'))).toMatchObject({
      columns: manifest.signature.inputs.map(({ name }) => name),
    });
    expect(JSON.parse(text('profile.json'))).toMatchObject({ format: 1, rows: manifest.trainingRows });
    expect(readHistory(files)).toEqual(trained(learner).model.history);
    expect(files.has('history.json')).toBe(['network', 'boosted-trees'].includes(learner));
  });

  it.each(learners)('that is damaged is refused in words (%s)', async (learner) => {
    const { files } = trained(learner);
    const weights = parseManifest(files.get('cellar.json') ?? new Uint8Array()).weights[0] ?? '';
    const cut = new Map(files).set(weights, (files.get(weights) ?? new Uint8Array()).slice(0, 40));
    await expect(openModel(cut, { assets })).rejects.toThrow(/package/);
    const without = new Map(files);
    without.delete(weights);
    await expect(openModel(without, { assets })).rejects.toThrow(/package/);
    // And nothing is left broken behind it.
    await expect(openModel(files, { assets })).resolves.toMatchObject({ learner });
  });

  it('with a layer that is code is refused', async () => {
    const { files } = trained('network');
    const topology = new TextDecoder()
      .decode(files.get('model/model.json'))
      .replace('"class_name": "Dense"', '"class_name": "Lambda"');
    const forged = new Map(files).set('model/model.json', new TextEncoder().encode(topology));
    await expect(openModel(forged, { assets })).rejects.toThrow('A Lambda layer cannot be kept');
  });

  it('leaves the process as it was: no handler that ends it', () => {
    const texts = ['uncaughtException', 'unhandledRejection'].flatMap((event) =>
      process.listeners(event as 'uncaughtException').map(String),
    );
    expect(texts.filter((text) => text.includes('ExitStatus') || /throw reason/.test(text))).toEqual([]);
  });

  it('names the engines that are installed', () => {
    const versions = Object.assign({}, ...Object.values(engineVersions)) as Record<string, string>;
    for (const [name, version] of Object.entries(versions).filter(([name]) => name !== 'backend'))
      expect(
        JSON.parse(
          readFileSync(name === 'cellar' ? 'package.json' : `node_modules/${name}/package.json`, 'utf8'),
        ),
      ).toMatchObject({ version });
  });
});

/** The bundle of `open-model.ts` in a worker thread, with engines from node_modules. */
async function predictInThread(files: PackageFiles): Promise<Predictions> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { parentPort, workerData } from 'node:worker_threads';
        import { openModel } from './open-model';
        import { nodeAssets } from './node-assets';
        (async () => {
          const model = await openModel(workerData.files, { assets: nodeAssets(workerData.root) });
          parentPort.postMessage(await model.predict(workerData.table));
        })();`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    external: ['@tensorflow/*', 'ydf-training', 'ydf-inference'],
    logLevel: 'silent',
  });
  const worker = new Worker(outputFiles[0]?.text ?? '', {
    eval: true,
    workerData: { files, table, root: process.cwd() },
  });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}
