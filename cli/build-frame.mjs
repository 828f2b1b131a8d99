/**
 * Builds what runs inside the notebook frame into `public/frame/`: bundles by esbuild, raw WebAssembly, fonts. Every file is
 * named by its content and has a brotli sibling, so that servers only hand bytes out; `manifest.json` maps logical names to
 * files. Nothing is done when no source changed.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { sweepAssets } from './sweep-assets.mjs';
import { trimExports } from './trim-exports.mjs';
import { withoutTypeScript } from './without-typescript.mjs';

const compress = promisify(brotliCompress);
const types = {
  js: 'text/javascript',
  css: 'text/css',
  csv: 'text/csv',
  json: 'application/json',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
};

/** Bundles: logical name → entry point. Each stands alone, because blob URLs cannot import one another. */
const bundles = [
  { name: 'core', entry: 'cells/frame/main.tsx', format: 'esm' },
  { name: 'headless', entry: 'components/notebooks/headless-host.ts', format: 'esm' },
  { name: 'app', entry: 'components/notebooks/app/app-host.tsx', format: 'esm' },
  { name: 'training-worker', entry: 'cells/ml/training-worker.ts', format: 'iife' },
  { name: 'tf-webgl', entry: 'cells/ml/network/webgl-backend.ts', format: 'iife' },
];

/** What a page of a notebook begins with, under one name in every build, and the assets that it asks for. */
const early = { name: 'early', entry: 'components/notebooks/start-early-frame.ts', format: 'iife' };
const earlyAssets = ['core', 'core-css', 'duckdb-worker', 'duckdb-wasm'];

/** Files from packages, taken as they are but for what `trimExports` says. */
const files = {
  'duckdb-worker': '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js',
  'duckdb-wasm': '@duckdb/duckdb-wasm/dist/duckdb-eh.wasm',
  'sqlite-wasm': 'sql.js/dist/sql-wasm-browser.wasm',
  'parquet-wasm': 'parquet-wasm/esm/parquet_wasm_bg.wasm',
  'tf-wasm-simd': '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  'ydf-training-wasm': 'ydf-training/dist/training.wasm',
  'ydf-inference-wasm': 'ydf-inference/dist/inference.wasm',
  'font-interface': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'font-interface-italic': '@fontsource-variable/inter/files/inter-latin-wght-italic.woff2',
  'font-prose': '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  'font-prose-italic': '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2',
  'font-code': '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
};

/** Observable's sample data, each under its name. */
for (const file of [
  ...['aapl.csv', 'alphabet.csv', 'cars.csv', 'citywages.csv', 'diamonds.csv', 'flare.csv'],
  ...['industries.csv', 'miserables.json', 'olympians.csv', 'penguins.csv', 'pizza.csv', 'weather.csv'],
])
  files[`data-${file.replace(/\.\w+$/, '')}`] = `@observablehq/sample-datasets/${file}`;

const sources = [
  'cells',
  'components/notebook',
  'components/notebooks',
  'components/ui',
  'cli/build-frame.mjs',
  'cli/without-typescript.mjs',
  'cli/absent-typescript.mjs',
  'cli/sweep-assets.mjs',
  'cli/trim-exports.mjs',
  'package-lock.json',
];

/** Builds into `<root>/public/frame`; gives the manifest and whether anything had to be built. */
export async function buildFrame(root) {
  const target = join(root, 'public/frame');
  const stampFile = join(target, 'stamp');
  const manifestFile = join(target, 'manifest.json');
  const stamp = await stampOf(root);
  if (existsSync(manifestFile) && (await readFile(stampFile, 'utf8').catch(() => '')) === stamp)
    return { manifest: JSON.parse(await readFile(manifestFile, 'utf8')), built: false };

  await mkdir(join(target, 'assets'), { recursive: true });
  const entries = await Promise.all([
    ...[...bundles, ...(await libraries(root))]
      .filter(({ entry }) => existsSync(join(root, entry)))
      .map((bundle) => buildBundle(root, bundle)),
    ...Object.entries(files).map(([name, path]) => readPackageFile(root, name, path)),
  ]);
  const manifest = {};
  for (const { name, extension, bytes } of entries.flat())
    manifest[name] = await emit(target, name, extension, bytes);

  await writeWhole(join(target, 'notebook.html'), await readFile(join(root, 'cells/frame/notebook.html')));
  for (const [page, source] of [
    ['headless.html', 'components/notebooks/headless.html'],
    ['app.html', 'components/notebooks/app/app.html'],
  ]) {
    const text = await readFile(join(root, source), 'utf8');
    const filled = text.replaceAll(/\{([a-z-]+)\}/g, (whole, name) => manifest[name]?.file ?? whole);
    await writeWhole(join(target, page), filled);
  }
  const [{ bytes }] = await buildBundle(root, early);
  const known = Object.fromEntries(earlyAssets.map((name) => [name, manifest[name]]));
  await writeWhole(
    join(target, 'early.js'),
    `const frameManifest = ${JSON.stringify(known)};\n${new TextDecoder().decode(bytes)}`,
  );
  const kept = new Set(Object.values(manifest).flatMap(({ file }) => [file, `${file}.br`]));
  await sweepAssets(target, kept);
  await writeWhole(manifestFile, JSON.stringify(manifest, null, 1));
  await writeWhole(stampFile, stamp);
  return { manifest, built: true };
}

async function libraries(root) {
  const folder = 'cells/frame/libraries';
  const names = existsSync(join(root, folder)) ? await readdir(join(root, folder)) : [];
  return names
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
    .map((file) => ({ name: file.replace(/\.tsx?$/, ''), entry: `${folder}/${file}`, format: 'esm' }));
}

async function buildBundle(root, { name, entry, format }) {
  const esbuild = await import('esbuild');
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir: join(root, 'public/frame/assets'),
    bundle: true,
    write: false,
    minify: true,
    format,
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // The fonts of the interface are assets of their own; those of formulas come with their styles, and in one format.
    loader: { '.woff2': name === 'tex' ? 'dataurl' : 'empty', '.woff': 'empty', '.ttf': 'empty' },
    legalComments: 'none',
    logLevel: 'silent',
    logOverride: { 'unsupported-css-nesting': 'silent' },
    plugins: [
      ...[withoutTypeScript, withoutNode, withoutOnnx, inEnglish],
      ...(name === 'vim' ? [withCodeMirrorOfCore] : []),
    ],
  });
  return result.outputFiles.map((file) =>
    file.path.endsWith('.css')
      ? { name: `${name}-css`, extension: 'css', bytes: file.contents }
      : { name, extension: 'js', bytes: file.contents },
  );
}

/** Emscripten's and TensorFlow's glue asks for Node's modules behind a check that is false in browsers. */
const withoutNode = {
  name: 'without-node',
  setup(build) {
    build.onResolve(
      {
        filter:
          /^(node:.*|fs|path|os|url|crypto|util|worker_threads|perf_hooks|child_process|module|string_decoder)$/,
      },
      ({ path }) => ({
        path,
        namespace: 'node-absent',
      }),
    );
    build.onLoad({ filter: /.*/, namespace: 'node-absent' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Models that were made elsewhere answer on the server; no package of theirs reaches a frame. */
const withoutOnnx = {
  name: 'without-onnx',
  setup(build) {
    build.onResolve({ filter: /^onnxruntime-web/ }, ({ path }) => ({ path, namespace: 'onnx-absent' }));
    build.onLoad({ filter: /.*/, namespace: 'onnx-absent' }, () => ({ contents: 'export {};' }));
  },
};

/** Extensions made with another copy of the editor's packages mean nothing to it: see components/notebook/editor/shared-codemirror.ts. */
const withCodeMirrorOfCore = {
  name: 'with-codemirror-of-core',
  setup(build) {
    build.onResolve({ filter: /^@codemirror\// }, ({ path }) => ({ path, namespace: 'codemirror-of-core' }));
    build.onLoad({ filter: /.*/, namespace: 'codemirror-of-core' }, ({ path }) => ({
      contents: `module.exports = globalThis[Symbol.for('cellar.codemirror')][${JSON.stringify(path)}];`,
    }));
  },
};

/** zod carries its messages in fifty languages; the interface speaks one. */
const inEnglish = {
  name: 'in-english',
  setup(build) {
    build.onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

async function readPackageFile(root, name, path) {
  const file = join(root, 'node_modules', path);
  if (!existsSync(file)) return [];
  const whole = await readFile(file);
  const bytes =
    name === 'duckdb-wasm'
      ? trimExports(whole, await readFile(join(root, 'node_modules', files['duckdb-worker']), 'utf8'))
      : whole;
  return [{ name, extension: path.slice(path.lastIndexOf('.') + 1), bytes }];
}

async function emit(target, name, extension, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const file = `assets/${name}-${hash}.${extension}`;
  const path = join(target, file);
  if (!existsSync(path)) await writeWhole(path, bytes);
  // Fonts are compressed already. Quality 9 would take 5 s for DuckDB's 28 MB; 6 takes 2 s and gives 10 % more bytes.
  if (extension !== 'woff2' && !existsSync(`${path}.br`)) {
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > 8_000_000 ? 6 : 9,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    await writeWhole(`${path}.br`, await compress(bytes, { params }));
  }
  return { file, type: types[extension], bytes: bytes.length };
}

/** A crash in the middle leaves no half file under the final name. */
async function writeWhole(path, content) {
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, content);
  await rename(part, path);
}

/** Changes when any source of the frame does: paths, sizes and times of change. */
async function stampOf(root) {
  const hash = createHash('sha256');
  const visit = async (path) => {
    const about = await stat(path).catch(() => undefined);
    if (!about) return;
    if (!about.isDirectory()) {
      hash.update(`${path} ${about.size} ${about.mtimeMs}\n`);
      return;
    }
    for (const name of (await readdir(path)).sort()) await visit(join(path, name));
  };
  for (const source of sources) await visit(join(root, source));
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const { manifest, built } = await buildFrame(
    fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, ''),
  );
  for (const [name, { bytes }] of Object.entries(manifest))
    console.log(`${(bytes / 1024).toFixed(0).padStart(7)} KB  ${name}`);
  console.log(`${built ? 'built' : 'unchanged'} in ${Math.round(performance.now() - started)} ms`);
}
