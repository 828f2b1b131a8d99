/**
 * From a trained model to a version that is proven: package, checks of every hash, and the slice run again in a clean headless frame from
 * the stored data, beside the bare training in this process. 17 379 hours of bike rides. `npx tsx benchmarks/promote.bench.ts [rounds]`
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { readBikeRides } from '@/cells/ml/example-data.fixture';
import { nodeAssets } from '@/cells/ml/node-assets';
import { train } from '@/cells/ml/train';
import { openFrameServer } from '@/server/http/frame-server';
import { addDatasetFile } from '@/server/services/datasets';
import { createNotebook, grantDataset } from '@/server/services/notebooks';
import { admitVersion, promoteModel, readForVerification } from '@/server/services/registry';
import { uploadPackage } from '@/server/services/registry/testing';
import { openTestSystem } from '@/server/testing';
import { closeBrowser, provideFrames } from '@/server/worker/browser';
import { verifyVersion } from '@/server/worker/verify-version';

const rounds = Number(process.argv[2] ?? 5);
await promisify(execFile)(process.execPath, ['cli/build-frame.mjs']);
const world = await openTestSystem();
provideFrames(world.system, openFrameServer);
const content = await readFile('examples/data/bike-sharing-hour.csv');
const { datasetId } = await addDatasetFile(world.context, {
  name: 'rides',
  fileName: 'rides.csv',
  content: Readable.from([content]),
});
const { id: notebookId } = await createNotebook(world.context, { title: 'Rides' });
await grantDataset(world.context, { notebookId, datasetId, table: 'rides' });
const hash = createHash('sha256').update(content).digest('hex');
const { signal } = new AbortController();
const rides = readBikeRides();
const features = rides.columns.map(({ name }) => name).filter((name) => name !== 'cnt');

const sliceOf = (learner: string) => `<!doctype html>
<notebook>
  <title>Slice</title>
  <script id="1" type="application/sql" output="asked">
    SELECT ${features.join(', ')}, cnt FROM rides
  </script>
  <script id="2" type="module">
    const model = await ml.train(asked, {target: "cnt", learner: "${learner}"})
  </script>
</notebook>
`;

const time = async <T>(act: () => Promise<T>): Promise<[T, number]> => {
  const start = performance.now();
  const value = await act();
  return [value, performance.now() - start];
};

async function prove(learner: 'boosted-trees' | 'linear') {
  const [model, trained] = await time(() =>
    train(rides, { target: 'cnt', learner }, { signal, progress() {}, assets: nodeAssets() }),
  );
  const [versionId, promoted] = await time(async () => {
    const upload = await uploadPackage(world.context, {
      model: learner,
      notebookId,
      files: await model.toPackage(),
    });
    const { versionId } = await promoteModel(world.context, {
      ...{ ...upload, slice: sliceOf(learner), sliceCells: 2, totalCells: 2 },
      datasets: [{ table: 'rides', hash }],
    });
    await admitVersion(world.context, { versionId });
    return versionId;
  });
  const [, verified] = await time(() =>
    verifyVersion(world.system, { id: versionId, data: { versionId }, signal, retryCount: 0 }),
  );
  const { verification } = (await readForVerification(world.context, versionId)) ?? {};
  if (verification?.verdict !== 'exact') throw new Error(`${learner}: ${JSON.stringify(verification)}`);
  model.dispose();
  return { trained, promoted, verified };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const first = await prove('linear');
console.log(`The first verification, browser started: ${Math.round(first.verified)} ms`);
for (const learner of ['linear', 'boosted-trees'] as const) {
  const all: Awaited<ReturnType<typeof prove>>[] = [];
  for (let round = 0; round < rounds; round++) all.push(await prove(learner));
  const of = (part: keyof (typeof all)[number]) => median(all.map((times) => times[part]));
  const ratio = (of('promoted') + of('verified')) / of('trained');
  console.table({
    [learner]: {
      'bare training, ms': Math.round(of('trained')),
      'promote, ms': Math.round(of('promoted')),
      'verify (browser warm), ms': Math.round(of('verified')),
      'proof / training': ratio.toFixed(2),
    },
  });
}
await closeBrowser(world.system);
await world.close();
