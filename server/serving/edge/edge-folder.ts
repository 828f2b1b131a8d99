import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EngineAssetName } from '@/cells/ml/engine-assets';
import type { LearnerName, PackageManifest } from '@/cells/ml/model';
import { nodeAssets } from '@/cells/ml/node-assets';
import { query } from '../../command';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { modelName, readVersion } from '../../services/registry';
import { writeModelModule, writePage } from './write-page';

/** A file of the folder; `bytes` are known before it is read. */
export interface EdgeEntry {
  readonly path: string;
  readonly bytes: number;
  read(): Promise<Uint8Array>;
}

/** WebAssembly that a bundle's learner runs on. */
const engineOf: Readonly<Partial<Record<LearnerName, EngineAssetName>>> = {
  network: 'tf-wasm-simd',
  custom: 'tf-wasm-simd',
  tfjs: 'tf-wasm-simd',
  'random-forest': 'ydf-inference-wasm',
};

/** Of a package, what says how it was made or judged: the model answers without. */
const notNeeded =
  /^(cellar\.json|MLmodel|environment\.json|input_example\.json|profile\.json|history\.json|held-out\.arrow|learnt-rows\.arrow|notebook\.html|.*\.(md|txt))$/;

/** What a folder of a version that predicts by itself weighs, or why there is none. */
export const describeEdge = query({
  action: 'model.read',
  input: z.object({ model: modelName, version: z.number().int().positive() }),
  async run(context, wanted) {
    try {
      const entries = await listEdgeFiles(context, wanted);
      return { bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0), reason: null };
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'not_found') throw error;
      return { bytes: 0, reason: error.message };
    }
  },
});

/**
 * The files of a self-contained folder: the model's parameters, its learner's code and engine, an ES module and a page. It holds neither
 * training rows nor test rows, and asks no network.
 * @throws AppError unprocessable where there can be none
 */
export async function listEdgeFiles(
  context: Context,
  wanted: { model: string; version: number },
): Promise<EdgeEntry[]> {
  const version = await readVersion(context, wanted);
  const { manifest, files, example } = version;
  if (version.status !== 'ready')
    throw new AppError('unprocessable', 'This version cannot answer, so no folder of it could.');
  if (manifest.learner === 'onnx')
    throw new AppError(
      'unprocessable',
      'An ONNX model is such a file already: its package holds it, and onnxruntime-web runs it in a browser.',
    );
  const bundle = bundleOf(manifest.learner, Object.keys(files));
  const engine = await readEngine(bundle);
  const needed = Object.entries(files).filter(([path]) => !notNeeded.test(path));
  const paths = ['model/cellar.json', ...needed.map(([path]) => `model/${path}`)];
  const asset = engineOf[bundle];
  const made = (path: string, text: string): EdgeEntry => {
    const content = Buffer.from(text);
    return { path, bytes: content.byteLength, read: async () => content };
  };
  return [
    made('index.html', writePage({ model: wanted.model, number: wanted.version, example })),
    made('model.mjs', writeModelModule({ files: paths, engines: asset ? { [asset]: 'engine.wasm' } : {} })),
    engine,
    ...(asset ? [await readAsset(asset)] : []),
    made('model/cellar.json', JSON.stringify(shorten(manifest))),
    ...needed.map(([path, { hash, bytes }]) => ({
      path: `model/${path}`,
      bytes,
      read: () => context.storage.readAll(hash),
    })),
  ];
}

/** Boosted trees of before were made by YDF. */
const bundleOf = (learner: LearnerName, files: readonly string[]): LearnerName =>
  learner === 'boosted-trees' && files.some((path) => path.startsWith('ydf/')) ? 'random-forest' : learner;

/** Without figures of the training and test rows' answers. */
const shorten = ({ format, learner, task, signature, target, options }: PackageManifest) => ({
  ...{ format, learner, task, signature, target, options },
});

/** The process runs in the program's folder: cli/start.mjs sees to it, and cli/build-edge.mjs put the bundles there. */
async function readEngine(bundle: LearnerName): Promise<EdgeEntry> {
  const file = join(process.cwd(), '.build/edge', `${bundle}.mjs`);
  const found = await stat(file).catch((cause) => {
    throw new AppError('unavailable', 'The code of this learner was not built. Start the server again.', {
      cause,
    });
  });
  return { path: 'engine.mjs', bytes: found.size, read: () => readFile(file) };
}

async function readAsset(name: EngineAssetName): Promise<EdgeEntry> {
  const content = await nodeAssets().load(name);
  return { path: 'engine.wasm', bytes: content.byteLength, read: async () => content };
}
