import { randomUUID } from 'node:crypto';
import type { PackageFiles, PackageManifest } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { train } from '@/cells/ml/train';
import type { Context } from '../../context';
import { createNotebook } from '../notebooks';
import { admitVersion, promoteModel, recordBlob, type Warmed } from '.';

/** Packages and promotions for tests. */

export const exampleManifest: PackageManifest = {
  format: 1,
  learner: 'linear',
  task: 'regression',
  signature: {
    inputs: [
      { name: 'hr', type: 'number', required: true },
      { name: 'weather', type: 'string', required: false, categories: ['clear', 'rain'] },
    ],
    output: { name: 'cnt', type: 'number' },
  },
  target: 'cnt',
  options: {},
  seed: 1,
  split: null,
  notes: [],
  evaluation: {
    task: 'regression',
    metrics: { rmse: 41.2 },
    baseline: { rmse: 181 },
    rows: 10,
    residuals: [],
  },
  importances: [{ feature: 'hr', permutation: 12 }],
  trainingRows: 90,
  environment: { engine: 'test' },
  weights: ['weights.bin'],
};

/** Their weights are no weights, so nothing could warm them up. */
export const allWarm: Warmed = { 1: 0, 2: 0, 3: 0 };

const slice = `<!doctype html>
<notebook>
  <title>Slice</title>
  <script id="1" type="module">
    const model = 1
  </script>
</notebook>
`;

export const examplePackage = (manifest: PackageManifest = exampleManifest): PackageFiles =>
  new Map([
    ['cellar.json', new TextEncoder().encode(JSON.stringify(manifest))],
    ['weights.bin', new TextEncoder().encode(`weights ${randomUUID()}`)],
  ]);

export interface ExamplePromotion {
  readonly model: string;
  readonly files?: PackageFiles;
  readonly notebookId?: string;
  /** What it was trained on, as far as its notebook was granted it. */
  readonly datasets?: readonly {
    readonly table: string;
    readonly hash: string;
    readonly notebook?: string;
  }[];
}

/** Uploads a package as the page does, and gives what `promoteModel` takes. */
export async function uploadPackage(
  context: Context,
  { model, files = examplePackage(), notebookId, datasets = [] }: ExamplePromotion,
) {
  const stored: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of files) {
    const blob = await context.storage.put(bytes);
    await recordBlob(context, blob);
    stored[path] = blob;
  }
  return {
    model,
    notebookId: notebookId ?? (await createNotebook(context, { title: 'Bikes' })).id,
    files: stored,
    slice,
    sliceCells: 1,
    totalCells: 1,
    output: 'model',
    datasets: [...datasets],
    idempotencyKey: randomUUID(),
  };
}

/** A pending version, from nothing. */
export const promoteExample = async (context: Context, promotion: ExamplePromotion) =>
  promoteModel(context, await uploadPackage(context, promotion));

/** A ready version of a model that was really trained, on few rows. */
export async function promoteTrained(
  context: Context,
  {
    rows,
    options,
    ...promotion
  }: Omit<ExamplePromotion, 'files'> & {
    rows: Parameters<typeof train>[0];
    options: Parameters<typeof train>[1];
  },
) {
  const { signal } = new AbortController();
  const trained = await train(rows, options, { signal, progress() {}, assets: nodeAssets() });
  const { versionId, version } = await promoteExample(context, {
    ...promotion,
    files: await trained.toPackage(),
  });
  await admitVersion(context, { versionId });
  return { versionId, version, trained };
}
